"""Make the formulas: concepts, components, sections of the two classics and of the later books, and what they say.

Reads ``shl_formula_SSB.yml`` and ``shl_formula_GGY.yml`` and the two classics' texts from the reference folder, and the
reviewed tables formulas, formula_sections, formula_mends, formula_indications, formula_disputes, later_formulas,
herb_written, herbs, herb_extra and dosage_forms. Run as ``python scripts/import_formulas.py FOLDER_OF_REFERENCE_FILES``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from formula_text import Component, Entry, components, entries, fullwidth
from formula_words import Book, book_sections, clause_headings, later_sections, listed
from herb_naming import chinese_names, other_names
from importing import ONTOLOGY, Fact, Row, concept, kinds, read_table, reference_folder, render_trig, render_turtle, several, text, write

BOOKS: Final = {"SSB": Book("shanghanlun", "Shang Han Lun"), "GGY": Book("jinkui", "Jin Gui Yao Lue")}
OWN_FILES: Final = ("formulas.ttl", "formula-ingredients.ttl", "dosage-forms.ttl")


@dataclass(frozen=True)
class Part:
    """A component of a formula in one section."""

    formula: str
    herb: str
    written: str
    dose: str
    processing: str
    role: str
    section: str

    @property
    def slug(self) -> str:
        """The slug of the component: that of the herb, or of the name first published for it."""
        return f"{self.formula}.{_part_slugs().get((self.written, self.herb), self.herb)}"


@cache
def _part_slugs() -> dict[tuple[str, str], str]:
    return {(row["written"], row["slug"]): row["part"] for row in read_table("herb_written.tsv") if row["part"]}


def written_names() -> dict[str, str]:
    """The slug of every herb by its names as the classics write them."""
    names: dict[str, str] = {}
    for row in (*read_table("herbs.tsv"), *read_table("herb_extra.tsv")):
        names.setdefault(row["zh"], row["slug"])
        names.setdefault(row["zh_hant"], row["slug"])
    return names | {row["written"]: row["slug"] for row in read_table("herb_written.tsv")}


def normal(words: str) -> str:
    """Text normalised as the entries are."""
    return unicodedata.normalize("NFKC", fullwidth(words)).replace("⟮", "（").replace("⟯", "）").replace("、", "，")


def mended(entry: Entry, mends: list[Row]) -> str:
    """The ingredient text of an entry with its slips mended; a second set of doses is left aside."""
    line = entry.ingredients
    for row in mends:
        if (row["book"], normal(row["formula"])) == (entry.book, entry.name):
            line = line.replace(normal(row["written"]), normal(row["meant"]))
    return line.split("▮")[0]


def classic_parts(folder: Path) -> list[Part]:
    """The components of every formula of the two classics, each in its section."""
    names = {unicodedata.normalize("NFKC", key): slug for key, slug in written_names().items()}
    mends = read_table("formula_mends.tsv")
    places = {(row["book"], normal(row["name"])): row for row in read_table("formula_sections.tsv") if row["slug"]}
    parts: list[Part] = []
    for book in BOOKS:
        for entry in entries(folder / f"shl_formula_{book}.yml", book):
            row = places.get((book, entry.name))
            if row:
                parts += parts_of(row, components(mended(entry, mends), names), names)
    return parts


def parts_of(row: Row, found: list[Component], names: dict[str, str]) -> list[Part]:
    """The parts of one formula in its section; names that no table knows are left out."""
    section = f"src:{BOOKS[row['book']].slug}-{row['place']}"
    known = [(names[item.written], item) for item in found if item.written in names]
    return [Part(row["slug"], herb, item.written, item.dose, item.processing, "", section) for herb, item in known]


def added_parts() -> list[Part]:
    """Components that the text names in the directions only."""
    return [
        Part(row["slug"], row["herb"], row["written"], row["dose"], row["processing"], "", f"src:{BOOKS[row['book']].slug}-{row['place']}")
        for row in read_table("formula_additions.tsv")
    ]


def later_parts() -> list[Part]:
    """The components of the later formulas: 'herb=written dose/processing/role' joined by bars."""
    return [part for row in read_table("later_formulas.tsv") for item in several(row["ingredients"]) if (part := later_part(row, item))]


def later_part(row: Row, item: str) -> Part:
    """One component of a later formula."""
    herb, _, rest = item.partition("=")
    dose, processing, role = (*rest.split("/"), "", "")[:3]
    return Part(row["slug"], herb, "", dose, processing, role, f"src:{row['work']}-{row['section']}")


def component_facts(parts: list[Part], herbs: dict[str, Row], formulas: dict[str, Row]) -> set[Fact]:
    """The components as concepts."""
    facts: set[Fact] = set()
    for part in parts:
        herb, formula = herbs[part.herb], formulas[part.formula]
        slug = part.slug
        name = herb_name(herb)
        facts |= concept(slug, "FormulaIngredient", f"{herb['label_en']} as a part of {formula['label_en']}.")
        facts |= {
            (f"c:{slug}", "skos:prefLabel", text(f"{name} in {formula['label_en']}", "en")),
            (f"c:{slug}", "skos:prefLabel", text(f"{formula['zh']}之{herb['zh']}", "zh-Hans")),
            (f"c:{slug}", "skos:prefLabel", text(f"{formula['zh_hant']}之{herb['zh_hant']}", "zh-Hant")),
            (f"c:{slug}", "skos:prefLabel", text(f"{formula['pinyin']} zhī {herb['pinyin']}", "zh-Latn-pinyin")),
        }
    return facts


def herb_name(herb: Row) -> str:
    """The herb's name in pinyin as English writers spell it: 'Gui Zhi'."""
    bare = "".join(ch for ch in unicodedata.normalize("NFD", herb["pinyin"]) if not unicodedata.combining(ch))
    return bare.title()


def part_statements(part: Part) -> list[Fact]:
    """What a section says of a component."""
    formula, slug = f"c:{part.formula}", f"c:{part.slug}"
    facts = [(formula, "tcm:hasComponent", slug), (slug, "tcm:ofHerb", f"c:{part.herb}")]
    facts += [(slug, "tcm:dose", text(part.dose))] if part.dose else []
    facts += [(slug, "tcm:processing", text(part.processing))] if part.processing else []
    return facts + ([(slug, "tcm:ingredientRole", f"c:{part.role}")] if part.role else [])


def formula_facts(row: Row, definition: str) -> set[Fact]:
    """Names and definition of a formula."""
    s = f"c:{row['slug']}"
    facts = concept(row["slug"], "Formula", definition) | chinese_names(row)
    facts.add((s, "skos:prefLabel", text(row["label_en"], "en")))
    facts |= {(s, "skos:altLabel", text(name, "en")) for name in several(row["alt_en"])}
    facts |= {fact for name in several(row["alt_zh"]) for fact in other_names(s, name)}
    joined = row["label_en"].replace(" ", "").capitalize()
    return facts | {(s, "skos:hiddenLabel", text(joined, "en"))}


def formula_definition(head: str, names: list[str], uses: list[str]) -> str:
    """One sentence: form and book, first herbs, and what it is given for."""
    if names:
        head += (
            f" of {names[0]} alone" if len(names) == 1 else f" with {listed(names[:4])}" + (" and other herbs" if len(names) > 4 else "")
        )
    return head + (f"; given for {listed(uses)}." if uses else ".")


def lower(label: str) -> str:
    """The label as it stands within a sentence."""
    return label if label[:5] in ("Chine", "Sichu", "Japan") or label[:1] == "" else label[0].lower() + label[1:]


def classic_indications() -> dict[str, list[Fact]]:
    """For what the clauses of the two classics give their formulas."""
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for row in read_table("formula_indications.tsv"):
        section = f"src:{BOOKS[row['book']].slug}-{row['place']}"
        graphs[section] += [(f"c:{row['slug']}", "tcm:indicatedFor", f"c:{slug}") for slug in several(row["indications"])]
    return graphs


def formula_statements(formulas: list[Row], home: dict[str, str]) -> dict[str, list[Fact]]:
    """The form of each formula and what it modifies, in the section that gives its composition."""
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for row in formulas:
        if row["slug"] in home:
            section = home[row["slug"]]
            graphs[section] += [(f"c:{row['slug']}", "tcm:modifies", f"c:{base}") for base in several(row["base"])]
            graphs[section] += [(f"c:{row['slug']}", "tcm:hasDosageForm", f"c:{row['form']}")] if row["form"] else []
    return graphs


def later_statements() -> dict[str, list[Fact]]:
    """Actions and indications of the later formulas, each in its section."""
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for row in read_table("later_formulas.tsv"):
        section, s = f"src:{row['work']}-{row['section']}", f"c:{row['slug']}"
        graphs[section] += [(s, "tcm:hasAction", f"c:{slug}") for slug in several(row["actions"])]
        graphs[section] += [(s, "tcm:indicatedFor", f"c:{slug}") for slug in several(row["indications"])]
    return graphs


def disputes() -> dict[str, list[Fact]]:
    """What the editors' notes say against or beyond the composition printed above them."""
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for row in read_table("formula_disputes.tsv"):
        value = text(row["object"]) if row["relation"] == "caution" else f"c:{row['object']}"
        graphs[f"src:{row['section']}"].append((f"c:{row['subject']}", f"tcm:{row['relation']}", value))
    return graphs


def labels_by_slug() -> dict[str, str]:
    """The English labels that definitions speak with."""
    tables = ("signs", "disorders_en", "patterns_en_1", "patterns_en_2", "dosage_forms", "actions")
    return {row["slug"]: row["label_en"] for name in reversed(tables) for row in read_table(f"{name}.tsv")}


def form_facts() -> set[Fact]:
    """Dosage forms and ingredient roles."""
    facts: set[Fact] = set()
    for row in read_table("dosage_forms.tsv"):
        s = f"c:{row['slug']}"
        facts |= concept(row["slug"], row["kind"], row["definition"]) | chinese_names(row)
        facts |= {(s, "skos:prefLabel", text(row["label_en"], "en"))} | {
            (s, "skos:altLabel", text(n, "en")) for n in several(row["alt_en"])
        }
        facts |= {fact for name in several(row["alt_zh"]) for fact in other_names(s, name)}
    return facts


def merged(*many: dict[str, list[Fact]]) -> dict[str, list[Fact]]:
    """The statements of all, section by section."""
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for some in many:
        for section, facts in some.items():
            graphs[section] += facts
    return graphs


def main(arguments: list[str]) -> None:
    """Write the data files and print what was read."""
    folder = reference_folder(arguments)
    herbs = {row["slug"]: row for row in (*read_table("herbs.tsv"), *read_table("herb_extra.tsv"))}
    later = read_table("later_formulas.tsv")
    rows = {row["slug"]: row for row in (*later, *read_table("formulas.tsv"))}
    parts = [
        part
        for part in (*classic_parts(folder), *added_parts(), *later_parts())
        if part.herb in herbs or print(f"no herb {part.herb} ({part.formula})")
    ]
    home = {part.formula: part.section for part in reversed(parts)}
    by_part: dict[str, list[Fact]] = defaultdict(list)
    for part in parts:
        by_part[part.section] += part_statements(part)
    classic = classic_indications()
    graphs = merged(by_part, formula_statements(list(rows.values()), home), classic, later_statements(), disputes())
    known = set(kinds(*OWN_FILES)) | labels_by_slug().keys() | rows.keys() | herbs.keys() | {p.slug for p in parts}
    missing = Counter(fact[2] for facts in graphs.values() for fact in facts if fact[2].startswith("c:") and fact[2][2:] not in known)
    graphs = {section: [fact for fact in facts if fact[2] not in missing] for section, facts in graphs.items()}
    concepts = ONTOLOGY / "concepts"
    write(concepts / "formulas.ttl", render_turtle(all_formulas(rows, parts, herbs, graphs, home)))
    write(concepts / "formula-ingredients.ttl", render_turtle(component_facts(parts, herbs, rows)))
    write(concepts / "dosage-forms.ttl", render_turtle(form_facts()))
    write_books(folder, graphs, later)
    print(
        f"formulas: {len(rows)} ({len(later)} rows of later books), components {len({(p.formula, p.herb) for p in parts})}, sections {len(graphs)}"
    )
    print(f"formulas without a use: {sorted(slug for slug in rows if not used(slug, graphs))}")
    print(f"formulas without components: {sorted(slug for slug in rows if slug not in home)}")
    print(f"slugs not found: {dict(missing)}")


def used(slug: str, graphs: dict[str, list[Fact]]) -> bool:
    """Whether some section says what a formula is for."""
    return any(f[0] == f"c:{slug}" and f[1] in ("tcm:indicatedFor", "tcm:hasAction") for facts in graphs.values() for f in facts)


def all_formulas(
    rows: dict[str, Row], parts: list[Part], herbs: dict[str, Row], graphs: dict[str, list[Fact]], home: dict[str, str]
) -> set[Fact]:
    """Every formula as a concept."""
    labels, titles = labels_by_slug(), work_titles()
    uses: dict[str, list[str]] = defaultdict(list)
    for section in sorted(graphs, key=natural):
        for s, p, o in graphs[section]:
            if p == "tcm:indicatedFor" and o[2:] not in uses[s[2:]]:
                uses[s[2:]].append(o[2:])
    facts: set[Fact] = set()
    for slug, row in rows.items():
        source = titles.get(home.get(slug, "src:shanghanlun-0")[4:].split("-")[0], "")
        names = [lower(herbs[herb]["label_en"]) for herb in dict.fromkeys(part.herb for part in parts if part.formula == slug)]
        given = [lower(labels[sign]) for sign in uses[slug] if sign in labels][:3]
        facts |= formula_facts(row, formula_definition(f"{labels.get(row['form'], 'Formula')} of the {source}", names, given))
    return facts


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts numbers within names by value."""
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in re.split(r"(\d+)", name)]


def work_titles() -> dict[str, str]:
    """The English titles of the books, by the first word of their slug."""
    own = {book.slug: book.title for book in BOOKS.values()}
    return own | {row["work"].split("-")[0]: row["title_en"] for row in read_table("herbal_works.tsv")}


def write_books(folder: Path, graphs: dict[str, list[Fact]], later: list[Row]) -> None:
    """Write the works, their sections and the statements, one file a book."""
    for code, book in BOOKS.items():
        mine = {name: facts for name, facts in graphs.items() if name.startswith(f"src:{book.slug}-")}
        write(ONTOLOGY / "works" / f"{book.slug}.ttl", render_turtle(book_sections(book, mine, clause_headings(folder, code))))
        write(ONTOLOGY / "statements" / book.slug / "formulas.trig", render_trig(mine))
    for work in sorted({row["work"] for row in later}):
        mine = {name: facts for name, facts in graphs.items() if name.startswith(f"src:{work}-")}
        write(ONTOLOGY / "works" / f"{work}.ttl", render_turtle(later_sections(work, mine, later)))
        write(ONTOLOGY / "statements" / work / "formulas.trig", render_trig(mine))


if __name__ == "__main__":
    main(sys.argv)
