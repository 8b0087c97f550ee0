"""Quality checks: queries that return one row for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import locate
from kg.catalogue import headers
from kg.errors import SourceError
from kg.graph import KnowledgeGraph
from kg.namespaces import shorten


@dataclass(frozen=True, slots=True)
class Check:
    """One quality check: what it looks for, how it is mended, how grave it is (``error`` or ``warning``)."""

    name: str
    problem: str
    fix: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the entity, property and value concerned, and where in a file it stands, if known."""

    check: str
    severity: str
    message: str
    fix: str
    entity: str
    property: str = ""
    value: str = ""
    path: str = ""
    line: int | None = None

    def as_json(self) -> dict[str, object]:
        """The problem with its parts by name."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) not in ("", None)}

    def told(self) -> str:
        """The problem in words: where, what thing, what is wrong, how to mend it."""
        where = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        about = " ".join(_short(part) for part in (self.entity, self.property, self.value) if part)
        return f"{where}{self.severity}: {about}: {self.message} [{self.check}]\n    {self.fix}"


def _short(part: str) -> str:
    return shorten(part) if part.startswith(("http://", "https://", "urn:", "file:")) else f"“{part}”"


def read_checks(folder: Path | None = None) -> list[Check]:
    """The checks in a folder, by name; SourceError for a file without the header that checks have."""
    checks = []
    for path in sorted((folder or locate.queries() / "quality").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        header = headers(text)
        if not {"problem", "fix", "severity"} <= header.keys():
            raise SourceError(path, "a quality check begins with `#+ problem: …`, `#+ fix: …` and `#+ severity: error|warning`")
        checks.append(Check(path.stem, header["problem"][0], header["fix"][0], header["severity"][0], text))
    return checks


def run_checks(graph: KnowledgeGraph, checks: list[Check] | None = None) -> Iterator[Problem]:
    """Every problem that the checks find in a graph."""
    for check in read_checks() if checks is None else checks:
        for row in graph.query(check.text).rows:
            entity, property_, value = (str(cell) if cell is not None else "" for cell in row[:3])
            yield Problem(check.name, check.severity, check.problem, check.fix, entity, property_, value)
