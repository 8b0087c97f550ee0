"""Make what the two great herbals say: one section an entry, and the lists of incompatible and forbidden medicines.

Reads the reviewed tables materia_medica, materia_medica_lists, incompatibilities, herbal_works and herbs; the headings are
looked up in the texts of the reference folder. Run as ``python scripts/import_materia_medica.py FOLDER_OF_REFERENCE_FILES``.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from formula_words import work_facts
from importing import ONTOLOGY, Fact, Row, kinds, read_table, reference_folder, render_trig, render_turtle, section, several, text, write

WORKS: Final = {"shennong": "Shennong Bencao Jing", "bencao-gangmu": "Bencao Gangmu"}


def herb_names() -> dict[str, str]:
    """The English label of every herb, by slug."""
    return {row["slug"]: row["label_en"] for name in ("herbs.tsv", "herb_extra.tsv") for row in read_table(name)}


def entry_section(row: Row, label: str) -> set[Fact]:
    """The section of one entry of a herbal."""
    iri = f"src:{row['work']}-{row['slug']}"
    facts = section(iri, f"src:{row['work']}", f"{WORKS[row['work']]}, {label}", f"entry {row['entry']}", "traditionalTheory")
    return facts | {(iri, "dcterms:title", text(row["entry"], "zh-Hans")), (iri, "tcm:heading", text(row["heading"]))}


def list_section(row: Row) -> set[Fact]:
    """The section of one of the lists at the head of the Bencao Gangmu."""
    iri = f"src:{row['section']}"
    facts = section(iri, "src:bencao-gangmu", row["title_en"], row["locator"], "traditionalTheory")
    return facts | {(iri, "tcm:heading", text(row["heading"]))}


def entry_statements(row: Row) -> list[Fact]:
    """Nature, flavours, toxicity, uses and actions that one entry gives."""
    s = f"c:{row['slug']}"
    facts = [(s, "tcm:hasNature", f"c:{nature}-nature") for nature in several(row["natures"])]
    facts += [(s, "tcm:hasFlavour", f"c:{flavour}") for flavour in several(row["flavours"])]
    facts += [(s, "tcm:hasToxicity", f"c:{row['toxicity']}")] if row["toxicity"] else []
    facts += [(s, "tcm:indicatedFor", f"c:{slug}") for slug in several(row["indications"])]
    return facts + [(s, "tcm:hasAction", f"c:{slug}") for slug in several(row["actions"])]


def all_statements(rows: list[Row]) -> dict[str, list[Fact]]:
    """What every section says, those of the lists included."""
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        graphs[f"src:{row['work']}-{row['slug']}"] += entry_statements(row)
    for row in read_table("incompatibilities.tsv"):
        graphs[f"src:{row['section']}"].append((f"c:{row['subject']}", f"tcm:{row['relation']}", f"c:{row['object']}"))
    return graphs


def keep(graphs: dict[str, list[Fact]], known: set[str], missing: Counter[str]) -> dict[str, list[Fact]]:
    """The graphs without the facts that name a concept not there; those names are counted."""
    kept: dict[str, list[Fact]] = {}
    for name, facts in graphs.items():
        lost = [term for fact in facts for term in (fact[0], fact[2]) if term.startswith("c:") and term[2:] not in known]
        missing.update(lost)
        kept[name] = [fact for fact in facts if fact[0] not in lost and fact[2] not in lost]
    return {name: facts for name, facts in kept.items() if facts}


def unheard(folder: Path, rows: list[Row]) -> list[str]:
    """The headings that the text of their work does not hold."""
    books = {slug: next(row["text"] for row in read_table("herbal_works.tsv") if row["work"] == slug) for slug in WORKS}
    texts = {slug: (folder / name).read_text(encoding="utf-8") for slug, name in books.items()}
    return [row["heading"] for row in rows if row["heading"] not in texts[row.get("work") or "bencao-gangmu"]]


def main(arguments: list[str]) -> None:
    """Write the data files and print what was read."""
    folder = reference_folder(arguments)
    rows, lists, labels = read_table("materia_medica.tsv"), read_table("materia_medica_lists.tsv"), herb_names()
    missing: Counter[str] = Counter()
    graphs = keep(all_statements(rows), set(kinds()), missing)
    for slug in WORKS:
        own = {name: facts for name, facts in graphs.items() if name.startswith(f"src:{slug}-")}
        facts = work_facts(slug)
        for row in rows:
            facts |= entry_section(row, labels[row["slug"]]) if f"src:{slug}-{row['slug']}" in own and row["work"] == slug else set()
        for row in lists if slug == "bencao-gangmu" else []:
            facts |= list_section(row)
        write(ONTOLOGY / "works" / f"{slug}.ttl", render_turtle(facts))
        write(ONTOLOGY / "statements" / slug / "herbs.trig", render_trig(own))
        print(f"{slug}: {len(own)} sections, {sum(map(len, own.values()))} statements")
    print(f"headings not in the text: {unheard(folder, rows + lists)}")
    print(f"slugs not found: {dict(missing)}")


if __name__ == "__main__":
    main(sys.argv)
