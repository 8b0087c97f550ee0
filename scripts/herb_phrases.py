"""Take the free text of a herb's functions apart into short phrases that a reviewed table can answer.

The texts are uneven: numbered or not, in the imperative or not, often with two sentences grown together
("Liver and kidneydispel wind"). The words to mend stand in the table herb_wordings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from importing import read_table

# fmt: off
VERBS: Final = (
    "abate", "abates", "activate", "activating", "allay", "alleviate", "antitussive", "aromatic", "arrest", "astriction", "astringe",
    "astringing", "attack", "benefit", "boost", "break", "brighten", "calm", "calming", "check", "clear", "clearing", "close",
    "constrain", "control", "cool", "cooling", "cools", "cough-suppressing", "course", "cure", "detoxification", "detoxify", "diffuse",
    "discharge", "disinhibit", "dispel", "dispelling", "disperse", "dispersing", "dissipate", "dissipates", "dissolve", "downbear",
    "drain", "draw", "dredge", "dry", "ease", "effuse", "eliminate", "eliminating", "emit", "emolliate", "engender", "enrich", "erode",
    "eroding", "expel", "expelling", "extinguish", "facilitate", "fortify", "free", "generate", "harmonize", "harmonizing", "heal",
    "healing", "improve", "increase", "induce", "inducing", "inhibit", "interrupt", "invigorate", "invigorating", "join", "joint", "kill",
    "killing", "loosen", "lower", "lubricate", "menstrual", "moisten", "moisturizing", "move", "nourish", "nourishing", "open",
    "outthrust", "overcome", "pain", "percolate", "precipitate", "prevent", "produce", "promote", "promoting", "purge", "purging",
    "purify", "quench", "quicken", "quiet", "raise", "rectify", "reduce", "regulate", "regulating", "reinforce", "relax", "relieve",
    "relieving", "remove", "removing", "repel", "replenish", "resolve", "resolving", "restore", "reunite", "secure", "securing", "settle",
    "soften", "soothe", "stabilize", "stanch", "stop", "stopping", "strengthen", "strengthening", "subdue", "supplement", "suppress",
    "sweep", "tonify", "tonifying", "tranquilize", "transform", "treat", "treating", "unblock", "upbear", "vent", "warm", "warming",
    "worm",
)
# fmt: on
LONGEST_FIRST: Final = sorted(VERBS, key=lambda verb: (-len(verb), verb))
SHORT: Final = frozenset(
    ("close", "course", "cure", "dry", "emit", "free", "join", "joint", "lower", "move", "open", "pain", "raise", "treat", "worm")
)
"""Verbs that are also common endings of other words: a word that ends in one is taken apart only when it is rare."""
ANY_VERB: Final = "|".join(LONGEST_FIRST)
BREAKS: Final = re.compile(rf"[;,.:]|\band to\b|\band\b(?=\s+(?:{ANY_VERB})\b)|\bto\b(?=\s+(?:{ANY_VERB})\b)|\bby\b(?=\s+(?:{ANY_VERB})\b)")


@dataclass(frozen=True)
class Splitter:
    """Splits texts, knowing how often each word occurs in all of them and which wordings to mend."""

    counts: Counter[str]
    mended: dict[str, str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Splitter:
        """A splitter for these texts."""
        counts = Counter(word for line in texts for word in re.findall(r"[a-z-]+", line.lower()))
        return cls(counts, {row["wrong"]: row["right"] for row in read_table("herb_wordings.tsv")})

    def phrases(self, functions: str) -> list[str]:
        """The phrases of a text, in its order, normalised."""
        line = (
            functions.lower()
            .replace("’", "'")
            .replace("—", "-")
            .replace("，", ",")
            .replace("；", ";")
            .replace("。", ".")
            .replace("、", ",")
        )
        line = re.sub(r"\(.*?\)", "", line)
        line = re.sub(r"\d\s*\.", " ; ", line)
        line = self.mend(self.part(self.part(self.mend(line))))
        found = (trimmed(piece) for piece in BREAKS.split(line))
        return [phrase for phrase in found if len(phrase) > 2]

    def mend(self, line: str) -> str:
        """The line with its wordings mended, longer ones first."""
        for wrong in sorted(self.mended, key=lambda key: (-len(key), key)):
            line = re.sub(rf"(?<![a-z-]){re.escape(wrong)}(?![a-z-])", self.mended[wrong], line)
        return line

    def part(self, line: str) -> str:
        """The line with words that have grown together parted."""
        return re.sub(r"[a-z][a-z-]*", lambda match: self.part_word(match.group(0)), line)

    def part_word(self, word: str) -> str:
        """A word parted before the verb that it ends in, where the rest is a word too."""
        for verb in LONGEST_FIRST:
            head = word.removesuffix(verb).rstrip("-")
            if head in ("", word) or (verb in SHORT and self.counts[word] >= 3):
                continue
            if head == "qi" or (len(head) > 2 and self.counts[head] >= 3 and head != "dis"):
                return f"{head}; {verb}"
        return word


def trimmed(piece: str) -> str:
    """A phrase without leading link words and articles."""
    phrase = re.sub(r"\s+", " ", piece.strip(" .'\"-"))
    for _ in range(3):
        phrase = re.sub(r"^(and|to|for|or|can|it can|used to|used for|the)\s+", "", phrase)
    return re.sub(r"\s+", " ", re.sub(r"\bthe\b ?", "", phrase)).strip()
