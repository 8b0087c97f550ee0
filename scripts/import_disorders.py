"""Writes the disorders of GB/T 16751.1: concepts, work and sections, and what each term says; and the codes of ICD-11.

    python scripts/import_disorders.py ../shared/reference

Reads ``gbt16751_1_diseases.csv`` and ``icd11_tm1_en_zh.csv``. Tables: ``disorders_en.tsv`` (slug, English, ICD-11 match) and those
of ``clauses`` and ``involvement``, ``disorder_names_zh.tsv`` (slug, other Chinese names, from the classics), and ``disorder_places.tsv`` (fragment → parts).

Grammar of a term: signs as in ``clauses``; causes as in ``involvement`` ("因…所致", "多因…所致"); organs, channels and parts that
the name names; organs, channels, substances and mechanisms of the account of causes, where it gives no alternatives (或); a fragment that tells where a disorder arises (生于…, 好发于…, and the places listed after it) names its parts and is
no sign; skos:broader from the parent code; a symptom (18.*) shows in the sign that bears its name.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

from clauses import Reading, cause_part, pieces, read_signs, sign_names, signs_part
from importing import (
    ONTOLOGY,
    TABLES,
    Fact,
    concept,
    kinds,
    names,
    read_reference,
    read_table,
    reference_folder,
    remove_others,
    render_trig,
    render_turtle,
    several,
    text,
    work,
    write,
)
from involvement import MAY_CAUSE, causes_of, involved_by_cause, involved_by_name
from standard import Term, broader, coded, terms, work_facts
from telling import label_of, listed

SEATS: Final = ("involvesOrgan", "involvesChannel", "involvesPart")
ICD: Final = "src:icd11"
_ARISES: Final = re.compile(r"[生发见起始]于")
_USUALLY: Final = re.compile(r"多因(?P<cause>[^。]+?)(?:等)?(?:原因)?所致|^因(?P<force>外力)作用")
_OUTCOME: Final = re.compile(r"致使|导致")
_LIES: Final = re.compile(r"^(?P<place>生于[^，。]+?)的")


def read(known: list[Term]) -> None:
    """Fill in what each definition says."""
    for term in known:
        term.reading = read_signs(term.definition)
        term.causes = _causes(term.definition)
        told = _places_told(term.definition)
        _leave_out(term.reading, told)
        parts = [("involvesPart", part) for fragment in told for part in _places()[fragment]]
        term.involved = list(dict.fromkeys([*(fact for fact in involved_by_name(term.chinese) if fact[0] in SEATS), *parts]))


@cache
def _places() -> dict[str, list[str]]:
    return {row["fragment"]: several(row["parts"]) for row in read_table("disorder_places.tsv")}


def _places_told(definition: str) -> list[str]:
    """The fragments that tell where a disorder arises, in order."""
    lies = _LIES.match(definition)
    told: list[str] = [lies["place"]] if lies and lies["place"] in _places() else []
    running = False
    for piece in pieces(signs_part(definition)):
        running = piece.words in _places() and (running or bool(_ARISES.search(piece.words)))
        told += [piece.words] if running else []
    return told


def _leave_out(reading: Reading, told: list[str]) -> None:
    """Count these fragments neither as mentions of signs nor as unread."""
    unread = [words for words, _ in reading.unread]
    reading.total["symptom"] -= sum(words in unread for words in told)
    reading.unread = [(words, why) for words, why in reading.unread if words not in told]


def add_names(known: list[Term]) -> None:
    """Add the names by which the classics call a disorder to the synonyms of the standard."""
    others = {row["slug"]: several(row["alt_zh"]) for row in read_table("disorder_names_zh.tsv")}
    for term in known:
        term.synonyms += [name for name in others.get(term.slug, []) if name not in (term.chinese, *term.synonyms)]


def _usual_cause(definition: str) -> str:
    match = _USUALLY.search(definition)
    return (match["cause"] or match["force"]) if match else ""


def _causes(definition: str) -> list[tuple[str, str]]:
    """What causes a disorder; what mostly does (多因…, a list) may cause it."""
    stated = cause_part(definition) if definition.startswith(("因", "泛指因")) else ""
    usual = "" if stated else cause_part(definition) or _usual_cause(definition)
    alternatives = usual and not usual.startswith("外力")
    return [(MAY_CAUSE if alternatives else relation, slug) for relation, slug in causes_of(stated or usual)]


def facts_of(term: Term, by_code: dict[str, Term]) -> set[Fact]:
    """What the section of a term says."""
    facts = broader(term, by_code)
    facts |= {(term.subject, f"tcm:{finding.strength}", f"c:{finding.sign}") for finding in term.reading.findings}
    facts |= {(term.subject, f"tcm:{relation}", f"c:{slug}") for relation, slug in [*term.involved, *_by_account(term)]}
    facts |= {(f"c:{slug}", f"tcm:{relation}", term.subject) for relation, slug in term.causes}
    if term.code.startswith("18.") and term.chinese in sign_names():
        facts.add((term.subject, "tcm:typicallyManifestsAs", f"c:{sign_names()[term.chinese]}"))
    return facts


def _by_account(term: Term) -> list[tuple[str, str]]:
    """What the account of causes involves, where it is one account; of several alternatives, what all of them bring about (致使…)."""
    account = cause_part(term.definition) if term.definition.startswith("因") else ""
    account = _OUTCOME.split(account)[-1] if "或" in account and _OUTCOME.search(account) else account
    return [] if "或" in account else [fact for fact in involved_by_cause(account) if fact[1] != term.slug]


def definition(term: Term, by_code: dict[str, Term], signs: dict[str, str]) -> str:
    """One or two sentences: the group, the seat, the main signs, what brings it about."""
    wider = by_code.get(term.parent)
    seat = listed(f"the {label_of(slug)}" for _, slug in term.involved)
    shown = listed(_lower(signs[f.sign]) for f in term.reading.findings[:3] if f.sign in signs)
    many = term.english.endswith(("disorders", "diseases"))
    group = f"{_one_of(wider.english)}{f', seated in {seat}' if seat else ''}" if wider else "a group of disorders"
    if shown:
        first = f"{group[:1].upper()}{group[1:]}; it shows as {shown}."
    else:
        first = f"{term.english}, {group.replace('one of', 'a group of', 1) if many else group}."
    account = listed(label_of(slug) for _, slug in _narrow(term.causes)[:3])
    return f"{first} {account[:1].upper()}{account[1:]} can bring {'them' if many and not shown else 'it'} about." if account else first


def _narrow(causes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The causes without "external cause" where narrower ones are named."""
    return [cause for cause in causes if cause[1] != "external-cause"] or causes


def _one_of(label: str) -> str:
    plain = _lower(label)
    if plain.endswith(" disorder"):
        return f"one of the {plain}s"
    several_of_them = re.search(r"(?:disorders|diseases|injuries|boils|furuncles|hemorrhoids|papules|scars)\b", plain)
    return f"one of the {plain}" if several_of_them else f"a kind of {plain}"


def _lower(label: str) -> str:
    return (
        label
        if label.split(" ", maxsplit=1)[0] in ("Liver", "Heart", "Spleen", "Lung", "Kidney", "Stomach", "Gallbladder", "Bladder")
        else label[:1].lower() + label[1:]
    )


def matches(term: Term, entities: dict[str, str]) -> set[Fact]:
    """The ICD-11 matches of a term, and the ICD-11 code where the match is exact."""
    found: set[Fact] = set()
    for code, match in zip(term.row["icd11"].split("|"), term.row["match"].split("|"), strict=False):
        if code in entities and match:
            found.add((term.subject, f"skos:{match}Match", f"icd11:{entities[code]}"))
            if match == "exact":
                found.add((term.subject, "skos:notation", text(code, datatype="tcm:icd11")))
    return found


def concept_facts(known: list[Term], entities: dict[str, str]) -> set[Fact]:
    """Kind, names, definition, code and matches of every disorder."""
    by_code = {term.code: term for term in known}
    signs = {row["slug"]: row["label_en"] for row in read_table("signs.tsv")}
    facts: set[Fact] = set()
    for term in known:
        facts |= concept(term.slug, "Disorder", definition(term, by_code, signs)) | coded(term) | matches(term, entities)
        facts |= names(term.slug, term.english, term.chinese, term.other_english, term.synonyms)
    return facts


def icd_facts(folder: Path) -> set[Fact]:
    """ICD-11 chapter 26 as a work, and code and title of each of its entities that a table names."""
    facts = work(
        ICD,
        "ICD-11, chapter 26: traditional medicine conditions, module I",
        "国际疾病分类第十一次修订本 第26章 传统医学病证-模块1",
        "World Health Organization",
        "2018",
        "CC BY-ND 3.0 IGO; codes and titles alone are cited, unaltered",
    )
    facts |= {
        (ICD, "tcm:text", text("icd11_tm1_en_zh.csv")),
        (ICD, "dcterms:bibliographicCitation", text("ICD-11 for Mortality and Morbidity Statistics, 2018-12")),
    }
    used = {code for row in read_table("disorders_en.tsv") for code in several(row["icd11"])} | {
        row["icd11"] for row in read_table("icd11_patterns.tsv")
    }
    for row in read_reference(folder, "icd11_tm1_en_zh.csv"):
        if row["code"] in used:
            entity = f"icd11:{row['foundation_uri'].rsplit('/', 1)[-1]}"
            facts |= {
                (entity, "skos:notation", text(row["code"], datatype="tcm:icd11")),
                (entity, "rdfs:label", text(row["title_en"], "en")),
            }
    return facts


def write_statements(known: list[Term]) -> int:
    """Write one file for each chapter of the standard; the number of statements."""
    by_code = {term.code: term for term in known}
    files: dict[str, dict[str, set[Fact]]] = {}
    for term in known:
        files.setdefault(term.code.split(".")[0], {})[term.section] = facts_of(term, by_code)
    folder = ONTOLOGY / "statements" / "gbt16751-1"
    for part, graphs in files.items():
        write(folder / f"{part}.trig", render_trig(graphs))
    remove_others(folder, [folder / f"{part}.trig" for part in files])
    return sum(len(facts) for graphs in files.values() for facts in graphs.values())


def write_unread(known: list[Term]) -> None:
    """Write the fragments of the definitions that no table knows, with the reason and how often."""
    counts = Counter(unread for term in known for unread in term.reading.unread)
    lines = [f"{words}\t{why}\t{n}" for (words, why), n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    write(TABLES / "unread_disorder_signs.tsv", "\n".join(["fragment\treason\tcount", *lines]) + "\n")


def main() -> None:
    """Write everything and say what was done."""
    folder = reference_folder(sys.argv)
    known = terms(folder, "1", ["disorders_en.tsv"])
    add_names(known)
    read(known)
    entities = {
        row["code"]: row["foundation_uri"].rsplit("/", 1)[-1] for row in read_reference(folder, "icd11_tm1_en_zh.csv") if row["code"]
    }
    write(ONTOLOGY / "concepts" / "disorders.ttl", render_turtle(concept_facts(known, entities)))
    write(ONTOLOGY / "works" / "gbt16751-1.ttl", render_turtle(work_facts("1", known)))
    write(ONTOLOGY / "works" / "icd11.ttl", render_turtle(icd_facts(folder)))
    statements = write_statements(known)
    write_unread(known)
    total, linked = sum(t.reading.total["symptom"] for t in known), sum(t.reading.linked["symptom"] for t in known)
    no_sign = sum(why.startswith("not-a-sign") for t in known for _, why in t.reading.unread)
    print(
        f"{len(known)} disorders, {statements} statements, {linked} of {total} symptom mentions linked, {linked / total:.1%} "
        f"({no_sign} more are no signs: course, place, absence, examination), {len(kinds())} concepts in all",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
