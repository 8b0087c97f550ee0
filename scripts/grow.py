"""Invented data of any size, shaped like the real ones: concepts with names in three scripts, statements in named graphs.

    python scripts/grow.py 1000000 -o grown.nq.gz

Writes N-Quads (`.gz` and `.zst` compress) of about so many statements; the same number and seed give the same bytes. As in
the real data a few concepts are in very many statements (a Zipf-like spread), and a section says about a hundred things.
With --run compiles, opens and asks them and prints what each took: time, memory, size on disk.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

C, TCM, SRC = (f"https://w3id.org/tcm-kg/{part}" for part in ("concept/", "ontology#", "source/"))
SKOS, RDF, DC = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/terms/"
KINDS = ("Pattern", "Sign", "Herb", "Formula", "ChannelPoint", "Treatment", "Cause")
RELATIONS = ("manifestsAs", "causes", "treats", "entersChannel", "hasIngredient", "leadsTo", "locatedAt")
SYLLABLES = ("qi", "xue", "yin", "yang", "han", "re", "feng", "shi", "tan", "gan", "xin", "pi", "fei", "shen", "wei", "dan")
HANZI = "气血阴阳寒热风湿痰肝心脾肺肾胃胆"
WORDS = ("stagnation", "deficiency", "heat", "cold", "wind", "dampness", "pain", "cough", "leaf", "root", "point", "rising")
NAMES = 5
SAID = 6


def lines(statements: int, seed: int = 1) -> Iterator[str]:
    """About so many statements as lines of N-Quads."""
    chance = random.Random(seed)
    concepts = max(10, statements // (NAMES + SAID))
    for number in range(concepts):
        yield from _concept(chance, number)
        section = f"{SRC}grown-{number // 20000}-{number // 17}"
        if number % 17 == 0:
            yield f"<{section}> <{RDF}type> <{TCM}Section> .\n<{section}> <{TCM}sectionOf> <{SRC}grown-{number // 20000}> .\n"
            yield f'<{section}> <{DC}title> "Section {number // 17}"@en .\n'
        if number % 20000 == 0:
            yield f'<{SRC}grown-{number // 20000}> <{RDF}type> <{TCM}Work> .\n<{SRC}grown-{number // 20000}> <{DC}title> "Work {number // 20000}"@en .\n'
        for _ in range(SAID):
            target = int(concepts * chance.random() ** 4)
            yield f"<{C}grown-{number}> <{TCM}{chance.choice(RELATIONS)}> <{C}grown-{target}> <{section}> .\n"


def _concept(chance: random.Random, number: int) -> Iterator[str]:
    iri = f"<{C}grown-{number}>"
    parts = chance.choices(range(16), k=3)
    yield f"{iri} <{RDF}type> <{TCM}{KINDS[number % len(KINDS)]}> .\n"
    yield f'{iri} <{SKOS}prefLabel> "{SYLLABLES[parts[0]].title()} {chance.choice(WORDS)} {number}"@en .\n'
    yield f'{iri} <{SKOS}prefLabel> "{"".join(HANZI[p] for p in parts)}{number}"@zh-Hans .\n'
    yield f'{iri} <{SKOS}prefLabel> "{" ".join(SYLLABLES[p] for p in parts)} {number}"@zh-Latn-pinyin .\n'
    yield f'{iri} <{SKOS}definition> "An invented thing, number {number}, made of {chance.choice(WORDS)} and {chance.choice(WORDS)}."@en .\n'


def write(statements: int, place: Path, seed: int = 1) -> int:
    """Write the lines to a file and return how many statements it holds."""
    count = 0
    with _opened(place) as output:
        for text in lines(statements, seed):
            output.write(text.encode())
            count += text.count("\n")
    return count


def _opened(place: Path) -> IO[bytes]:
    if place.suffix == ".gz":
        return gzip.GzipFile(place, "wb", 1, mtime=0)  # type: ignore[return-value]
    if place.suffix == ".zst":
        import zstandard

        return zstandard.open(place, "wb")  # type: ignore[no-any-return]
    return place.open("wb")


def measure(statements: int, folder: Path) -> dict[str, object]:
    """What making, compiling, opening and asking so many statements took."""
    source, place = folder / f"grown-{statements}.nq.gz", folder / f"grown-{statements}"
    begun = time.perf_counter()
    count = write(statements, source)
    made = time.perf_counter() - begun
    compiled, memory = _run("compile", str(source), "-o", str(place), "--no-rules")
    opened, _ = _run("--graph", str(place), "query", "ASK { ?s ?p ?o }")
    point, _ = _run("--graph", str(place), "query", f"SELECT ?p ?o {{ <{C}grown-{count // 20}> ?p ?o }}")
    join, _ = _run(
        "--graph", str(place), "query", f"SELECT (COUNT(*) AS ?n) {{ ?a tcm:causes <{C}grown-9> . ?a tcm:treats ?b . ?b a ?kind }}"
    )
    named, _ = _run("--graph", str(place), "find", f"grown-{count // 20}")
    size = sum(p.stat().st_size for p in place.rglob("*") if p.is_file())
    return {
        "statements": count,
        "source MB": source.stat().st_size >> 20,
        "generate s": round(made, 1),
        "compile s": round(compiled, 1),
        "compile peak MB": memory >> 10,
        "on disk MB": size >> 20,
        "open and ASK s": round(opened, 2),
        "point s": round(point, 2),
        "join s": round(join, 2),
        "find s": round(named, 2),
    }


def _run(*arguments: str) -> tuple[float, int]:
    """Seconds and peak memory in KiB of a `kg` command; it must succeed."""
    code = "import resource, sys; from kg.cli.main import main; s = main(sys.argv[1:]); sys.stderr.write('\\n%d' % resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(s)"
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"kg {' '.join(arguments)}: {done.stderr}")
    return time.perf_counter() - begun, int(done.stderr.split()[-1])


def main() -> None:
    """Write a file, or measure several sizes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("statements", type=int, nargs="+")
    options.add_argument("-o", "--output", type=Path, help="the file to write")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--run", action="store_true", help="compile and ask each size and print the figures")
    given = options.parse_args()
    if given.run:
        with tempfile.TemporaryDirectory(dir=given.output) as folder:
            for statements in given.statements:
                print(json.dumps(measure(statements, Path(folder))), flush=True)
    elif given.output:
        print(f"{write(given.statements[0], given.output, given.seed):,} statements in {given.output}")
    else:
        options.error("give -o FILE, or --run")


if __name__ == "__main__":
    main()
