"""The nouns: what a graph of traditional Chinese medicine is made of, free of RDF and of input and output.

Everything is frozen and compares by value. ``as_json`` gives the shapes that machine output promises
(`docs` in README, *Machine output*).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Json = dict[str, object]
Language = Literal["en", "zh-Hans", "zh-Hant", "zh-Latn-pinyin", "la"]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A concept as it is referred to: IRI, preferred English label, and kind (``Pattern``, ``Herb`` …)."""

    iri: str
    label: str
    kind: str

    def as_json(self) -> dict[str, object]:
        return {"iri": self.iri, "label": self.label, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Value:
    """A literal that a statement may have in place of an object, with its datatype IRI or language tag."""

    text: str
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of the vocabulary: how it is called, told in a sentence, and related to other relations."""

    iri: str
    label: str
    sentence: str = "{subject} — {object}"
    inverse: str | None = None
    parents: frozenset[str] = frozenset()
    symmetric: bool = False
    functional: bool = False
    asymmetric: bool = False
    domain: str | None = None
    range: str | None = None
    group: str = ""
    definition: str = ""
    label_zh: str = ""

    def as_json(self) -> dict[str, object]:
        return {"iri": self.iri, "label": self.label}


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of the vocabulary with its parents (IRIs) and definition."""

    iri: str
    name: str
    label: str
    parents: frozenset[str] = frozenset()
    definition: str = ""
    label_zh: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A book, standard, data set or article."""

    iri: str
    title: str
    author: str = ""
    date: str = ""
    rights: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a work: the named graph in which its statements stand."""

    iri: str
    title: str
    locator: str
    work: Work
    viewpoint: str = ""

    @property
    def cited(self) -> str:
        """The section as a reader cites it: work by its short title, then locator."""
        work = self.work.short or self.work.title
        return f"{work}, {self.locator}" if self.locator else work

    def as_json(self) -> dict[str, object]:
        return {"work": self.work.title, "section": self.locator or self.title, "viewpoint": self.viewpoint, "iri": self.iri}


@dataclass(frozen=True, slots=True)
class Statement:
    """Subject, relation, object, and the sections that say it; ``inferred`` when no section does but a rule gives it."""

    subject: Ref
    relation: Relation
    object: Ref | Value
    inferred: bool = False
    sources: tuple[Section, ...] = ()

    @property
    def sentence(self) -> str:
        """The statement told in English."""
        told = self.object.label if isinstance(self.object, Ref) else self.object.text
        return self.relation.sentence.replace("{subject}", self.subject.label).replace("{object}", told)

    def as_json(self) -> Json:
        said: Json = {"subject": self.subject.as_json(), "relation": self.relation.as_json()}
        if isinstance(self.object, Ref):
            said["object"] = self.object.as_json()
        else:
            said["value"] = self.object.text
        return {**said, "inferred": self.inferred, "sources": [s.as_json() for s in self.sources]}


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a concept in one language and script."""

    text: str
    language: str
    preferred: bool = False

    def as_json(self) -> dict[str, object]:
        return {"text": self.text, "language": self.language, "preferred": self.preferred}


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a concept in a scheme, such as ICD-11 or GB/T 16751.2, with the kind of match where there is one."""

    scheme: str
    text: str
    match: str = ""

    def as_json(self) -> dict[str, object]:
        return {"scheme": self.scheme, "code": self.text, **({"match": self.match} if self.match else {})}


@dataclass(frozen=True, slots=True)
class Concept:
    """All that is known of a concept itself: names in every script, own-words definition, kind, codes."""

    ref: Ref
    names: tuple[Name, ...] = ()
    definition: str = ""
    codes: tuple[Code, ...] = ()
    retired: str = ""

    @property
    def iri(self) -> str:
        return self.ref.iri

    @property
    def label(self) -> str:
        return self.ref.label

    @property
    def kind(self) -> str:
        return self.ref.kind

    def name(self, language: str) -> str:
        """The preferred name in a language, or an empty string."""
        return next((n.text for n in self.names if n.language == language and n.preferred), "")

    def as_json(self) -> dict[str, object]:
        return {
            **self.ref.as_json(),
            "names": [n.as_json() for n in self.names],
            "definition": self.definition,
            "codes": [c.as_json() for c in self.codes],
        }


@dataclass(frozen=True, slots=True)
class Match:
    """A concept found by a name: the name that matched, and how well (0 exact and preferred, higher is weaker)."""

    ref: Ref
    name: str
    rank: int = 0

    def as_json(self) -> dict[str, object]:
        return {**self.ref.as_json(), "name": self.name}


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of statements from one concept to another; a step may be walked against its direction."""

    steps: tuple[Statement, ...]
    nodes: tuple[Ref, ...] = ()

    @property
    def text(self) -> str:
        """The chain told in sentences."""
        return "; ".join(s.sentence for s in self.steps) + "."

    def as_json(self) -> dict[str, object]:
        return {"steps": [s.as_json() for s in self.steps], "text": self.text}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Why an inferred statement holds: the rule, and the statements that it follows from."""

    statement: Statement
    rule: str
    premises: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two statements with one relation whose objects exclude one another."""

    left: Statement
    right: Statement

    def as_json(self) -> dict[str, object]:
        return {"left": self.left.as_json(), "right": self.right.as_json()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What concepts share, where they differ, and where they are opposed."""

    concepts: tuple[Ref, ...]
    shared: tuple[tuple[Statement, ...], ...] = ()
    different: tuple[tuple[Statement, ...], ...] = ()
    opposed: tuple[Contrast, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        return {
            "concepts": [c.as_json() for c in self.concepts],
            "shared": [[s.as_json() for s in row] for row in self.shared],
            "different": [[s.as_json() for s in side] for side in self.different],
            "opposed": [c.as_json() for c in self.opposed],
        }
