"""Measure and write down: from start to answer, growth, memory. Figures are medians of several runs on this machine.

.venv/bin/python scripts/benchmark.py              all of it, a Markdown table on standard output
.venv/bin/python scripts/benchmark.py start        only from start to answer
.venv/bin/python scripts/benchmark.py growth       only growth, up to a million statements
.venv/bin/python scripts/benchmark.py --write      all of it, into README.md between its marks
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUERY = "SELECT ?evil { ?evil tcm:memberOf c:six-evils }"
PREFIXES = '{"tcm": "https://w3id.org/tcm-kg/ontology#", "c": "https://w3id.org/tcm-kg/concept/"}'
RUNS = 9


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, milliseconds (median), peak memory in MB, and a remark."""

    what: str
    ms: float
    mb: float
    remark: str = ""

    def row(self) -> str:
        """The line as Markdown."""
        return f"| {self.what} | {self.ms:,.0f} ms | {self.mb:,.0f} MB | {self.remark} |"


def run(command: Sequence[str], cache: Path, runs: int = RUNS) -> tuple[float, float]:
    """Median milliseconds of a command and its peak memory in MB; CalledProcessError where it fails."""
    times = []
    environment = os.environ | {"KG_CACHE": str(cache)}
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), memory_of(command, environment)


def memory_of(command: Sequence[str], environment: dict[str, str]) -> float:
    """Peak resident memory of one run in MB, as the system reports it for a child of a small process."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    told = subprocess.run([sys.executable, "-c", code, *command], env=environment, capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def from_start_to_answer() -> list[Figure]:
    """`kg show`, `kg path` and `kg query`, cold and warm, beside bare imports, the engine alone, and rdflib alone."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        kg = [python, "-m", "kg"]
        cold, cold_mb = run([*kg, "query", QUERY], cache, 1)
        store = next(cache.glob("*/oxigraph"))
        engine = f"import click, pyoxigraph as ox; print(list(ox.Store.read_only({str(store)!r}).query({QUERY!r}, prefixes={PREFIXES})))"
        bare_ms, bare_mb = run([python, "-c", "import click, pyoxigraph"], cache)
        engine_ms, engine_mb = run([python, "-c", engine], cache)
        query_ms, query_mb = run([*kg, "query", QUERY, "--format", "json"], cache)
        table_ms, table_mb = run([*kg, "query", QUERY], cache)
        show_ms, show_mb = run([*kg, "show", "qi stagnation"], cache)
        hub_ms, hub_mb = run([*kg, "show", "pain"], cache, 5)
        path_ms, path_mb = run([*kg, "path", "cold", "back pain"], cache, 5)
        rdflib_ms, rdflib_mb = run([python, "-c", _WITH_RDFLIB], cache, 1)
    return [
        Figure('`python -c "import click, pyoxigraph"`', bare_ms, bare_mb, "the floor"),
        Figure("the engine called directly: import, open, answer", engine_ms, engine_mb),
        Figure(
            "`kg query … --format json`, warm", query_ms, query_mb, f"{query_ms / engine_ms:.2f} × the engine called directly (aim 1.5)"
        ),
        Figure("`kg query …`, a table with labels, warm", table_ms, table_mb, f"{table_ms / engine_ms:.2f} ×"),
        Figure('`kg show "qi stagnation"`, warm', show_ms, show_mb),
        Figure("`kg show pain` (the biggest hub), warm", hub_ms, hub_mb),
        Figure('`kg path cold "back pain"`, warm', path_ms, path_mb),
        Figure("`kg query …`, cold: compiling everything first", cold, cold_mb, "once for these data"),
        Figure(
            "rdflib alone: parse the data, answer the same query",
            rdflib_ms,
            rdflib_mb,
            f"{rdflib_ms / query_ms:,.0f} × `kg query` (aim at least 10)",
        ),
    ]


_WITH_RDFLIB = f"""
import rdflib
from kg.store.files import built_in
data = rdflib.Dataset(default_union=True)
for path in built_in().data:
    data.parse(path, format="trig")
print(list(data.query("PREFIX tcm: <https://w3id.org/tcm-kg/ontology#> PREFIX c: <https://w3id.org/tcm-kg/concept/> {QUERY}")))
"""


def growth(sizes: Sequence[int] = (10_000, 100_000, 1_000_000)) -> list[Figure]:
    """Compiling and opening generated data shaped like the real: near linear to compile, flat to open."""
    from grow import write_generated

    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data, place = Path(folder) / f"{size}.nq", Path(folder) / f"store-{size}"
            write_generated(data, size)
            kg = [sys.executable, "-m", "kg"]
            compile_ms, compile_mb = run([*kg, "compile", str(data), "-o", str(place), "--no-rules"], Path(folder), 1)
            ask = "SELECT ?o { ?s ?p ?o } LIMIT 10"
            open_ms, open_mb = run([*kg, "--graph", str(place), "query", ask, "--format", "json"], Path(folder), 5)
            figures.append(
                Figure(f"compile {size:,} generated statements", compile_ms, compile_mb, f"{compile_ms / size * 1000:.1f} µs a statement")
            )
            figures.append(Figure(f"open and ask {size:,} statements", open_ms, open_mb))
    return figures


SECTIONS: dict[str, Callable[[], list[Figure]]] = {"start": from_start_to_answer, "growth": growth}


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, headed by machine and date."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    head = f"Measured on {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}, by `scripts/benchmark.py`; ratios count more than milliseconds."
    return "\n".join([head, "", "| what | time | peak memory | |", "|---|---|---|---|", *(f.row() for f in figures)])


def main(arguments: Sequence[str]) -> None:
    """Run the sections that are named, or all."""
    wanted = [name for name in arguments if name in SECTIONS] or list(SECTIONS)
    text = table([figure for name in wanted for figure in SECTIONS[name]()])
    if "--write" in arguments:
        from readme import put_between

        put_between("benchmark", text)
    print(text)
    print(f"peak memory of this script: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
