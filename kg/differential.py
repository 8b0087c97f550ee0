"""From signs to patterns: which patterns show these signs, what speaks for each and what against, statement by statement.

No score is hidden: a pattern is ranked by how many of the signs it shows, then by how many of the denied signs it does not
show and by how firmly; every line can be read back to the statements behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Ref, Statement
from kg.namespaces import ONTOLOGY, SKOS
from kg.reader import Reader

_FIRMNESS = {"typicallyManifestsAs": 3, "manifestsAs": 2, "mayManifestAs": 1, "severelyManifestsAs": 1}
_RELATIONS = {ONTOLOGY + name: weight for name, weight in _FIRMNESS.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern with the statements that speak for it, those that speak against it, and the given signs it is not said to show."""

    pattern: Ref
    speaks_for: tuple[Statement, ...]
    speaks_against: tuple[Statement, ...]
    silent_on: tuple[Ref, ...]

    def as_json(self) -> dict[str, object]:
        """The candidate with its statements."""
        return {
            "pattern": self.pattern.as_json(),
            "for": [s.as_json() for s in self.speaks_for],
            "against": [s.as_json() for s in self.speaks_against],
            "silent": [r.as_json() for r in self.silent_on],
        }


def differentiate(reader: Reader, present: Sequence[str], absent: Sequence[str] = (), limit: int = 10) -> list[Candidate]:
    """The patterns that show most of the present signs (IRIs), best first.

    A narrower sign counts for its wider one (stabbing low back pain is stabbing pain); a pattern that shows an absent sign
    has that statement against it.
    """
    shown = {sign: _patterns_with(reader, sign) for sign in present}
    denied = {sign: _patterns_with(reader, sign) for sign in absent}
    patterns = {ref.iri: ref for found in shown.values() for ref in found}
    refs = reader.refs(present)
    candidates = []
    for ref in patterns.values():
        found = tuple(s for sign in present for s in shown[sign].get(ref, ())[:1])
        against = tuple(s for sign in absent for s in denied[sign].get(ref, ())[:1])
        silent = tuple(refs[sign] for sign in present if ref not in shown[sign])
        candidates.append(Candidate(ref, found, against, silent))
    candidates.sort(key=lambda c: (-len(c.speaks_for), len(c.speaks_against), -_firmness(c), c.pattern.label))
    return candidates[:limit]


def _firmness(candidate: Candidate) -> int:
    return sum(_RELATIONS.get(s.relation.iri, 0) for s in candidate.speaks_for)


def _patterns_with(reader: Reader, sign: str) -> dict[Ref, list[Statement]]:
    """Each pattern that shows the sign or a narrower one, with the statements that say so, the firmest first."""
    found: dict[Ref, list[Statement]] = defaultdict(list)
    for statement in reader.statements(_and_narrower(reader, sign)):
        if statement.relation.iri in _RELATIONS and not statement.inferred and statement.subject.kind == "Pattern":
            found[statement.subject].append(statement)
    for statements in found.values():
        statements.sort(key=lambda s: (_narrowness(s, sign), -_RELATIONS[s.relation.iri]))
    return found


def _narrowness(statement: Statement, sign: str) -> int:
    return 0 if isinstance(statement.object, Ref) and statement.object.iri == sign else 1


def _and_narrower(reader: Reader, sign: str) -> list[str]:
    from kg.store.engine import iri_list, values

    query = f"SELECT DISTINCT ?x WHERE {{ VALUES ?sign {{ {iri_list([sign])} }} ?x <{SKOS}broaderTransitive> ?sign }}"
    return [sign, *(iri for (iri,) in values(reader.engine, query))]
