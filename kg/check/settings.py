"""Settings of a run, as they stand in ``[tool.kg]`` of pyproject.toml or in kg.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import PurePath
from typing import Any

from kg.check.finding import CODES, LEVELS
from kg.errors import SourceError


@dataclass(frozen=True, slots=True)
class Settings:
    """What is told and what fails.

    ``exclude`` are patterns of paths that are not checked; ``select`` and ``ignore`` are codes or beginnings of codes; ``fail_on`` is a level or ``never``; ``per_file_ignores``
    maps patterns of file names to codes; ``terms`` also gives advice on terms; ``context`` assumes that every text is about
    medicine, so that everyday words count; ``not_in_graph`` and ``not_read`` tell those too.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    terms: bool = True
    context: bool = False
    not_in_graph: bool = True
    not_read: bool = False

    def passes_over(self, path: str) -> bool:
        """Whether a file is not to be checked: ``exclude`` matches its path, its name, or a folder that it lies in."""
        parts = PurePath(path).as_posix().split("/")
        tails = ["/".join(parts[n:]) for n in range(len(parts))]
        heads = ["/".join(parts[n:m]) for n in range(len(parts)) for m in range(n + 1, len(parts))]
        return any(fnmatch(part, pattern.rstrip("/")) for pattern in self.exclude for part in (*tails, *heads))

    def tells(self, code: str) -> bool:
        """Whether findings with this code are told."""
        if code == "KG900":
            return self.not_read
        if code == "KG221" and not self.not_in_graph:
            return False
        if any(code.startswith(c) for c in self.ignore):
            return False
        return not self.select or any(code.startswith(c) for c in self.select)


def settings_from(table: Mapping[str, Any], path: str) -> Settings:
    """The settings in a table of a configuration file; SourceError names what is wrong in it."""
    known = {f.name for f in fields(Settings)}
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = (
                f"; did you mean “{near[0].replace('_', '-')}”?"
                if near
                else f"; known: {', '.join(sorted(k.replace('_', '-') for k in known))}"
            )
            raise SourceError(path, f"unknown setting “{key}”{hint}")
        found[name] = _value(name, value, path)
    return Settings(**found)


def _value(name: str, value: Any, path: str) -> Any:
    if name in ("select", "ignore"):
        return _codes(name, value, path)
    if name == "exclude":
        return tuple(map(str, value)) if isinstance(value, list) else _wrong(name, "a list of patterns", path)
    if name == "per_file_ignores":
        if not isinstance(value, dict):
            return _wrong(name, "a table of file patterns with lists of codes", path)
        return tuple((pattern, _codes(name, codes, path)) for pattern, codes in sorted(value.items()))
    if name == "fail_on":
        return value if value in (*LEVELS, "never") else _wrong(name, "error, warning, info or never", path)
    return value if isinstance(value, bool) else _wrong(name, "true or false", path)


def _codes(name: str, value: Any, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        _wrong(name, "a list of codes", path)
    for code in value:
        if not any(known.startswith(code) for known in CODES):
            raise SourceError(path, f"“{name.replace('_', '-')}”: no code begins with “{code}”")
    return tuple(value)


def _wrong(name: str, wanted: str, path: str) -> Any:
    raise SourceError(path, f"“{name.replace('_', '-')}” should be {wanted}")
