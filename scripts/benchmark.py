"""Measure and write down: from start to answer, growth, memory. Figures are medians of several runs on this machine.

.venv/bin/python scripts/benchmark.py              all of it, a Markdown table on standard output
.venv/bin/python scripts/benchmark.py start        only from start to answer
.venv/bin/python scripts/benchmark.py growth       only growth, up to a million statements
.venv/bin/python scripts/benchmark.py page         only the explorer beside stock pyvis (wants Playwright and Chromium)
.venv/bin/python scripts/benchmark.py checker      only the draft checker (beside spaCy, with the Python that SPACY_PYTHON names)
.venv/bin/python scripts/benchmark.py server       only the endpoint (beside those in the folder that KG_OTHERS names)
.venv/bin/python scripts/benchmark.py --write      all of it, into README.md between its marks
"""

from __future__ import annotations

import json
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
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
QUERY = "SELECT ?evil { ?evil tcm:memberOf c:six-evils }"
PREFIXES = '{"tcm": "https://w3id.org/tcm-kg/ontology#", "c": "https://w3id.org/tcm-kg/concept/"}'
RUNS = 9
PATIENCE = 200
"""Seconds for which `benchmark_page.py` waits for stock pyvis to come to rest."""


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


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the table whose figure is no time from start to answer: what, how much with its unit, and a remark."""

    what: str
    figure: str
    remark: str = ""

    def row(self) -> str:
        """The line as Markdown."""
        return f"| {self.what} | {self.figure} | | {self.remark} |"


def run(command: Sequence[str], cache: Path, runs: int = RUNS) -> tuple[float, float]:
    """Median milliseconds of a command and its peak memory in MB; CalledProcessError where it fails."""
    times = []
    environment = os.environ | {"KG_CACHE": str(cache)}
    if runs == 1:  # what is done only once is timed and weighed in one run
        begun = time.perf_counter()
        peak = memory_of(command, environment)
        return (time.perf_counter() - begun) * 1000, peak
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), memory_of(command, environment)


def memory_of(command: Sequence[str], environment: dict[str, str]) -> float:
    """Peak resident memory of one run in MB, as the system reports it for a child of a small process."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
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
    from grow import write

    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data, place = Path(folder) / f"{size}.nq", Path(folder) / f"store-{size}"
            write(size, data)
            kg = [sys.executable, "-m", "kg"]
            compile_ms, compile_mb = run([*kg, "compile", str(data), "-o", str(place), "--no-rules"], Path(folder), 1)
            ask = "SELECT ?o { ?s ?p ?o } LIMIT 10"
            open_ms, open_mb = run([*kg, "--graph", str(place), "query", ask, "--format", "json"], Path(folder), 5)
            figures.append(
                Figure(f"compile {size:,} generated statements", compile_ms, compile_mb, f"{compile_ms / size * 1000:.1f} µs a statement")
            )
            figures.append(Figure(f"open and ask {size:,} statements", open_ms, open_mb))
    return figures


def by_script(name: str, *arguments: str, python: str = sys.executable) -> Any:
    """What another script of this folder measures, as it writes it with ``--json``."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        subprocess.run([python, str(ROOT / "scripts" / name), "--json", str(found), *arguments], cwd=ROOT, check=True)
        return json.loads(found.read_text(encoding="utf-8"))


def page() -> list[Told]:
    """The explorer's page: small, at a thousand nodes beside stock pyvis, and at eight thousand concepts."""
    found = by_script("benchmark_page.py")
    small, beside, whole = found["small"]["ours"], found["side by side"], found["whole"]["ours"]
    ours, stock = beside["ours"], beside["stock"]
    waited = "more than " if stock["still_s"] >= PATIENCE else ""
    return [
        Told("page of 300 nodes: size", f"{small['bytes'] / 1000:,.0f} kB", "aim at most 650"),
        Told(
            "page of 1,000 nodes: still and usable",
            f"{ours['map_ms'] / 1000:.1f} s",
            f"stock pyvis {waited}{stock['still_s']:.0f} s: {stock['still_s'] * 1000 / ours['map_ms']:.0f} × (aim 20)",
        ),
        Told(
            "page of 1,000 nodes shown: while moving", f"{ours['fps_dragged']:.0f} fps", f"aim 50; stock pyvis {stock['fps_dragged']:.0f}"
        ),
        Told("page of 8,000 concepts, 50,000 links: size", f"{whole['bytes'] / 1e6:.2f} MB", "without SPARQL; aim at most 4"),
        Told("…: written", f"{whole['write_first_s']:.1f} s", f"the first time; again {whole['write_again_s']:.1f} s (aim 2)"),
        Told("…: first useful paint", f"{whole['first_paint_ms']:,.0f} ms", "aim 1,000"),
        Told("…: slowest search", f"{whole['search_ms']:.0f} ms", "aim 50"),
        Told("…: memory", f"{whole['heap_mb']:.0f} MB"),
    ]


def checker() -> list[Figure | Told]:
    """The draft checker on the real graph, and its mention step beside spaCy's PhraseMatcher."""
    claim = [sys.executable, "-m", "kg", "check", "--claim", "Blood stasis causes dull pain.", "--exit-zero"]
    run(claim, default_cache(), 1)  # the lexicon is compiled once for these data
    start_ms, start_mb = run(claim, default_cache())
    found = by_script("checker_speed.py", "--graph")
    if python := os.environ.get("SPACY_PYTHON"):
        found |= {what: speed for what, speed in by_script("checker_speed.py", "--mentions", python=python).items() if "spaCy" in what}
    lines: list[Figure | Told] = [
        Figure("`kg check --claim …`, warm: from start to finding", start_ms, start_mb, "aim 300 ms"),
        Told(
            "check a book of 100,000 words",
            f"{found['100,000 words, s']:.1f} s",
            f"{found['100,000 words, characters/s']:,.0f} characters a second (aims 5 s, 200,000)",
        ),
        Told("check 20 kB again in a running process", f"{found['20 kB again, ms']:.0f} ms", "aim 50"),
        Told("check: peak memory with the book in it", f"{found['peak memory with the book in it, MB']:.0f} MB", "aim 120"),
    ]
    for names in ("1,000", "10,000", "100,000"):
        own, spacy = found[f"mention step, {names} names, characters/s"], found.get(f"spaCy PhraseMatcher, {names} names, characters/s")
        beside = f"spaCy's PhraseMatcher {spacy:,.0f}: {own / spacy:.1f} ×" if spacy else "spaCy was not at hand"
        lines.append(Told(f"find {names} names in a text", f"{own:,.0f} characters/s", beside))
    return lines


def server() -> list[Told]:
    """The endpoint: requests a second, beside the other servers that are at hand."""
    others = os.environ.get("KG_OTHERS")
    found = by_script("load_test.py", *(["--others", others] if others else []))
    rates = {(line["server"], line["kind"], line["clients"]): line["rate"] for line in found}
    lines = []
    for (name, kind, clients), rate in rates.items():
        if name == "kg serve":
            beside = {other: rates[other, kind, clients] for other, *rest in rates if rest == [kind, clients] and other != name}
            told = "; ".join(f"{rate / speed:.2f} × {other}" for other, speed in beside.items() if speed)
            lines.append(Told(f"serve {kind}, {clients} clients", f"{rate:,.0f} requests/s", told or "the others were not at hand"))
    return lines


def default_cache() -> Path:
    """Where this user's compiled graphs are kept."""
    from kg.cli.context import Context

    return Context().cache


SECTIONS: dict[str, Callable[[], Sequence[Figure | Told]]] = {
    "start": from_start_to_answer,
    "growth": growth,
    "page": page,
    "checker": checker,
    "server": server,
}


def table(figures: Sequence[Figure | Told]) -> str:
    """The figures as a Markdown table, headed by machine and date."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    head = f"Measured on {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}, by `scripts/benchmark.py`; ratios count more than milliseconds."
    return "\n".join([head, "", "| what | measured | peak memory | |", "|---|---|---|---|", *(f.row() for f in figures)])


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
