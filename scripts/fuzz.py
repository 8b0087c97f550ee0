"""One robustness run: thousands of spoilt RDF files, queries, drafts, requests and command lines, from fixed seeds.

    .venv/bin/python scripts/fuzz.py [--count 2500] [--seed 1] [--only rdf sparql drafts http commands]

Each input must end in an answer or in an error made for people, with a status that is documented, within its time, and the
process must stay within its memory. Prints one line for each family; exit status 1 where anything went wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import re
import resource
import select
import shlex
import signal
import socket
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kg.errors import KgError  # noqa: E402
from kg.graph import KnowledgeGraph, open_graph  # noqa: E402

WORLD = ROOT / "tests" / "world"
SECONDS = 10
"""How long one input may take."""
MEGABYTES = 1500
"""What this process may use at most."""
NASTY = [
    *("", "\0", "\ufeff", "\u202e", "\u2028", "💥", "é" * 300, "(" * 500, "{" * 300, '"', "'", "<", ">", "\\", "\\u", "\\uD800", "%00"),
    *(
        "</script>",
        "../" * 20,
        "\r\n\r\n",
        "99999999999999999999",
        "-1",
        "NaN",
        "�",
        "_:b",
        "<http://e/ x>",
        "@prefix",
        "'''",
        "```",
        "|" * 200,
    ),
]
Family = Callable[[random.Random, int, Path], Iterator[tuple[str, str]]]


@contextlib.contextmanager
def told_to(path: Path) -> Iterator[None]:
    """What this process and those that it starts write on standard error goes to a file."""
    before = os.dup(2)
    with path.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


class TooSlow(BaseException):
    """An input took longer than it may."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """TooSlow where what is done inside takes longer."""

    def late(*_: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def spoilt(chance: random.Random, text: str) -> str:
    """The text with a few parts cut out, doubled, moved, or replaced by something nasty."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at, end = sorted(chance.randrange(len(text) + 1) for _ in "ab")
        end = min(end, at + chance.choice((1, 3, 20, 200)))
        piece = chance.choice(
            ("", text[at:end] * chance.randint(2, 30), chance.choice(NASTY), text[end : end + 40], chr(chance.randrange(0xD7FF)))
        )
        text = (text[:at] + piece + text[end:])[:20_000]
    return text


def tried(text: str, work: Callable[[], object]) -> str:
    """What became of one input: ``answered``, ``refused`` with an error for people, or what went wrong."""
    try:
        with within(SECONDS):
            work()
    except KgError as error:
        return "refused" if str(error).strip() else "an error without words"
    except TooSlow:
        return f"more than {SECONDS} s"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}"
    return "answered"


def rdf(chance: random.Random, count: int, folder: Path) -> Iterator[tuple[str, str]]:
    """RDF files in each format: read, then looked into."""
    import pyoxigraph as ox

    from kg.store.engine import Embedded
    from kg.store.load import load

    whole = ox.Store()
    for path in WORLD.iterdir():
        load(whole, path)
    forms = {
        "ttl": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "nq": ox.RdfFormat.N_QUADS,
        "nt": ox.RdfFormat.N_TRIPLES,
        "rdf": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    seeds = {end: _dumped(whole, form) for end, form in forms.items()}

    def look(path: Path) -> None:
        store = ox.Store()
        load(store, path)
        graph = KnowledgeGraph(Embedded(store))
        for match in graph.find("e", 3):
            graph.statements(match.ref)

    for number in range(count):
        ending = chance.choice(list(seeds))
        path = folder / f"{number}.{ending}"
        text = spoilt(chance, seeds[ending])
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        yield text, tried(text, lambda path=path: look(path))
        path.unlink()


def _dumped(store: object, form: object) -> str:
    import pyoxigraph as ox

    assert isinstance(store, ox.Store) and isinstance(form, ox.RdfFormat)
    if form.supports_datasets:
        return (store.dump(format=form) or b"").decode()
    return (ox.serialize((quad.triple for quad in store), format=form) or b"").decode()


def sparql(chance: random.Random, count: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Queries of the catalogue, spoilt, put to the engine."""
    graph = open_graph(WORLD, cache=folder)
    seeds = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "queries").rglob("*.rq"))]

    for _ in range(count):
        text = spoilt(chance, chance.choice(seeds))
        yield text, tried(text, lambda text=text: graph.query(text))


def drafts(chance: random.Random, count: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Drafts in every form, and bytes that are none."""
    from kg.check import Checker
    from kg.knowledge import knowledge_of

    checker = Checker(knowledge_of(open_graph(WORLD, cache=folder).engine))
    gold = [
        line.split("\t")[1]
        for line in (ROOT / "tests/check/gold/dev.tsv").read_text(encoding="utf-8").splitlines()
        if line.count("\t") >= 2
    ]
    page = "<html><body><h1>{0}</h1><p>{1}</p><table><tr><td>{2}</td><td>{0}</td></tr></table><ul><li>{1}<li>{2}</ul>"
    for _ in range(count):
        parts = [chance.choice(gold).replace("\\n", "\n") for _ in range(3)]
        form = chance.choice(("txt", "md", "html", "docx"))
        text = spoilt(chance, page.format(*parts) if form == "html" else "\n\n".join(["# " + parts[0], *parts[1:], "- " + parts[2]]))
        data = text.encode(chance.choice(("utf-8", "utf-8", "utf-16", "gb18030", "latin-1")), "replace")
        yield text, tried(text, lambda data=data, form=form: checker.check_bytes("draft", data, form))


def http(chance: random.Random, count: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Requests: lines, headers, paths and bodies, spoilt; the service must answer what it can and be well afterwards."""
    from kg.store.compiled import compile_to
    from kg.store.files import from_path
    from tests.server.service import serving

    compile_to(from_path(WORLD), folder / "served", "fuzz")
    query = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 5"
    seeds = [
        "GET /sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nConnection: close\r\n\r\n",
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(query)}\r\nConnection: close\r\n\r\n{query}",
        "GET /concept/qi.ttl HTTP/1.1\r\nHost: x\r\nAccept: text/html;q=0.3, text/turtle\r\nConnection: close\r\n\r\n",
        'GET /search?q=frost HTTP/1.1\r\nHost: x\r\nIf-None-Match: "a"\r\nConnection: close\r\n\r\n',
        "POST /check HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\nConnection: close\r\n\r\ntext=a+b&form=x",
        "GET /static/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ]
    with told_to(folder / "errors.txt"), serving(folder / "served", deadline=4.0) as service:
        for _ in range(count):
            text = _request(chance, chance.choice(seeds))
            yield text, _answer(service.port, text.encode("utf-8", "surrogatepass"))
        well = service.get("/health").status == 200 and service.query(query).status == 200
        yield "is it well afterwards?", "answered" if well else "the service is not well"
    told = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
    yield "what it told on standard error", "answered" if "Traceback" not in told else told[told.index("Traceback") :][:1500]


def _request(chance: random.Random, seed: str) -> str:
    """The request spoilt anywhere, or only in its target, or only in its body with a true length."""
    if chance.random() < 0.3:
        return spoilt(chance, seed)
    method, target, rest = seed.split(" ", 2)
    head, _, body = rest.partition("\r\n\r\n")
    if body:
        body = spoilt(chance, body)
        length = len(body.encode("utf-8", "surrogatepass"))
        return f"{method} {target} {re.sub(r'Content-Length: [0-9]+', f'Content-Length: {length}', head)}\r\n\r\n{body}"
    return f"{method} /{urllib.parse.quote(spoilt(chance, urllib.parse.unquote(target[1:])), safe='/?=&%')} {rest}"


def _answer(port: int, request: bytes) -> str:
    head = b""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        try:
            line.sendall(request)
            select.select([line], [], [], 0.5)  # a reply, if the request is whole; then nothing more is said
            line.shutdown(socket.SHUT_WR)
            while got := line.recv(65536):
                head = head or got
        except TimeoutError:
            return f"more than {SECONDS} s"
        except OSError:
            return "refused"
    if not head:
        return "refused"
    status = int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 0
    if status in (0, 500) or b"Traceback" in head or b"root:x:" in head:
        return f"answered with {head[:80]!r}"
    return "answered" if status < 400 else "refused"


def commands(chance: random.Random, count: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Command lines: words of real ones, shuffled and spoilt."""
    from kg.cli.main import COMMANDS, main

    os.environ |= {"KG_CACHE": str(folder), "KG_DEBUG": "1", "NO_COLOR": "1"}
    os.chdir(folder)
    (folder / "draft.md").write_text("Frost causes stiff pain.\n", encoding="utf-8")
    left_out = {"serve", "explore"}
    words = [
        "Frost",
        "Thaw",
        "stiff pain",
        "--format",
        "json",
        "text",
        "--all",
        "--help",
        "-o",
        "out.txt",
        "--why",
        "--limit",
        "3",
        "--not",
        "draft.md",
        "-",
        "what-causes",
        "--param",
        "condition=Frost",
        "SELECT * {?s ?p ?o} LIMIT 3",
        "--claim",
        "Frost causes pain.",
        "turtle",
        "no-such-file",
    ]
    for _ in range(count):
        chosen = [chance.choice(words) for _ in range(chance.randint(0, 5))]
        if chosen and chance.random() < 0.5:
            at = chance.randrange(len(chosen))
            chosen[at] = spoilt(chance, chosen[at] or "x").replace("\0", "")
        line = ["--graph", str(WORLD), chance.choice([c for c in COMMANDS if c not in left_out]), *chosen]
        yield shlex.join(line[2:]), _ended(lambda line=line: main(line))


def _ended(work: Callable[[], int]) -> str:
    out, err, status = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogatepass"), io.StringIO(), -1

    def run() -> None:
        nonlocal status
        status = work()

    given = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"Frost causes pain."), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            became = tried("", run)
    finally:
        sys.stdin = given
    if became != "answered":
        return became
    if status not in (0, 1, 2, 3) or "Traceback" in err.getvalue():
        return f"status {status}: {err.getvalue()[-200:]}"
    return "answered" if status < 2 else "refused"


FAMILIES: dict[str, Family] = {"rdf": rdf, "sparql": sparql, "drafts": drafts, "http": http, "commands": commands}


def peak_memory() -> int:
    """The most memory that this process has held, in MB, and nothing of the process that started it."""
    with contextlib.suppress(OSError):
        told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
        return int(told[1]) // 1024 if told else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def fuzz(name: str, count: int, seed: int) -> tuple[str, list[str]]:
    """One family: a line that tells what became of its inputs, and what went wrong with which."""
    ends, wrong, slowest = Counter[str](), [], 0.0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        last = begun
        for text, became in FAMILIES[name](random.Random(f"{name} {seed}"), count, Path(folder)):
            slowest, last = max(slowest, time.monotonic() - last), time.monotonic()
            ends[became if became in ("answered", "refused") else "wrong"] += 1
            if became not in ("answered", "refused"):
                wrong.append(f"{name}: {became}: {json.dumps(text[:1500])}")
    peak = peak_memory()
    if peak > MEGABYTES:
        wrong.append(f"{name}: {peak} MB of memory")
    told = f"{name:9} {ends.total():6,} inputs  {ends['answered']:6,} answered  {ends['refused']:6,} refused  {len(wrong):3} wrong"
    return f"{told}  slowest {slowest:.1f} s  {peak} MB  {time.monotonic() - begun:.0f} s", wrong


def main() -> int:
    """The exit status: 1 where an input did what none may."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=2500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", nargs="*", choices=list(FAMILIES), default=list(FAMILIES))
    given = options.parse_args()
    failures: list[str] = []
    for name in given.only:
        told, wrong = fuzz(name, given.count, given.seed)
        print(told, flush=True)
        failures += wrong
    print("\n".join(failures[:30]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
