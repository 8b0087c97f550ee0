"""Every cue of the ontology: its example fires it, its counter-example does not; no relation is left without a voice."""

from __future__ import annotations

import pytest

from kg.check import Checker
from kg.check.lexicon import Cue
from tests.check.world import world

CUES = world().lexicon.cues
SUBJECTS = [
    "LI4",
    "Aconite",
    "Blood stasis",
    "Liver",
    "Low back pain",
    "Ephedra",
    "Acupuncture",
    "Fire",
    "Wood",
    "Earth",
    "Cinnamon Twig Decoction",
    "Pain",
    "Lung channel",
    "乌头",
    "血瘀",
]
"""What a label may stand under."""


def fired(text: str, cue: Cue) -> bool:
    return any(c.cue_iri == cue.iri for c in Checker(world()).claims(text, "md"))


def ids(cue: Cue) -> str:
    return cue.iri.rsplit("/", 1)[-1]


@pytest.mark.parametrize("cue", CUES, ids=ids)
def test_example_fires(cue: Cue) -> None:
    assert cue.example_yes
    if cue.kind == "label":
        assert any(fired(f"# {name}\n\n{cue.example_yes}\n", cue) for name in SUBJECTS)
    else:
        assert fired(cue.example_yes, cue), Checker(world()).claims(cue.example_yes, "md")


@pytest.mark.parametrize("cue", CUES, ids=ids)
def test_counter_example_does_not_fire(cue: Cue) -> None:
    assert cue.example_no
    heading = "# Aconite\n\n" if cue.kind == "label" else ""
    assert not fired(heading + cue.example_no, cue)


def test_every_relation_is_a_relation_of_the_vocabulary() -> None:
    known = {r.iri for r in world()._relations} | set(world().lexicon.inverses)
    assert [(c.iri, r) for c in CUES for r in c.relations if r not in known] == []


def test_there_are_enough_cues() -> None:
    chinese = [c for c in CUES if c.patterns and c.patterns[0][1].startswith("zh")]
    assert len(CUES) - len(chinese) >= 180
    assert len(chinese) >= 60
