"""Words as they are compared: without case, tone marks and width; one Han character a word.

Offsets always point into the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_LETTER: Final = rf"[^\W\d_{HAN}]"
_WORD: Final = rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f])*"
TOKEN: Final = re.compile(rf"[{HAN}]|{_WORD}[nN]['’]t\b|['’](?:s|re|ve|ll)\b|{_WORD}|\d+|(?<=\w)[-‐‑](?=\w)|[^\w\s]")
_IS_HAN: Final = re.compile(rf"[{HAN}]")
JOINERS: Final = frozenset("-‐‑")

_folded: dict[str, str] = {}


def fold(token: str) -> str:
    """A word without case, marks and width.

    >>> fold("Xuè"), fold("Lǜ"), fold("Doesn’t"), fold("Ｑi")
    ('xue', 'lu', "doesn't", 'qi')
    """
    known = _folded.get(token)
    if known is None:
        plain = unicodedata.normalize("NFKD", token).casefold().replace("’", "'")
        known = "".join(ch for ch in plain if not unicodedata.combining(ch)) or token
        if len(_folded) < 200_000:
            _folded[token] = known
    return known


def words(text: str) -> list[str]:
    """The folded words of a name or phrase, hyphens and marks left out.

    >>> words("Damp-heat in the Liver"), words("肝藏血")
    (['damp', 'heat', 'in', 'the', 'liver'], ['肝', '藏', '血'])
    """
    return [fold(m) for m in TOKEN.findall(text) if m[0].isalnum()]


def is_han(text: str) -> bool:
    """Whether a text has a Han character in it."""
    return _IS_HAN.search(text) is not None


class Tokens:
    """The words of one piece of text with where each begins and ends."""

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str, han: dict[str, str]) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        starts, ends, out = self.starts.append, self.ends.append, self.words.append
        known = _folded
        for match in TOKEN.finditer(text):
            raw = match.group()
            if raw in JOINERS:
                if not _between_words(text, match.start()):
                    starts(match.start())
                    ends(match.end())
                    out("-")
                continue
            folded = known.get(raw) or fold(raw)
            starts(match.start())
            ends(match.end())
            out(han.get(folded, folded))

    def __len__(self) -> int:
        return len(self.words)

    def surface(self, start: int, end: int) -> str:
        """The text from one word up to another, as it was written."""
        return self.text[self.starts[start] : self.ends[end - 1]]


def _between_words(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()
