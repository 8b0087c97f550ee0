"""The compiled lexicon: every form of every name and cue phrase in one table of folded words.

The table maps a form, and each beginning of a form, to an entry; reading a text is then one walk through the table,
whose length does not depend on the number of concepts.
"""

from __future__ import annotations

import itertools
import marshal
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple

from kg.check.folding import JOINERS, TOKEN, fold, is_han, words
from kg.check.inflection import comparatives, plural, respellings, singular, verb_forms
from kg.check.words import CLASS_OF, CLOSED, EMPTY_VERBS

LAYOUT: Final = 6
LONG_NAME: Final = 9
"""From so many letters on a name of one word is looked for in near-miss spellings."""

_NONE: Final[dict[str, int]] = {}


class NameRow(NamedTuple):
    """One name of one concept: number of the concept, text, language tag, rank (0 preferred, 1 other, 2 hidden or code)."""

    concept: int
    text: str
    language: str
    rank: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that voices relations: ``kind`` is one of `CUE_KINDS`; ``reversed`` when the grammatical subject is the object."""

    iri: str
    kind: str
    patterns: tuple[tuple[str, str], ...]
    relations: tuple[str, ...]
    reversed: bool = False
    example_yes: str = ""
    example_no: str = ""

    @property
    def text(self) -> str:
        """The cue as it is quoted to people."""
        return self.patterns[0][0] if self.patterns else self.iri.rsplit("/", 1)[-1]


ADJECTIVAL: Final = frozenset({"Nature", "Quality", "Flavour", "Colour", "Toxicity"})
"""Kinds whose English names are adjectives."""

CUE_KINDS: Final = ("verb", "passive", "noun", "adjective", "label", "frame", "copula", "phrase")


class Entry(NamedTuple):
    """What a form stands for: concepts, cues each with its grammatical form, and the verb of a name that begins with one."""

    concepts: tuple[int, ...] = ()
    cues: tuple[tuple[int, str], ...] = ()
    verb: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Lexicon:
    """Forms, entries, cues and small tables; plain data, so that it can be kept in a file and read back at once."""

    concepts: list[str]
    kinds: list[str]
    table: dict[str, dict[str, int] | bytes] = field(default_factory=dict)
    entries: list[Any] = field(default_factory=lambda: [((), (), ("", ""))])
    cues: list[Cue] = field(default_factory=list)
    labels: dict[str, list[int]] = field(default_factory=dict)
    frames: dict[str, list[tuple[list[str], int]]] = field(default_factory=dict)
    han: dict[str, str] = field(default_factory=dict)
    toned: dict[str, list[int]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    solo: set[str] = field(default_factory=set)
    phrase_cue: int = -1
    copula_cues: list[int] = field(default_factory=list)
    inverses: dict[str, str] = field(default_factory=dict)
    after_be: dict[str, list[int]] = field(default_factory=dict)
    verbal: set[str] = field(default_factory=set)

    @property
    def frame_keys(self) -> Set[str]:
        """The words of which each template has one."""
        return self.frames.keys()

    def lookup(self, form: Sequence[str]) -> tuple[int, ...]:
        """The concepts that bear exactly this form (folded words); none where there is no such form."""
        found: tuple[int, ...] = self.entry(" ".join(form))[0]
        return found

    def entry(self, form: str) -> Any:
        """The entry of a form (folded words joined by spaces); the empty entry where there is none."""
        return self.entries[self.beginning(form.split(" ", 1)[0]).get(form, 0)]

    def beginning(self, word: str) -> dict[str, int]:
        """The forms, and beginnings of forms, that begin with a word; unpacked when they are first asked for."""
        forms = self.table.get(word)
        if forms is None:
            return _NONE
        if isinstance(forms, bytes):
            forms = self.table[word] = marshal.loads(forms)
        return forms

    def dump(self) -> dict[str, Any]:
        """The lexicon as plain lists, tuples, dictionaries and strings."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["cues"] = [tuple(asdict(c).values()) for c in self.cues]
        plain["table"] = {word: forms if isinstance(forms, bytes) else marshal.dumps(forms) for word, forms in self.table.items()}
        return plain

    @classmethod
    def load(cls, plain: dict[str, Any]) -> Lexicon:
        """The lexicon that `dump` gave."""
        return cls(**{**plain, "cues": [Cue(*c) for c in plain["cues"]]})


def compile_lexicon(
    concepts: Sequence[str], kinds: Sequence[str], names: Iterable[NameRow], cues: Sequence[Cue], verbal_kinds: frozenset[str]
) -> Lexicon:
    """The lexicon of the given names and cues.

    ``verbal_kinds`` are the kinds whose names are verb phrases (“move qi”): those are also heard as “moves qi”, “moving qi”.
    """
    lexicon = Lexicon(list(concepts), list(kinds), cues=list(cues))
    rows = sorted(set(names), key=lambda n: (n.rank, n.concept, n.language, n.text))
    lexicon.han = _han_table(rows)
    lexicon.verbal = set(verbal_kinds)
    builder = _Builder(lexicon, verbal_kinds)
    for row in rows:
        builder.add_name(row)
    for number, cue in enumerate(cues):
        builder.add_cue(number, cue)
    builder.settle()
    return lexicon


def _han_table(rows: Sequence[NameRow]) -> dict[str, str]:
    """Traditional characters with their simplified ones, learnt from the names that are given in both."""
    simplified: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.language == "zh-Hans":
            simplified[row.concept].append(row.text)
    pairs = [(row.text, [s for s in simplified[row.concept] if len(s) == len(row.text)]) for row in rows if row.language == "zh-Hant"]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(2):
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for old, choices in pairs:
            best = max(choices, key=lambda new, old=old: _likeness(old, new, votes), default="")  # type: ignore[misc]
            for here, there in zip(old, best, strict=False):
                counted[here][there] += 1
        votes = counted
    table = {old: max(sorted(new), key=lambda n: new[n]) for old, new in votes.items()}
    return {old: new for old, new in table.items() if old != new}


def _likeness(old: str, new: str, votes: dict[str, Counter[str]]) -> float:
    same = sum(a == b for a, b in zip(old, new, strict=True))
    return same + sum(votes[a][b] / (1 + votes[a].total()) for a, b in zip(old, new, strict=True) if a in votes)


class _Builder:
    def __init__(self, lexicon: Lexicon, verbal_kinds: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.verbal_kinds = verbal_kinds
        self.found: dict[str, tuple[dict[int, None], dict[tuple[int, str], None], list[tuple[str, str]]]] = {}
        self.verbs: dict[str, None] = {}
        self.sounds: dict[str, set[int]] = {}
        self.spelt: dict[str, set[int]] = {}

    def slot(self, form: str) -> tuple[dict[int, None], dict[tuple[int, str], None], list[tuple[str, str]]]:
        return self.found.setdefault(form, ({}, {}, []))

    def add_name(self, row: NameRow) -> None:
        tokens = [self.lexicon.han.get(w, w) for w in words(row.text)]
        if not tokens or _unfit(row, tokens):
            return
        if row.language == "zh-Latn-pinyin":
            forms = _pinyin_forms(row.text, tokens)
            if len(tokens) == 1:
                self.lexicon.toned.setdefault(toned(row.text), []).append(row.concept)
                return
        elif is_han(row.text) or row.rank == 2:
            forms = {" ".join(tokens)}
        else:
            forms = self._english(row, tokens)
        spoken = self.sounds if row.language == "zh-Latn-pinyin" else self.spelt
        for form in forms:
            self.slot(form)[0][row.concept] = None
            spoken.setdefault(form, set()).add(row.concept)

    def _english(self, row: NameRow, tokens: list[str]) -> set[str]:
        kind = self.lexicon.kinds[row.concept]
        if kind in self.verbal_kinds and len(tokens) > 1 and tokens[0] not in CLOSED:
            self._verbal(row.concept, tokens)
        forms = {tuple(tokens)}
        if kind in ADJECTIVAL and len(tokens) == 1:
            forms |= {(more,) for more in comparatives(tokens[0])}
        if kind not in ADJECTIVAL:
            forms |= {(*tokens[:-1], plural(tokens[-1])), (*tokens[:-1], singular(tokens[-1]))}
        for form in list(forms):
            choices = [(w, *sorted(respellings(w))) for w in form]
            forms.update(itertools.product(*choices))
        if len(tokens) > 1:
            self.lexicon.heads.add(tokens[-1])
        elif len(tokens[0]) >= LONG_NAME:
            self.lexicon.solo.add(tokens[0])
        return {" ".join(form) for form in forms} | _punctuated(row.text)

    def _verbal(self, concept: int, tokens: list[str]) -> None:
        lemma, *rest = tokens
        self.verbs[lemma] = None
        tails = {tuple(rest), ("the", *rest), tuple(rest[1:]) if rest[0] == "the" else tuple(rest)}
        for name, forms in verb_forms(lemma).items():
            for form, tail in itertools.product(sorted(forms), sorted(tails)):
                concepts, _, verbs = self.slot(" ".join((form, *tail)))
                concepts[concept] = None
                if not verbs:
                    verbs.append((lemma, name))

    def add_cue(self, number: int, cue: Cue) -> None:
        if cue.kind == "phrase":
            self.lexicon.phrase_cue = number
        elif cue.kind == "copula":
            self.lexicon.copula_cues.append(number)
        for text, language in cue.patterns:
            for phrase in alternatives(text):
                self._add_phrase(number, cue.kind, phrase, language)

    def _add_phrase(self, number: int, kind: str, phrase: str, language: str) -> None:
        if kind == "label":
            key = " ".join(self.lexicon.han.get(w, w) for w in words(phrase))
            self.lexicon.labels.setdefault(key, []).append(number)
        elif kind == "frame":
            row = _frame(phrase, self.lexicon.han)
            key = max((w for w in row if w[0] != "{"), key=lambda w: (w not in CLASS_OF, len(w)))
            self.lexicon.frames.setdefault(key, []).append((row, number))
        elif kind in ("verb", "passive", "noun", "adjective"):
            tokens = [self.lexicon.han.get(w, w) for w in words(phrase)]
            bare = tokens[1:] if tokens[0] == "be" else tokens
            if kind == "passive" and all(CLASS_OF.get(w, "w") in "pPo" for w in bare):
                self.lexicon.after_be.setdefault(" ".join(bare), []).append(number)
                return
            for form, name in _cue_forms(kind, tokens, language):
                self.slot(form)[1][(number, name)] = None

    def settle(self) -> None:
        """Give every form its entry, and every beginning of a form an empty one."""
        if self.lexicon.phrase_cue >= 0:
            self._hear_verbs()
        numbers: dict[Entry, int] = {Entry(): 0}
        table: dict[str, dict[str, int]] = {}
        for form in sorted(self.found):
            concepts, cues, verbs = self.found[form]
            if meant := self.spelt.get(form):
                concepts = {c: None for c in concepts if c in meant or c not in self.sounds.get(form, ())}
            entry = Entry(tuple(concepts), tuple(cues), verbs[0] if verbs else ("", ""))
            forms = table.setdefault(form.split(" ", 1)[0], {})
            forms[form] = numbers.setdefault(entry, len(numbers))
            at = form.find(" ")
            while at > 0:
                forms.setdefault(form[:at], 0)
                at = form.find(" ", at + 1)
        self.lexicon.table.update(table)
        self.lexicon.entries = [tuple(e) for e in numbers]

    def _hear_verbs(self) -> None:
        """A verb that begins the name of an action is heard as one, whatever follows it."""
        for lemma in self.verbs:
            if lemma in EMPTY_VERBS:
                continue
            for name, forms in verb_forms(lemma).items():
                for form in forms:
                    _, cues, verbs = self.slot(form)
                    cues[(self.lexicon.phrase_cue, name)] = None
                    if not verbs:
                        verbs.append((lemma, name))


_ASIDE: Final = re.compile(r"\s*\([^)]*\)")


def _punctuated(text: str) -> set[str]:
    """The forms of a name that has commas, brackets or apostrophes: with them, and without what stands in brackets."""
    if not re.search(r"[,('’]", text):
        return set()
    forms = {" ".join(fold(m) for m in TOKEN.findall(text) if m not in JOINERS)}
    if "(" in text and (plain := words(_ASIDE.sub("", text))):
        forms.add(" ".join(plain))
    return forms


def toned(syllable: str) -> str:
    """A syllable with its tone mark, as it is compared."""
    return unicodedata.normalize("NFC", syllable.strip().lower())


def _unfit(row: NameRow, tokens: list[str]) -> bool:
    if row.rank == 2 and not re.search(r"[A-Za-z]{2}.*\d|[" + "\u4e00-\u9fff" + "]|[A-Za-z]{4}", row.text):
        return True
    if is_han(row.text):
        return False
    return len(tokens) == 1 and (tokens[0] in CLOSED or len(tokens[0]) < 2)


def _pinyin_forms(text: str, tokens: list[str]) -> set[str]:
    forms = {" ".join(tokens), "".join(tokens)}
    if len(tokens) > 2:
        forms |= {"".join(tokens[:-1]) + " " + tokens[-1], tokens[0] + " " + "".join(tokens[1:])}
    if "ü" in text or "ǜ" in text or "ǚ" in text:
        forms |= {f.replace("lu", "lv").replace("nu", "nv") for f in forms}
    return forms


def alternatives(pattern: str) -> list[str]:
    """The phrases that a pattern with ``{one|other}`` stands for.

    >>> alternatives("{sign|symptom} of")
    ['sign of', 'symptom of']
    """
    parts = [p[1:-1].split("|") if p.startswith("{") and p not in ("{s}", "{o}") else [p] for p in re.split(r"(\{[^}]*\})", pattern)]
    return [" ".join("".join(choice).split()) for choice in itertools.product(*parts)]


def _cue_forms(kind: str, tokens: list[str], language: str) -> Iterable[tuple[str, str]]:
    if language.startswith("zh"):
        yield " ".join(tokens), "zh-" + kind
        return
    first, rest = tokens[0], tokens[1:]
    if kind == "verb":
        for name, forms in verb_forms(first).items():
            for form in forms:
                yield " ".join((form, *rest)), name
    elif kind == "noun":
        for respelled in {first, *respellings(first)}:
            yield " ".join((respelled, *rest)), "noun"
        if rest and rest[-1] in ("of", "for", "to", "in", "between", "on", "with"):
            noun_at = len(rest) - 1
            many = [*tokens[:noun_at], plural(tokens[noun_at]), *tokens[noun_at + 1 :]]
            yield " ".join(many), "noun"
    else:
        shown = tokens[1:] if first == "be" else tokens
        for respelled in {shown[0], *respellings(shown[0])}:
            yield " ".join((respelled, *shown[1:])), "passive" if kind == "passive" else "adjective"


def _frame(pattern: str, han: dict[str, str]) -> list[str]:
    """A template as a row of words and slots ``{s}`` and ``{o}``."""
    row: list[str] = []
    for part in re.split(r"(\{[so]\})", pattern):
        row.extend([part] if part in ("{s}", "{o}") else [han.get(w, w) for w in words(part)])
    return row
