"""Turn what was gathered into columns of numbers and short texts: the compact form in which it travels in a page.

`page/data.js` reads exactly this; the two change together. Concepts are numbered in the order of their IRIs, links sorted by
subject, relation and object (subjects as differences), sources given by the number of their set.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kg.explorer.gather import Entry, Gathered, label_of
from kg.explorer.groups import GROUPS, group_of
from kg.model import Relation
from kg.namespaces import CONCEPT, DCTERMS, ONTOLOGY, RDFS, SKOS, SOURCE
from kg.reader import last_part
from kg.store.rules import Rule
from kg.vocabulary import Vocabulary

FORMAT = 1
_LANGUAGES = {"en": "e", "": "e", "zh-hans": "s", "zh": "s", "zh-cn": "s", "zh-hant": "t", "zh-tw": "t", "zh-latn-pinyin": "p", "la": "l"}
_ORDER = "estpl"
_CHINESE = ("zh-hans", "zh", "zh-hant")
_MATCHES = {SKOS + m + "Match": m for m in ("exact", "close", "broad", "narrow")}
_EMPTY = Entry()


def columns(gathered: Gathered, rules: Sequence[Rule]) -> dict[str, object]:
    """The whole of a page's data, as lists that JSON can carry."""
    relations = sorted({*gathered.vocabulary.relations, *(x.relation for x in gathered.links), *(x.relation for x in gathered.facts)})
    kinds = sorted({*gathered.vocabulary.kinds, *gathered.concepts.values()} - {""})
    sets = _Sets(gathered.sections)
    number = {iri: n for n, iri in enumerate(gathered.concepts)}
    relation_number = {iri: n for n, iri in enumerate(relations)}
    return {
        "format": FORMAT,
        "groups": [g.as_json() for g in GROUPS],
        "kinds": [_kind(iri, gathered.vocabulary, kinds) for iri in kinds],
        "relations": [_relation(gathered.vocabulary.relation(iri), relation_number, gathered.vocabulary) for iri in relations],
        **_sources(gathered),
        "concepts": _concepts(gathered, {iri: n for n, iri in enumerate(kinds)}),
        "links": _links(gathered, number, relation_number, sets),
        "facts": [[number[f.subject], relation_number[f.relation], *f.value, sets.number(f.sections)] for f in gathered.facts],
        "sets": sets.members,
        "rules": [[r.title, r.head, r.premises] for r in rules],
    }


class _Sets:
    """Sets of sections, each given a number when first met."""

    def __init__(self, sections: Sequence[str]) -> None:
        self._section = {iri: n for n, iri in enumerate(sections)}
        self._number: dict[tuple[str, ...], int] = {}
        self.members: list[list[int]] = []

    def number(self, sections: tuple[str, ...]) -> int:
        if sections not in self._number:
            self._number[sections] = len(self.members)
            self.members.append([self._section[s] for s in sections])
        return self._number[sections]


def _links(gathered: Gathered, number: dict[str, int], relation_number: dict[str, int], sets: _Sets) -> dict[str, list[int]]:
    rows = sorted(
        [
            (number[x.subject], relation_number[x.relation], number[x.object], -1 if x.inferred else sets.number(x.sections))
            for x in gathered.links
        ]
    )
    subjects = [row[0] for row in rows]
    return {
        "s": [b - a for a, b in zip([0, *subjects], subjects, strict=False)],
        "p": [row[1] for row in rows],
        "o": [row[2] for row in rows],
        "g": [row[3] for row in rows],
    }


def short(iri: str) -> str:
    """A concept's IRI without the project's own beginning; others whole (they hold a colon, slugs do not).

    >>> short("https://w3id.org/tcm-kg/concept/qi"), short("urn:x:y")
    ('qi', 'urn:x:y')
    """
    local = iri.removeprefix(CONCEPT)
    return local if local and ":" not in local else iri


def _concepts(gathered: Gathered, kind_number: dict[str, int]) -> dict[str, object]:
    entries = [gathered.entries.get(iri, _EMPTY) for iri in gathered.concepts]
    definition = SKOS + "definition"
    return {
        "i": [short(iri) for iri in gathered.concepts],
        "k": [kind_number.get(kind, -1) for kind in gathered.concepts.values()],
        "n": [_names(iri, entry) for iri, entry in zip(gathered.concepts, entries, strict=True)],
        "d": [e.text(definition, "en", "") or e.text(definition) for e in entries],
        "z": {n: text for n, e in enumerate(entries) if (text := e.text(definition, *_CHINESE))},
        "c": {n: codes for n, e in enumerate(entries) if (codes := _codes(e, gathered))},
        "r": {n: gone for n, e in enumerate(entries) if (gone := _retired(e))},
    }


def _names(iri: str, entry: Entry) -> str:
    """Every name on a line of its own, its language a letter before it: small for a preferred name, capital for another."""
    names = {(_letter(tag), text) for text, tag, _ in entry.texts.get(SKOS + "prefLabel", [])}
    names |= {(_letter(tag).upper(), text) for text, tag, _ in entry.texts.get(SKOS + "altLabel", [])}
    label = label_of(iri, entry)
    first = next((name for name in sorted(names) if name[1] == label and name[0] == "e"), ("i", label))
    rest = sorted(names - {first}, key=lambda n: (_ORDER.find(n[0].lower()), n[0].isupper(), n[1]))
    return "\n".join(letter + " ".join(text.split()) for letter, text in (first, *rest))


def _letter(tag: str) -> str:
    return _LANGUAGES.get(tag) or _LANGUAGES.get(tag.split("-", maxsplit=1)[0]) or "o"


def _codes(entry: Entry, gathered: Gathered) -> list[list[str]]:
    """Codes as [scheme, code, match], the code of a matched IRI where the graph holds it."""
    found = [
        [scheme if (scheme := last_part(datatype)) not in ("string", "langString") else "", text, ""]
        for text, _, datatype in entry.texts.get(SKOS + "notation", [])
    ]
    for predicate, match in _MATCHES.items():
        for target in entry.links.get(predicate, ()):
            known = gathered.entries.get(target, _EMPTY).text(SKOS + "notation")
            found.append(["ICD-11" if "id.who.int" in target else "", known or target, match, target])
    return sorted(found)


def _retired(entry: Entry) -> str:
    gone = next((p for p in entry.links if p.endswith("isReplacedBy")), "")
    return short(entry.links[gone][0]) if gone else ("?" if any(p.endswith("deprecated") for p in entry.texts) else "")


def _kind(iri: str, vocabulary: Vocabulary, kinds: list[str]) -> list[object]:
    kind = vocabulary.kinds.get(iri)
    parents = sorted(kinds.index(p) for p in kind.parents if p in kinds) if kind else []
    return [
        iri.removeprefix(ONTOLOGY),
        kind.label if kind else last_part(iri),
        kind.label_zh if kind else "",
        group_of(iri, vocabulary.kinds),
        parents,
    ]


def _relation(relation: Relation, number: dict[str, int], vocabulary: Vocabulary) -> list[object]:
    return [
        relation.iri.removeprefix(ONTOLOGY),
        relation.label,
        relation.label_zh,
        relation.sentence,
        number.get(relation.inverse or "", -1),
        int(relation.symmetric) + 2 * int(relation.functional),
        relation.group,
        relation.definition,
        sorted(number[p] for p in relation.parents if p in number),
        sorted(number[p] for p in vocabulary.disjoint(relation.iri) if p in number),
    ]


def _sources(gathered: Gathered) -> dict[str, object]:
    """Sections, the works that they belong to, and the viewpoints from which they speak."""
    entry = cache(lambda iri: gathered.entries.get(iri, _EMPTY))
    works = sorted({w for s in gathered.sections for w in entry(s).links.get(ONTOLOGY + "sectionOf", ())})
    views = sorted({v for s in gathered.sections for v in entry(s).links.get(ONTOLOGY + "viewpoint", ())})
    return {
        "works": [_work(iri, entry(iri)) for iri in works],
        "views": [[last_part(v), entry(v).text(RDFS + "label", "en"), entry(v).text(RDFS + "label", *_CHINESE)] for v in views],
        "sections": [_section(iri, entry(iri), works, views) for iri in gathered.sections],
    }


def _work(iri: str, entry: Entry) -> list[str]:
    title = DCTERMS + "title"
    rest = [entry.text(DCTERMS + n) for n in ("creator", "date", "rights", "bibliographicCitation")]
    return [
        iri.removeprefix(SOURCE),
        entry.text(title, "en", "") or last_part(iri),
        entry.text(title, *_CHINESE),
        *rest,
        entry.text(ONTOLOGY + "shortTitle"),
    ]


def _section(iri: str, entry: Entry, works: list[str], views: list[str]) -> list[object]:
    title = DCTERMS + "title"
    work = next(iter(entry.links.get(ONTOLOGY + "sectionOf", ())), "")
    view = next(iter(entry.links.get(ONTOLOGY + "viewpoint", ())), "")
    return [
        iri.removeprefix(SOURCE),
        entry.text(title, "en", ""),
        entry.text(title, *_CHINESE),
        entry.text(ONTOLOGY + "locator"),
        works.index(work) if work else -1,
        views.index(view) if view else -1,
    ]
