"""Everyday words that are also names of concepts: “heart”, “cold”, “fire”. They count only where medicine is spoken of."""

from __future__ import annotations

from typing import Final

from kg.check.folding import Tokens, is_han
from kg.check.lexicon import Lexicon
from kg.check.marks import Item
from kg.check.nouns import Np
from kg.check.words import word_set

_TECHNICAL: Final = word_set(
    "qi yin yang acupuncture moxibustion moxa cupping tuina gua sha tcm zang fu meridian meridians acupoint acupoints zangfu jing shen wuxing yuan wei ying dantian"
    " taiyang yangming shaoyang taiyin shaoyin jueyin stasis stagnation deficiency summerheat"
)
_TECHNICAL_KINDS: Final = frozenset(
    {"Pattern", "Mechanism", "Formula", "ChannelPoint", "ExtraPoint", "PrimaryChannel", "ExtraordinaryVessel", "PointRole", "LuoVessel"}
)


def is_technical(item: Item, tokens: Tokens, lexicon: Lexicon) -> bool:
    """Whether a mention by itself shows that Chinese medicine is spoken of."""
    words = tokens.words[item.start : item.end]
    if any(w in _TECHNICAL or is_han(w) for w in words):
        return True
    if len(words) > 1 and any(lexicon.kinds[c] in _TECHNICAL_KINDS for c in item.concepts):
        return True
    return not tokens.surface(item.start, item.end).isascii()


def is_everyday(phrase: Np, tokens: Tokens, lexicon: Lexicon) -> bool:
    """Whether a noun phrase is named by words that need not be medicine at all."""
    if phrase.item is None:
        return True
    return not is_technical(phrase.item, tokens, lexicon)
