#!/usr/bin/env python3
"""Measure the explorer page beside stock pyvis, on the same generated graphs, in one run of one browser.

    python scripts/benchmark_page.py [--nodes 1000] [--patience 200] [--whole 8000x50000] [--json FILE]

Wants Playwright and a Chromium (`--chromium`, /usr/bin/chromium if not given). Seconds depend on the machine and on what else
it does; ratios between the two columns count. Stock pyvis is `Network()` with its own defaults and `cdn_resources="in_line"`.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

KINDS = {"Pattern": 20, "Symptom": 30, "Herb": 15, "Formula": 12, "Method": 10, "ChannelPoint": 8, "Evil": 5}
RELATIONS = {
    "Pattern": (("manifestsAs", "Symptom"), ("leadsTo", "Pattern")),
    "Evil": (("causes", "Pattern"),),
    "Herb": (("treats", "Pattern"), ("relieves", "Symptom")),
    "Formula": (("treats", "Pattern"),),
    "Method": (("treats", "Pattern"),),
    "ChannelPoint": (("treats", "Symptom"),),
    "Symptom": (("treatedBy", "Method"),),
}
WORDS = [
    "qi",
    "blood",
    "yin",
    "yang",
    "liver",
    "kidney",
    "spleen",
    "lung",
    "heart",
    "stomach",
    "cold",
    "heat",
    "wind",
    "damp",
    "phlegm",
    "stasis",
    "deficiency",
    "excess",
    "pain",
    "rising",
    "sinking",
    "upper",
    "lower",
]
SYLLABLES = [
    "qì",
    "xuè",
    "yīn",
    "yáng",
    "gān",
    "shèn",
    "pí",
    "fèi",
    "xīn",
    "wèi",
    "hán",
    "rè",
    "fēng",
    "shī",
    "tán",
    "yū",
    "zhì",
    "xū",
    "shí",
    "tòng",
]
HAN = "氣血陰陽肝腎脾肺心胃寒熱風濕痰瘀滯虛實痛"
PREFIXES = "".join(
    f"@prefix {p}: <{iri}> .\n"
    for p, iri in {
        "c": "https://w3id.org/tcm-kg/concept/",
        "tcm": "https://w3id.org/tcm-kg/ontology#",
        "src": "https://w3id.org/tcm-kg/source/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
    }.items()
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def generated(folder: Path, nodes: int, links: int, seed: int = 7) -> list[tuple[int, str, int]]:
    """The links of an invented graph with a hub in it, written as two files into a folder; the same for the same numbers."""
    chance = random.Random(seed)
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=nodes)
    kinds[0] = "Pattern"
    (folder / "concepts.ttl").write_text(PREFIXES + "".join(_concept(chance, i, kinds[i]) for i in range(nodes)), encoding="utf-8")
    members = {kind: [i for i in range(nodes) if kinds[i] == kind] for kind in KINDS}
    made = {(i, "leadsTo", 0) for i in members["Pattern"][1:]} | {(i, "pointsTo", 0) for i in members["Symptom"]}
    made |= {(i, "treats", 0) for kind in ("Herb", "Formula", "Method", "ChannelPoint") for i in members[kind]}
    made = set(sorted(made)[: links // 3])
    while len(made) < links:
        one = chance.randrange(nodes)
        relation, kind = chance.choice(RELATIONS[kinds[one]])
        other = members[kind][int(len(members[kind]) * chance.random() ** 1.5)]
        if one != other:
            made.add((one, relation, other))
    _write_statements(folder / "statements.trig", sorted(made), chance)
    return sorted(made)


def _concept(chance: random.Random, i: int, kind: str) -> str:
    english = " ".join(chance.choices(WORDS, k=3)).capitalize()
    pinyin, han = " ".join(chance.choices(SYLLABLES, k=3)), "".join(chance.choices(HAN, k=3))
    other = " ".join(chance.choices(WORDS, k=4))
    about = " ".join(chance.choices(WORDS, k=14)).capitalize()
    return (
        f'c:x{i} a tcm:{kind} ; skos:prefLabel "{english} {i}"@en , "{han}"@zh-Hant , "{han[::-1]}"@zh-Hans , "{pinyin}"@zh-Latn-pinyin ; '
        f'skos:altLabel "{other}"@en , "{other} {i}"@en , "{han}{han[0]}"@zh-Hans ; skos:definition "{about}."@en .\n'
    )


def _write_statements(path: Path, links: list[tuple[int, str, int]], chance: random.Random) -> None:
    sections: list[list[str]] = [[] for _ in range(200)]
    for one, relation, other in links:
        chance.choice(sections).append(f"c:x{one} tcm:{relation} c:x{other} .")
    with path.open("w", encoding="utf-8") as file:
        file.write(PREFIXES + 'src:w a tcm:Work ; dcterms:title "A work"@en .\n')
        for n, lines in enumerate(sections):
            file.write(
                f'src:s{n} a tcm:Section ; tcm:sectionOf src:w ; tcm:locator "chapter {n}" ; tcm:viewpoint tcm:traditionalTheory .\n'
            )
            file.write(f"src:s{n} {{\n" + "\n".join(lines) + "\n}\n")


def our_page(folder: Path, target: Path) -> dict[str, float]:
    """Write the explorer page of a folder, for the first time and again; seconds (wall and processor) and bytes."""
    from kg import open_graph
    from kg.explorer import write_page

    with tempfile.TemporaryDirectory() as cache:
        open_graph(folder, cache=Path(cache))
        graph = open_graph(folder, cache=Path(cache))
        gc.collect()
        found: dict[str, float] = {}
        for name in ("first", "again"):
            wall, busy = time.perf_counter(), time.process_time()
            write_page(graph, target, "c:x0", cache=Path(cache))
            found |= {f"write_{name}_s": time.perf_counter() - wall, f"write_{name}_cpu_s": time.process_time() - busy}
        return found | {"bytes": target.stat().st_size}


def stock_page(links: list[tuple[int, str, int]], nodes: int, target: Path) -> dict[str, float]:
    """Write the page that pyvis makes by itself of the same links."""
    from pyvis.network import Network

    began = time.perf_counter()
    network = Network(directed=True, cdn_resources="in_line")
    network.add_nodes(range(nodes), label=[f"concept {i}" for i in range(nodes)])
    for one, relation, other in links:
        network.add_edge(one, other, label=relation)
    target.write_text(network.generate_html(), encoding="utf-8")
    return {"write_s": time.perf_counter() - began, "bytes": target.stat().st_size}


def browser(executable: str) -> Iterator[Any]:
    """A browser that reaches no network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=executable, args=[*FLAGS, "--enable-precise-memory-info"])
        yield opened
        opened.close()


def tab_of(opened: Any, path: Path, hash_: str = "") -> Any:
    """A new tab at a file, all addresses of a network refused."""
    tab = opened.new_page(viewport={"width": 1440, "height": 900})
    tab.route("http*://**", lambda route: route.abort())
    tab.goto(path.as_uri() + hash_, wait_until="commit")
    return tab


def heap_mb(tab: Any) -> float:
    """What the page's objects take after a collection, in megabytes."""
    session = tab.context.new_cdp_session(tab)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def our_measures(opened: Any, path: Path, hash_: str) -> dict[str, float]:
    """First useful paint (search and card), map, search, frames and memory of the explorer page; milliseconds, frames a second, megabytes."""
    tab = tab_of(opened, path, hash_)
    tab.wait_for_selector("body[data-ready]", timeout=120_000)
    ready = float(tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"))
    tab.wait_for_timeout(1500)
    useful = float(tab.evaluate("performance.getEntriesByName('useful')[0].startTime"))
    found = {
        "first_paint_ms": useful,
        "map_ms": ready,
        "search_ms": search_ms(tab),
        "fps_dragged": dragged(tab, ".canvas canvas"),
        "heap_mb": heap_mb(tab),
    }
    tab.close()
    return found


def search_ms(tab: Any) -> float:
    """The slowest answer to a few searches typed by hand, until the list stands."""
    slowest = 0.0
    for typed in ("qi xue", "liver", "氣", "x77", "kidny deficency", "sinking"):
        tab.fill(".searching input", "")
        slowest = max(
            slowest,
            float(
                tab.evaluate(
                    """typed => { const field = document.querySelector(".searching input"); field.value = typed;
            const began = performance.now(); field.dispatchEvent(new Event("input")); document.querySelector(".found").offsetHeight; return performance.now() - began; }""",
                    typed,
                )
            ),
        )
    tab.keyboard.press("Escape")
    return slowest


def dragged(tab: Any, selector: str) -> float:
    """Frames a second while the map is dragged about."""
    x, y = tab.evaluate(
        "s => { const box = document.querySelector(s).getBoundingClientRect(); return [box.left + 30, Math.min(box.bottom, innerHeight) - 30]; }",
        selector,
    )
    tab.mouse.move(x, y)
    tab.mouse.down()
    handle = tab.evaluate_handle(
        "() => { const count = { n: 0, began: performance.now(), on: true }; const tick = () => { count.n += 1; if (count.on) requestAnimationFrame(tick); }; requestAnimationFrame(tick); return count; }"
    )
    until = time.perf_counter() + 2.5
    step = 0
    while time.perf_counter() < until:
        step += 1
        tab.mouse.move(x + 120 + 110 * ((step // 10) % 2) + step % 10, y - 60 - step % 40)
    rate = float(tab.evaluate("count => { count.on = false; return count.n * 1000 / (performance.now() - count.began); }", handle))
    tab.mouse.up()
    return rate


def stock_measures(opened: Any, path: Path, patience: float) -> dict[str, float]:
    """When stock pyvis first stands still, and its frames; `still_s` is the patience where it never does."""
    tab = tab_of(opened, path)
    began = time.perf_counter()
    still = patience
    while time.perf_counter() - began < patience:
        tab.wait_for_timeout(500)
        if tab.evaluate("typeof network === 'object' && network.physics.stabilized === true"):
            still = time.perf_counter() - began
            break
    found = {"still_s": still, "fps_dragged": dragged(tab, "canvas"), "heap_mb": heap_mb(tab)}
    tab.close()
    return found


def measure(options: argparse.Namespace, scratch: Path) -> dict[str, object]:
    """All figures of one run."""
    found: dict[str, object] = {}
    concepts, statements = (int(n) for n in options.whole.split("x"))
    sizes: list[tuple[str, int, int]] = [
        ("small", 300, 1000),
        ("side by side", options.nodes, options.nodes * 4),
        ("whole", concepts, statements),
    ]
    for name, nodes, links in sizes:
        folder = scratch / name.replace(" ", "-")
        folder.mkdir()
        made = generated(folder, nodes, links)
        page, stock = folder / "explorer.html", folder / "stock.html"
        figures: dict[str, object] = {"nodes": nodes, "links": len(made)}
        written = our_page(folder, page)
        for opened in browser(options.chromium):
            figures["ours"] = written | our_measures(opened, page, "#map?c=x0" + (f"&n={nodes}" if name == "side by side" else ""))
            if name == "side by side":
                figures["stock"] = stock_page(made, nodes, stock) | stock_measures(opened, stock, options.patience)
        found[name] = figures
    return found


def main(report: Callable[[str], None] = print) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--patience", type=float, default=200.0, help="how long stock pyvis is waited for, in seconds")
    parser.add_argument("--whole", default="8000x50000")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(options, Path(scratch))
    for name, figures in found.items():
        report(f"{name}: {json.dumps(figures, default=lambda x: round(x, 2))}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
