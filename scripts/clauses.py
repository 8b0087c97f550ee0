"""Reads the signs out of a definition of the national standard, with their strength.

Grammar of a definition (GB/T 16751.1 and .2)::

    definition = [ cause "所致。" ] "临床" [ "表现" ] "以" clause { "，" clause } [ "等…" ] "为" [ "主要" ] "特征的" …
    clause     = [ marker ] group { "、" group }
    group      = "得" … a row as a whole | piece { "或" piece }          two pieces or more: each is optional; "一侧或双侧", "经期或产后" are one place, one time
    marker     = see MARKERS; its strength holds to the end of its clause, or to the end of the definition
    severe     = severe-marked clause { clause } clause of a word of severe_words.tsv      none of them marked: all are severe
    can        = 可 within a clause, before what can come (可发生, 可致, 久病可伴有): see _CAN; those of _CAN_REST hold to the end

A piece is looked up, longest reading first, in ``sign_terms.tsv`` (fragment → signs) or, when it begins with 舌, 苔 or
脉, in ``tongue_pulse_terms.tsv`` (fragment → signs that are stated, signs that are alternatives). A piece that has lost
its head noun (胀痛 after 脘腹冷痛, 腰膝 before 脐腹冷痛) takes it from its neighbour when the whole is a known name.
An act listed before "…时疼痛加重" or "…则复出" (咳嗽) is when a sign grows, and no sign. What no table knows is returned as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from typing import Final

from importing import read_table, several

PLAIN: Final = "manifestsAs"
MAY: Final = "mayManifestAs"
SEVERE: Final = "severelyManifestsAs"
TYPICAL: Final = "typicallyManifestsAs"
STRENGTH_ORDER: Final = (TYPICAL, PLAIN, MAY, SEVERE)

MARKERS: Final = (
    ("可伴见", MAY, "rest"),
    ("或可伴见", MAY, "rest"),
    ("可伴", MAY, "rest"),
    ("或伴见", MAY, "rest"),
    ("或伴", MAY, "rest"),
    ("或兼见", MAY, "rest"),
    ("可见", MAY, "rest"),
    ("可兼", MAY, "rest"),
    ("伴", PLAIN, "rest"),
    ("伴见", PLAIN, "rest"),
    ("兼见", PLAIN, "rest"),
    ("甚或伴见", SEVERE, "rest"),
    ("甚可导致", SEVERE, "clause"),
    ("甚则", SEVERE, "clause"),
    ("甚或", SEVERE, "clause"),
    ("甚至", SEVERE, "clause"),
    ("甚者", SEVERE, "clause"),
    ("重者", SEVERE, "clause"),
    ("重则", SEVERE, "clause"),
    ("严重者", SEVERE, "clause"),
    ("严重时", SEVERE, "clause"),
    ("或兼", MAY, "clause"),
    ("或", MAY, "clause"),
    ("也可", MAY, "clause"),
    ("亦可", MAY, "clause"),
    ("轻者", MAY, "clause"),
    ("偶", MAY, "clause"),
    ("间", MAY, "clause"),
)
"""Marker, strength, reach; tried from the longest to the shortest."""

_BODY = re.compile(r"(?:临床(?:表现)?(?:常|多)?以?|(?:引起|所致)，以)(?P<signs>.+?)(?:等[^，、。]{0,14}?)?为?(?:主要)?(?:特征|主的症状)")
_CAUSE = re.compile(r"^(?:泛指)?(?:多)?因(?P<cause>.+?)(?:等)?(?:所致|所引起|引起)")
_TAIL = re.compile(r"(等(?:症|证|证候|征象|表现)?)$")
_OPENING = re.compile(
    r"^(?:有|见|也可|亦可|可|常|多|时有|时|兼|并|渐|反|伴见|伴有|伴|检查可见|出现|自觉|突然|骤然|突发|骤发|忽然|反复|经常|持续|逐渐|日渐|初起|初期|早期|后期|"
    r"继则|剧烈|明显|轻微|局部|全身|患处|患部|患儿|小儿|婴儿|婴幼儿|孕妇|妇女|女性|男性|妊娠期间?|妊娠后期?|孕期|产后|经行前后|经行|经期|伤后|病后|双侧|单侧|一侧|两侧)(?=..)"
)
_CLOSING = re.compile(r"(?<=..)(?:剧烈|明显|显著|难忍|不止|不已|持续不退|不退|反复发作|频作|时作|阵作|加重|加剧|为甚|尤甚|日久)$")
_EITHER_TIME = re.compile(
    r"^(?:月?经期|经前|经行前后|行经前后|产后|妊娠|孕期|外伤|热退后|睡眠中|出生时|耳前|一侧|单侧|局部|全身|四肢)或"
    r"(?=(?:月?经期|行经前后|经行前后|产后|术后|热退时|醒后|出生后不久|耳后|两侧|双侧|全身|局部).)"
)
_CAN_REST = re.compile(r"可(?:伴|致|产生|遗留|迅速出现)")
_CAN = re.compile(r"可(?:有|出现|发生|引起|见(?:鼻痒|患部)|表现为|融合|溃烂|向周围蔓延|随)")
_RUN_ENDS = re.compile(r"舌|苔|脉|指纹|或|伴|可|兼|甚|重者|轻者|$")
_BY_FITS = ("间歇", "间断")
_TONGUE_PULSE = ("舌", "苔", "脉")
_ACTS: Final = frozenset({"咳嗽", "喷嚏", "打喷嚏"})
_WORSENS: Final = re.compile(r"(?:时|则|后)[^、]{0,4}?(?:加重|加剧|增剧|增大|复出)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign that a definition states, how strongly, and the words that say so."""

    sign: str
    strength: str
    fragment: str


@dataclass(slots=True)
class Reading:
    """What a definition was read to say: findings, pieces without a reading, and how many pieces there were by part."""

    findings: list[Finding] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    total: dict[str, int] = field(default_factory=lambda: {"symptom": 0, "tongue-pulse": 0})
    linked: dict[str, int] = field(default_factory=lambda: {"symptom": 0, "tongue-pulse": 0})


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment of a clause with the strength of its place and its neighbours in the clause."""

    words: str
    strength: str
    before: str
    after: tuple[str, ...]


@cache
def symptom_terms() -> dict[str, tuple[tuple[str, ...], str]]:
    """Fragment → its signs and the note of the table."""
    return {row["fragment"]: (tuple(several(row["slugs"])), row["note"]) for row in read_table("sign_terms.tsv")}


@cache
def tongue_pulse_terms() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Fragment → the signs that it states and those that it names as alternatives."""
    return {
        row["fragment"]: (tuple(several(row["required"])), tuple(several(row["optional"]))) for row in read_table("tongue_pulse_terms.tsv")
    }


@cache
def sign_names() -> dict[str, str]:
    """Chinese name, preferred or other, → sign."""
    rows = read_table("signs.tsv")
    found = {name: row["slug"] for row in rows for name in several(row["alt_zh"])}
    return found | {row["zh"]: row["slug"] for row in rows}


@cache
def severe_words() -> re.Pattern[str]:
    """The words of collapse, stupor and cramp, to the last of which a severe clause is carried on."""
    return re.compile("|".join(re.escape(row["word"]) for row in read_table("severe_words.tsv")))


@cache
def bare_signs() -> frozenset[str]:
    """The signs that have no place of their own, which a place named before can make narrower."""
    return frozenset(row["slug"] for row in read_table("signs.tsv") if not row["site"])


def cause_part(definition: str) -> str:
    """What a definition says before 所致: its account of the cause; empty where it gives none."""
    match = _CAUSE.search(definition)
    return match["cause"] if match else ""


def signs_part(definition: str) -> str:
    """What a definition says between 以 and 为特征; empty where it names no signs."""
    match = _BODY.search(definition.split("注：", maxsplit=1)[0])
    return match["signs"] if match else ""


def read_signs(definition: str) -> Reading:
    """The signs that a definition states, each with its strength."""
    reading = Reading()
    for piece in pieces(signs_part(definition)):
        _read_piece(piece, reading)
    reading.findings = _strongest(reading.findings)
    return reading


def pieces(body: str) -> Iterator[Piece]:
    """The fragments of the sign part in order."""
    rest = PLAIN
    carried = ""
    clauses = [clause.strip() for clause in re.split(r"[，；。]|(?<=.)(?=甚或|甚则|甚至)", body)]
    severe = _severe_runs(clauses)
    for place, clause in enumerate(clauses):
        words, strength, reach = _marked(clause)
        if reach == "rest":
            rest = strength
        elif clause.startswith(_TONGUE_PULSE):
            rest = PLAIN
        holds = SEVERE if place in severe else strength or rest
        cut = _cut(words, holds)
        before = carried if clause.startswith("或") else ""
        for index, (fragment, its_strength) in enumerate(cut):
            yield Piece(fragment, its_strength, before, tuple(words for words, _ in cut[index + 1 :]))
            before = _head_for(fragment, before) + fragment
        carried = before


def _severe_runs(clauses: list[str]) -> set[int]:
    """The places of the unmarked clauses that still tell what a severe clause before them began."""
    found: set[int] = set()
    for first, clause in enumerate(clauses):
        if _marked(clause)[1:] == (SEVERE, "clause"):
            run = list(takewhile(lambda n: not _RUN_ENDS.match(clauses[n]) and not _marked(clauses[n])[1], range(first + 1, len(clauses))))
            last = max((n for n in run if severe_words().search(clauses[n])), default=first)
            found |= set(range(first + 1, last + 1))
    return found


def _marked(clause: str) -> tuple[str, str, str]:
    if clause.endswith("为主") and len(clause) > 3:
        return clause.removesuffix("为主").removeprefix("以"), TYPICAL, "clause"
    for marker, strength, reach in sorted(MARKERS, key=lambda m: -len(m[0])):
        if clause.startswith(marker) and len(clause) > len(marker) and not (marker == "间" and _no_marker(clause)):
            return clause[len(marker) :], strength, reach
    if _CAN_REST.search(clause):
        return clause, MAY, "rest"
    return clause, MAY if _CAN.search(clause) else "", "clause"


def _no_marker(clause: str) -> bool:
    return clause.startswith(_BY_FITS) or clause in symptom_terms()


def _cut(words: str, strength: str) -> list[tuple[str, str]]:
    if words.startswith(_TONGUE_PULSE) and _clean(words) in tongue_pulse_terms():
        return [(_clean(words), strength)]
    found: list[tuple[str, str]] = []
    for group in words.split("、"):
        if group.startswith(_TONGUE_PULSE) and _clean(group) in tongue_pulse_terms():
            found.append((_clean(group), strength))
            continue
        if group in symptom_terms() and group.startswith("得"):
            found.append((group, strength))
            continue
        either = [part for part in re.split(r"或(?!然)", _EITHER_TIME.sub("", group)) if part]
        for part in either:
            weaker = MAY if (len(either) > 1 or group.startswith("或")) and strength != SEVERE else strength
            found.append((_clean(part), weaker))
    return [(fragment, s) for fragment, s in found if fragment]


def _clean(words: str) -> str:
    return _TAIL.sub("", words.strip()).strip()


def _read_piece(piece: Piece, reading: Reading) -> None:
    if piece.words in tongue_pulse_terms():
        stated, alternatives = tongue_pulse_terms()[piece.words]
        part, signs, note = "tongue-pulse", stated, ""
        reading.findings += [Finding(sign, _no_more_than_may(piece.strength), piece.words) for sign in alternatives]
    else:
        signs, note = _signs_of(piece)
        alternatives = ()
        part = "tongue-pulse" if piece.words.startswith(_TONGUE_PULSE) else "symptom"
    reading.total[part] += 1
    reading.findings += [Finding(sign, piece.strength, piece.words) for sign in signs]
    if signs or alternatives:
        reading.linked[part] += 1
    else:
        reading.unread.append((piece.words, note or "no reading in the tables"))


def _no_more_than_may(strength: str) -> str:
    return strength if strength == SEVERE else MAY


def _signs_of(piece: Piece) -> tuple[tuple[str, ...], str]:
    if piece.words in _ACTS and any(_WORSENS.search(words) for words in piece.after):
        return (), "not-a-sign: time or circumstance"
    head = _head_for(piece.words, piece.before)
    if head:
        return _known(head + piece.words)[0], ""
    signs, note = _known(piece.words)
    return (_with_tail(piece.words, piece.after) if _is_place(note) else ()) or signs, note


def _is_place(note: str) -> bool:
    return "needs-head" in note or "body site" in note


def _known(words: str) -> tuple[tuple[str, ...], str]:
    if words in symptom_terms():
        return symptom_terms()[words]
    if words in sign_names():
        return (sign_names()[words],), ""
    shorter = _OPENING.sub("", words) if _OPENING.match(words) else _CLOSING.sub("", words)
    return _known(shorter) if shorter != words else ((), "")


def _head_for(words: str, before: str) -> str:
    """The opening of the piece before that, set before these words, makes a known name; empty where they need none."""
    signs, note = _known(words)
    if signs and "needs-head" not in note and not all(sign in bare_signs() for sign in signs):
        return ""
    return next((before[:end] for end in range(len(before) - 1, 0, -1) if _whole(before[:end] + words)), "")


def _with_tail(words: str, after: tuple[str, ...]) -> tuple[str, ...]:
    wholes = (_whole(words + other[start:]) for other in after for start in range(1, len(other)))
    return next((signs for signs in wholes if signs), ())


def _whole(words: str) -> tuple[str, ...]:
    signs, note = _known(words)
    return () if "needs-head" in note or words.endswith("不渴") else signs


def _strongest(findings: list[Finding]) -> list[Finding]:
    best: dict[str, Finding] = {}
    for finding in findings:
        known = best.get(finding.sign)
        if known is None or STRENGTH_ORDER.index(finding.strength) < STRENGTH_ORDER.index(known.strength):
            best[finding.sign] = finding
    return list(best.values())
