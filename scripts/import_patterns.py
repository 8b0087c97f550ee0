"""Writes the patterns of GB/T 16751.2: concepts, work and sections, and what each term says.

    python scripts/import_patterns.py ../shared/reference

Reads ``gbt16751_2_patterns.csv`` (code, Chinese name, synonyms, definition, parent), ``gbt16751_2_pattern_symptoms.csv``
(tongue and pulse where the definition gives none) and the ICD-11 list. Tables: ``patterns_en_*.tsv`` (slug and English),
``names_zh.tsv`` (names with a lost glyph restored), ``icd11_patterns.tsv`` (matches), ``pattern_definitions.tsv``
(definitions written by hand), ``pattern_phrases.tsv`` (how a fact is told in a composed one); those of ``clauses`` and
``involvement``.

Grammar of a term::

    signs       see clauses; skos:broader from the parent code
    involves    see involvement: the name, and the organs that the account of causes names
    causes      see involvement: the account of causes ("因…所致")
    combines    a name that is two names of patterns (气虚血瘀), or two organs and one state (脾肾阳虚)

What is not read is counted in ``unread_signs.tsv``.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from clauses import MAY, Finding, cause_part, read_signs, tongue_pulse_terms
from importing import (
    ONTOLOGY,
    TABLES,
    Fact,
    Row,
    concept,
    names,
    read_reference,
    read_table,
    reference_folder,
    remove_others,
    render_trig,
    render_turtle,
    several,
    text,
    write,
)
from involvement import causes_of, involved_by_cause, involved_by_name
from standard import Term, broader, coded, terms, work_facts
from telling import group_definition, pattern_definition

TABLES_EN: Final = ["patterns_en_1.tsv", "patterns_en_2.tsv"]
LINKS: Final = re.compile(r"[兼夹挟伴]")
ORGANS: Final = "心肝脾肺肾胆胃"
PLACES: Final = "轮经脉分"
NO_PARTS: Final = frozenset({"dampness-obstructing-the-qi-aspect", "external-injury-patterns"})
"""Patterns that bear a short name which means something wider inside another name (湿阻, 外伤)."""

SAME_STATE: Final = {"两虚": "虚", "亏虚": "虚"}


def read(known: list[Term], symptoms: dict[str, Row]) -> None:
    """Fill in what each definition says."""
    by_name = {term.chinese: term.slug for term in known}
    by_name = {name: term.slug for term in known for name in term.synonyms} | by_name
    for term in known:
        term.reading = read_signs(term.definition)
        term.reading.findings += _missing_tongue_and_pulse(term, symptoms)
        account = cause_part(term.definition)
        named = [fact for name in apart(term.chinese) for fact in involved_by_name(name)]
        term.involved = [fact for fact in dict.fromkeys([*named, *involved_by_cause(account)]) if fact[1] != term.slug]
        term.causes = [fact for fact in causes_of(account) if fact[1] != term.slug]
        term.combined = [slug for slug in combined(term.chinese.removesuffix("证"), by_name) if slug != term.slug]


def _missing_tongue_and_pulse(term: Term, symptoms: dict[str, Row]) -> list[Finding]:
    """Tongue and pulse of the machine-split list where the definition was read to give neither."""
    if any(f.fragment in tongue_pulse_terms() for f in term.reading.findings):
        return []
    row = symptoms.get(term.code, {})
    found: list[Finding] = []
    for fragment in several(row.get("tongue", "")) + several(row.get("pulse", "")):
        stated, either = tongue_pulse_terms().get(fragment, ((), ()))
        found += [Finding(sign, "manifestsAs", fragment) for sign in stated] + [Finding(sign, MAY, fragment) for sign in either]
    return found


def apart(name: str) -> list[str]:
    """A name that begins with two organs as two names with one organ each (脾肾阳虚: 脾阳虚, 肾阳虚); else the name alone."""
    two = len(name) > 3 and name[0] in ORGANS and name[1] in ORGANS
    return [name[0] + name[2:], name[1:]] if two else [name]


def combined(name: str, by_name: dict[str, str]) -> list[str]:
    """The patterns that a name is put together from; empty where it is no such name."""
    for cut in range(2, len(name) - 1):
        first, second = name[:cut], LINKS.sub("", name[cut:], count=1) if LINKS.match(name[cut:]) else name[cut:]
        both = [by_name.get(f"{part}证", "") for part in (first, second)]
        if len(second) > 1 and all(both) and first[-1] not in PLACES and not NO_PARTS & set(both):
            return both
    if len(name) > 3 and name[0] in ORGANS and name[1] in ORGANS:
        state = SAME_STATE.get(name[2:], name[2:])
        both = [by_name.get(f"{organ}{state}证", "") for organ in name[:2]]
        return both if all(both) else []
    return []


def facts_of(term: Term, by_code: dict[str, Term]) -> set[Fact]:
    """What the section of a term says."""
    subject = term.subject
    facts = {(subject, f"tcm:{finding.strength}", f"c:{finding.sign}") for finding in term.reading.findings}
    facts |= {(subject, f"tcm:{relation}", f"c:{slug}") for relation, slug in term.involved}
    facts |= {(f"c:{slug}", f"tcm:{relation}", subject) for relation, slug in term.causes}
    facts |= {(subject, "tcm:combines", f"c:{slug}") for slug in term.combined}
    return facts | broader(term, by_code)


def concept_facts(term: Term, definition: str, matches: list[tuple[str, str, str]]) -> set[Fact]:
    """Kind, names, definition, code and ICD-11 matches of a pattern."""
    subject = term.subject
    plain = "pattern" not in term.english.lower()
    chinese = term.chinese.removesuffix("证") if plain and len(term.chinese) > 2 else term.chinese
    other_chinese = [name for full in [term.chinese, *term.synonyms] for name in (full, full.removesuffix("证") if len(full) > 3 else full)]
    other_english = [*term.other_english, *([f"{term.english} pattern", f"syndrome of {_inside(term.english)}"] if plain else [])]
    facts = concept(term.slug, "Pattern", definition) | names(term.slug, term.english, chinese, other_english, other_chinese)
    facts |= coded(term)
    for code, entity, match in matches:
        facts.add((subject, f"skos:{match}Match", f"icd11:{entity}"))
        if match == "exact":
            facts.add((subject, "skos:notation", text(code, datatype="tcm:icd11")))
    return facts


def _inside(label: str) -> str:
    first = label.split(" ", 1)[0].removesuffix("'s")
    kept = first in CAPITALS or first.split("-")[0] in CAPITALS
    return label if kept else label[:1].lower() + label[1:]


CAPITALS: Final = frozenset(
    [
        "Liver",
        "Heart",
        "Spleen",
        "Lung",
        "Kidney",
        "Stomach",
        "Gallbladder",
        "Small",
        "Large",
        "Bladder",
        "San",
        "Pericardium",
        "Taiyang",
        "Yangming",
        "Shaoyang",
        "Taiyin",
        "Shaoyin",
        "Jueyin",
        "Chong",
        "Ren",
        "Du",
        "Dai",
        "Wei",
        "Qiao",
        "Yinwei",
        "Yangwei",
        "Yinqiao",
        "Yangqiao",
        "Hand",
        "Foot",
    ]
)


def matches_by_code(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Term code → ICD-11 code, foundation entity, kind of match."""
    entities = {
        row["code"]: row["foundation_uri"].rsplit("/", 1)[-1] for row in read_reference(folder, "icd11_tm1_en_zh.csv") if row["code"]
    }
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in read_table("icd11_patterns.tsv"):
        found.setdefault(row["code"], []).append((row["icd11"], entities[row["icd11"]], row["match"]))
    return found


def definitions(known: list[Term]) -> dict[str, str]:
    """A definition for each pattern: the one written by hand or one composed of its facts."""
    written = {row["slug"]: row["definition"] for row in read_table("pattern_definitions.tsv")}
    labels = {row["slug"]: row["label_en"] for row in read_table("signs.tsv")}
    plain = [
        (t, [labels[f.sign] for f in t.reading.findings if f.fragment not in tongue_pulse_terms() and f.sign in labels]) for t in known
    ]
    return {
        term.slug: written.get(term.slug)
        or (pattern_definition if signs else group_definition)(term.slug, term.english, term.involved, signs[:3])
        for term, signs in plain
    }


def write_statements(known: list[Term]) -> int:
    """Write one file for each part of the standard; the number of statements."""
    by_code = {term.code: term for term in known}
    files: dict[str, dict[str, set[Fact]]] = {}
    for term in known:
        part = ".".join(term.code.split(".")[: 2 if term.code[0] in "35" else 1])
        files.setdefault(part, {})[term.section] = facts_of(term, by_code)
    files = {part: graphs for part, graphs in files.items() if any(graphs.values())}
    folder = ONTOLOGY / "statements" / "gbt16751-2"
    for part, graphs in files.items():
        write(folder / f"{part}.trig", render_trig(graphs))
    remove_others(folder, [folder / "organ-functions.trig", *(folder / f"{part}.trig" for part in files)])
    return sum(len(facts) for graphs in files.values() for facts in graphs.values())


def write_unread(known: list[Term]) -> None:
    """Write what was not read, with the reason, how often and where first."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    for term in known:
        for unread in term.reading.unread:
            counts[unread] += 1
            first.setdefault(unread, term.code)
    lines = [
        f"{words}\t{why}\t{n}\t{first[words, why]}" for (words, why), n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    write(TABLES / "unread_signs.tsv", "\n".join(["fragment\treason\tcount\tfirst_code", *lines]) + "\n")


def report(known: list[Term], statements: int) -> None:
    """Say on the error stream how much was read and how the signs are spread."""
    total: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for term in known:
        total.update(term.reading.total)
        linked.update(term.reading.linked)
        spread.update({finding.sign for finding in term.reading.findings})
    with_signs = [term for term in known if term.reading.total["symptom"]]
    bare = [
        t
        for t in with_signs
        if not any(
            f.fragment in tongue_pulse_terms() or f.sign.endswith(("-pulse", "-tongue", "-coating", "-spots")) for f in t.reading.findings
        )
    ]
    for part in total:
        print(f"{part}: {linked[part]} of {total[part]} mentions linked, {linked[part] / total[part]:.1%}", file=sys.stderr)
    print(f"{len(known)} patterns, {statements} statements, {len(spread)} signs used", file=sys.stderr)
    print("most frequent: " + ", ".join(f"{sign} {n / len(with_signs):.0%}" for sign, n in spread.most_common(12)), file=sys.stderr)
    print(
        f"{len(bare)} of {len(with_signs)} patterns with signs have no tongue or pulse: " + ", ".join(t.code for t in bare[:20]),
        file=sys.stderr,
    )


def main() -> None:
    """Write everything and say what was done."""
    folder = reference_folder(sys.argv)
    known = terms(folder, "2", TABLES_EN)
    read(known, {row["code"]: row for row in read_reference(folder, "gbt16751_2_pattern_symptoms.csv")})
    matches, told = matches_by_code(folder), definitions(known)
    facts = {fact for term in known for fact in concept_facts(term, told[term.slug], matches.get(term.code, []))}
    write(ONTOLOGY / "concepts" / "patterns.ttl", render_turtle(facts))
    write(ONTOLOGY / "works" / "gbt16751-2.ttl", render_turtle(work_facts("2", known)))
    statements = write_statements(known)
    write_unread(known)
    report(known, statements)


if __name__ == "__main__":
    main()
