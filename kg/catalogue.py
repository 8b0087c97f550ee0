"""The catalogue of questions: SPARQL files with a title, a summary, parameters and an example.

A file `queries/<name>.rq` begins with lines `#+ title: …`, `#+ summary: …`, any number of `#+ param: NAME KIND — what it is`
(KIND is `concept`, `text` or `number`) and `#+ example: NAME=value …`. In the query a parameter stands as `?NAME` and is
bound by a VALUES line put before it. Quality checks under `queries/quality/` have `#+ problem`, `#+ fix` and `#+ severity`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import NotFound, QueryError, SourceError
from kg.store.engine import iri_list

_HEADER = re.compile(r"^#\+ (\w+):\s*(.*)$")
_PARAM = re.compile(r"^(\w+)\s+(concept|text|number)\s*(?:—|-)\s*(.+)$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One blank in a question: its name, kind (``concept``, ``text``, ``number``) and what it is."""

    name: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Question:
    """A query of the catalogue."""

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    text: str

    def filled(self, iris: Mapping[str, str], texts: Mapping[str, str]) -> str:
        """The query with its parameters bound: concepts by IRI, texts and numbers by value; QueryError where one is missing."""
        lines = []
        for parameter in self.parameters:
            if parameter.name in iris:
                lines.append(f"VALUES ?{parameter.name} {{ {iri_list([iris[parameter.name]])} }}")
            elif parameter.name in texts:
                lines.append(f"VALUES ?{parameter.name} {{ {_literal(texts[parameter.name], parameter.kind)} }}")
            else:
                raise QueryError(f"the question “{self.name}” needs --param {parameter.name}=… ({parameter.about})")
        head, brace, rest = self.text.partition("WHERE {")
        if lines and not brace:
            raise QueryError(f"the question “{self.name}” has parameters but no WHERE {{ to bind them in")
        return head + brace + (" " + " ".join(lines) if lines else "") + rest


def _literal(text: str, kind: str) -> str:
    if kind == "number":
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            raise QueryError(f"not a number: {text!r}")
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def read_question(path: Path) -> Question:
    """The question in a file; SourceError where its header is not as it should be."""
    text = path.read_text(encoding="utf-8")
    header = headers(text)
    if "title" not in header or "summary" not in header:
        raise SourceError(path, "a question begins with `#+ title: …` and `#+ summary: …`")
    parameters = []
    for line in header.get("param", []):
        found = _PARAM.match(line)
        if not found:
            raise SourceError(path, f"a parameter is `#+ param: NAME concept|text|number — what it is`, not {line!r}")
        parameters.append(Parameter(*found.groups()))
    example = dict(re.findall(r"(\w+)=(\"[^\"]*\"|\S+)", " ".join(header.get("example", []))))
    example = {name: value.strip('"') for name, value in example.items()}
    return Question(path.stem, header["title"][0], header["summary"][0], tuple(parameters), example, text)


def headers(text: str) -> dict[str, list[str]]:
    """The `#+ key: value` lines of a query file, by key."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := _HEADER.match(line):
            found.setdefault(match[1], []).append(match[2].strip())
    return found


class Catalogue:
    """The questions in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self):  # type: ignore[no-untyped-def]
        return (read_question(path) for path in sorted(self._folder.glob("*.rq")))

    def get(self, name: str) -> Question:
        """The question with a name; NotFound with the nearest names."""
        path = self._folder / f"{name}.rq"
        if "/" in name or not path.is_file():
            import difflib

            names = [p.stem for p in sorted(self._folder.glob("*.rq"))]
            raise NotFound("question", name, difflib.get_close_matches(name, names, 4, 0.4))
        return read_question(path)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and re.fullmatch(r"[\w-]+", name) is not None and (self._folder / f"{name}.rq").is_file()
