"""Make the herbs of HERB 2.0: concepts, one section a herb, and what each section says.

Reads ``herbs_herb2.csv`` and the reviewed tables herbs, herb_extra, natures, herb_actions, herb_parts, herb_safety, herb_kinds,
herb_wordings and herb_action_phrases. Run as ``python scripts/import_herbs.py FOLDER_OF_REFERENCE_FILES``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from herb_naming import chinese_names, herb_labels, latin_part
from herb_phrases import Splitter
from importing import (
    ONTOLOGY,
    Fact,
    Row,
    concept,
    kinds,
    read_reference,
    read_table,
    reference_folder,
    render_trig,
    render_turtle,
    section,
    several,
    text,
    work,
    write,
)

OWN_FILES: Final = ("herbs.ttl", "natures.ttl", "herb-actions.ttl")
FLAVOURS: Final = ("sour", "bitter", "sweet", "pungent", "salty", "bland", "astringent")


@dataclass(frozen=True)
class Reading:
    """What the functions of one herb were read as, in the order of the text."""

    actions: tuple[str, ...]
    indications: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass
class Slugs:
    """The concepts that statements may point to; those asked for in vain are counted."""

    known: frozenset[str]
    missing: Counter[str] = field(default_factory=Counter)

    def keep(self, facts: Iterable[Fact]) -> list[Fact]:
        """The facts whose object is a literal or a known concept."""
        kept = []
        for fact in facts:
            if fact[2].startswith("c:") and fact[2][2:] not in self.known:
                self.missing[fact[2]] += 1
            else:
                kept.append(fact)
        return kept


def tabled_slugs() -> set[str]:
    """The slugs of the tables from which other importers make actions, signs, disorders and patterns."""
    tables = ("actions", "signs", "disorders_en", "patterns_en_1", "patterns_en_2")
    return {row["slug"] for name in tables for row in read_table(f"{name}.tsv")}


def named(rows: list[Row]) -> list[Row]:
    """The rows with the further names of the table of names."""
    names = {row["slug"]: row for row in read_table("herb_names.tsv")}
    return [with_names(row, names[row["slug"]]) if row["slug"] in names else row for row in rows]


def with_names(row: Row, names: Row) -> Row:
    """A row with further names put behind its own."""
    more = {key: "|".join(filter(None, (row.get(key, ""), names[key]))) for key in ("alt_zh", "alt_en")}
    return row | more


def readings(rows: list[Row]) -> dict[str, Reading]:
    """The reading of every herb, by identifier."""
    splitter = Splitter.of(row["functions_en"] for row in rows)
    table = {row["phrase"]: row for row in read_table("herb_action_phrases.tsv")}
    return {row["herb_id"]: reading(splitter.phrases(row["functions_en"]), table) for row in rows}


def reading(phrases: list[str], table: dict[str, Row]) -> Reading:
    """The actions and indications that the table gives for these phrases."""
    known = [table[phrase] for phrase in phrases if phrase in table]
    actions = dict.fromkeys(slug for row in known for slug in several(row["actions"]))
    indications = dict.fromkeys(slug for row in known for slug in several(row["indications"]))
    return Reading(tuple(actions), tuple(indications), tuple(phrase for phrase in phrases if phrase not in table))


def part_used(written: str, table: dict[str, str]) -> str:
    """The part as plain words, spelling mended; empty where the source gives none."""
    mended = table.get(written, written[:1].lower() + written[1:])
    for compound, words in (("branchlet-leaf", "twig and leaf"), ("branch-leaf", "twig and leaf"), ("stem-leaf", "stem and leaf")):
        mended = mended.replace(compound, words)
    return mended if " and " in mended else mended.replace(", ", " or ")


def herb_facts(row: Row, definition: str) -> set[Fact]:
    """Kind, names, code and definition of a herb."""
    kind = "PreparedHerb" if row["prep"] else "Herb"
    facts = concept(row["slug"], kind, definition) | herb_labels(row)
    if row.get("herb_id"):
        facts.add((f"c:{row['slug']}", "skos:notation", text(row["herb_id"], datatype="tcm:herb2")))
    return facts


def definition(row: Row, part: str, read: Reading, labels: dict[str, str], herbs: dict[str, str]) -> str:
    """One sentence in plain words, made of what the entry says: nature, flavours, part and main uses."""
    thing = part or latin_part(row["latin"]) or "medicine"
    qualities = [word.replace("-", " ") for word in several(row["nature"])[:1] + several(row["flavours"])]
    head = article(f"{listed(qualities, ', ')} {thing}".strip())
    if row["prep"] and row["base"] in herbs:
        head = f"{herbs[row['base']]} in {row['prep']} form: {listed(qualities, ', ')}"
    poison = {"toxic": ", toxic", "very-toxic": ", very toxic", "slightly-toxic": ", slightly toxic"}.get(row["toxicity"], "")
    return head + poison + use(row, read, labels) + "."


def use(row: Row, read: Reading, labels: dict[str, str]) -> str:
    """What a herb is used for, or else the channels it enters, as the end of a sentence."""
    actions = [labels[slug][:1].lower() + labels[slug][1:] for slug in read.actions if slug in labels][:3]
    if actions:
        return f"; used to {listed(actions)}"
    channels = [name.replace("-", " ").title().replace("San Jiao", "San Jiao") for name in several(row["channels"])]
    return f"; it enters the {listed(channels)} channel{'s' if len(channels) > 1 else ''}" if channels else ""


def article(words: str) -> str:
    """The words with an indefinite article, but for plurals."""
    if words.endswith(("parts", "leaves", "stems", "branches", "twigs", "roots", "stamens", "feces", "larvae")):
        return words[:1].upper() + words[1:]
    return ("An " if words[:1] in "aeiou" else "A ") + words


def listed(words: list[str], comma: str = ", ") -> str:
    """'a, b and c'."""
    return words[0] if len(words) == 1 else comma.join(words[:-1]) + " and " + words[-1] if words else ""


def statements(row: Row, part: str, read: Reading, slug_of: dict[str, str]) -> list[Fact]:
    """What the section of a herb says."""
    s = f"c:{row['slug']}"
    facts = [(s, "tcm:hasNature", f"c:{nature}-nature") for nature in several(row["nature"])]
    facts += [(s, "tcm:hasFlavour", f"c:{flavour}") for flavour in several(row["flavours"])]
    facts += [(s, "tcm:entersChannel", f"c:{channel(name)}") for name in several(row["channels"])]
    facts += [(s, "tcm:hasAction", f"c:{slug}") for slug in read.actions]
    facts += [(s, "tcm:indicatedFor", f"c:{slug}") for slug in read.indications]
    facts += [(s, "tcm:hasToxicity", f"c:{row['toxicity']}")] if row["toxicity"] else []
    facts += [(s, "tcm:partUsed", text(part))] if part else []
    return facts + ([(s, "tcm:preparedFrom", f"c:{slug_of[row['base']]}")] if row["base"] in slug_of else [])


def channel(name: str) -> str:
    """The slug of the channel that an organ's name stands for."""
    return {"ren": "conception-vessel", "du": "governing-vessel"}.get(name, f"{name}-channel")


def herb_sections(rows: list[Row]) -> set[Fact]:
    """HERB 2.0 and one section an entry."""
    facts = work("src:herb2", "HERB 2.0", "本草组鉴 2.0", "HERB database", "2024", "facts and names cited by herb identifier")
    facts.add(("src:herb2", "tcm:text", text("herbs_herb2.csv")))
    for row in rows:
        iri = f"src:herb2-{row['herb_id']}"
        facts |= section(iri, "src:herb2", row["label_en"], row["herb_id"], "traditionalTheory")
        facts |= {(iri, "dcterms:title", text(row["zh"], "zh-Hans")), (iri, "tcm:heading", text(f"{row['herb_id']},{row['zh']}"))}
    return facts


def nature_facts() -> set[Fact]:
    """Natures, degrees of flavours and degrees of toxicity."""
    facts: set[Fact] = set()
    for row in read_table("natures.tsv"):
        facts |= concept(row["slug"], row["kind"], row["definition"]) | chinese_names(row) | english_names(row)
    return facts


def action_facts() -> set[Fact]:
    """Actions that only the herbs speak of."""
    facts: set[Fact] = set()
    for row in read_table("herb_actions.tsv"):
        facts |= concept(row["slug"], "Action", row["definition"]) | chinese_names(row) | english_names(row)
    return facts


def english_names(row: Row) -> set[Fact]:
    """The English labels of a row."""
    s = f"c:{row['slug']}"
    return {(s, "skos:prefLabel", text(row["label_en"], "en"))} | {
        (s, "skos:altLabel", text(name, "en")) for name in several(row["alt_en"])
    }


def classification() -> list[Fact]:
    """What is a kind of what among natures, flavours and herbs, and what the herbs' own actions act on."""
    facts = [(f"c:{row['slug']}", "skos:broader", f"c:{row['broader']}") for row in read_table("natures.tsv") if row["broader"]]
    facts += [(f"c:{row['slug']}", "skos:broader", f"c:{row['broader']}") for row in read_table("herb_kinds.tsv")]
    for row in read_table("herb_actions.tsv"):
        facts += [(f"c:{row['slug']}", "tcm:actsOn", f"c:{target}") for target in several(row["target"])]
        facts += [(f"c:{row['slug']}", "tcm:inManner", f"c:{row['manner']}")] if row["manner"] else []
    return facts


def safety(slugs: Iterable[str]) -> list[Fact]:
    """Which herbs come from species that may not be traded."""
    here = set(slugs)
    return [
        (f"c:{row['slug']}", "tcm:protectedSpecies", '"true"^^xsd:boolean') for row in read_table("herb_safety.tsv") if row["slug"] in here
    ]


def main(arguments: list[str]) -> None:
    """Write the data files and print what was read."""
    folder = reference_folder(arguments)
    source = {row["herb_id"]: row for row in read_reference(folder, "herbs_herb2.csv")}
    rows, extra = named(read_table("herbs.tsv")), named(read_table("herb_extra.tsv"))
    read = readings(list(source.values()))
    parts_table = {row["written"]: row["part"] for row in read_table("herb_parts.tsv")}
    parts = {key: part_used(row["part_used"], parts_table) for key, row in source.items()}
    labels = {row["slug"]: row["label_en"] for row in (*read_table("actions.tsv"), *read_table("herb_actions.tsv"))}
    herbs = {row["herb_id"]: row["label_en"] for row in rows}
    facts: set[Fact] = set()
    for row in rows:
        key = row["herb_id"]
        facts |= herb_facts(row, definition(row, parts[key], read[key], labels, herbs))
    for row in extra:
        facts |= herb_facts(row, row["definition"])
    slug_of = {row["herb_id"]: row["slug"] for row in rows}
    own = {row["slug"] for row in (*rows, *extra, *read_table("natures.tsv"), *read_table("herb_actions.tsv"))}
    slugs = Slugs(frozenset(own | kinds(*OWN_FILES).keys() | tabled_slugs()))
    graphs = {f"src:herb2-{r['herb_id']}": slugs.keep(statements(r, parts[r["herb_id"]], read[r["herb_id"]], slug_of)) for r in rows}
    concepts, places = ONTOLOGY / "concepts", ONTOLOGY / "statements"
    write(concepts / "herbs.ttl", render_turtle(facts))
    write(concepts / "natures.ttl", render_turtle(nature_facts()))
    write(concepts / "herb-actions.ttl", render_turtle(action_facts()))
    write(ONTOLOGY / "works" / "herb2.ttl", render_turtle(herb_sections(rows)))
    write(places / "herb2" / "herbs.trig", render_trig(graphs))
    own_graphs = {
        "src:tcm-kg-classification": slugs.keep(classification()),
        "src:tcm-kg-safety": safety(row["slug"] for row in (*rows, *extra)),
    }
    write(places / "tcm-kg" / "herbs.trig", render_trig(own_graphs))
    declared = section("src:tcm-kg-safety", "src:tcm-kg", "Safety of medicines", "safety", "editorial")
    write(ONTOLOGY / "works" / "tcm-kg-safety.ttl", render_turtle(declared))
    report(folder, rows, read, slugs)


def report(folder: Path, rows: list[Row], read: dict[str, Reading], slugs: Slugs) -> None:
    """Print the coverage."""
    acting = sum(1 for row in rows if read[row["herb_id"]].actions)
    silent = sum(1 for row in rows if not read[row["herb_id"]].unread and not read[row["herb_id"]].actions)
    unread = Counter(phrase for r in read.values() for phrase in r.unread)
    print(f"herbs: {len(rows)}, with an action {acting} ({acting / len(rows):.1%}), without functions in the source {silent}")
    print(f"phrases not read: {len(unread)} (in all {sum(unread.values())} places)")
    print(f"slugs not found: {dict(slugs.missing.most_common(20))}")


if __name__ == "__main__":
    main(sys.argv)
