"""Short names: “Coptis” for “Coptis rhizome”, where few concepts could be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from kg.check.folding import is_han, words
from kg.check.lexicon import NameRow
from kg.check.words import word_set

_PLANT: Final = word_set(
    "root roots rhizome rhizomes tuber bulb bark stem stems twig twigs branch branches leaf leaves flower flowers fruit fruits seed seeds kernel peel"
    " pericarp herb grass pollen resin sclerotium and or with"
)
_PARTS: Final = {"Herb": _PLANT, "PreparedHerb": _PLANT}
"""By kind, the words that say which part of a thing is meant."""

_STATES: Final = word_set("fresh dried raw prepared processed")
_JOINING: Final = word_set("and or with")
_SHORTEST: Final = 4
_CHOICES: Final = 6


def short_names(kinds: Sequence[str], names: Sequence[NameRow]) -> Iterable[NameRow]:
    """English names without the words for a part, of few concepts.

    ``kinds`` are the kinds of the concepts by number. A name that another concept bears in full is left to it.
    """
    borne = {" ".join(words(row.text)) for row in names if not is_han(row.text)}
    claimed: dict[str, set[int]] = defaultdict(set)
    for row in names:
        for short in _shortened(row, _PARTS.get(kinds[row.concept], frozenset())):
            if short not in borne:
                claimed[short].add(row.concept)
    return [NameRow(c, short, "en", 1) for short, all_ in sorted(claimed.items()) if len(all_) <= _CHOICES for c in sorted(all_)]


def _shortened(row: NameRow, parts: frozenset[str]) -> Iterable[str]:
    tokens = words(row.text) if parts and row.language == "en" and row.rank < 2 else []
    full = " ".join(tokens)
    while tokens and tokens[0] in _STATES:
        del tokens[0]
    while tokens:
        short = " ".join(tokens)
        if len(short) >= _SHORTEST and tokens[-1] not in _JOINING and short != full:
            yield short
        if tokens.pop() not in parts:
            return
