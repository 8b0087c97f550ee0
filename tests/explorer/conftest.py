"""Pages to look at in a browser, and the browser; both made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.explorer import write_page
from kg.explorer.assemble import has_oxigraph
from kg.explorer.tours import Step, Tour
from kg.graph import KnowledgeGraph, open_graph
from kg.namespaces import CONCEPT, ONTOLOGY

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = "long " * 2000
HOSTILE = {
    "script": '<script>document.title="taken"</script>',
    "end": '</script><img src=x onerror="document.title=1">',
    "quotes": "\"'`{{7*7}}${7*7}",
    "turned": "abc\u202edef\u2066ghi",
    "long": LONG.strip(),
    "emoji": "🧑‍⚕️ pulse 🫀",
    "link": "<a href='javascript:alert(1)'>href</a>",
    "formula": "=HYPERLINK(1)",
}


def invented_tour() -> Tour:
    """A walk through the invented world, one halt of which is not in it."""
    link = (CONCEPT + "frost-evil", ONTOLOGY + "causes", CONCEPT + "stuck-brook")
    steps = (
        Step(CONCEPT + "frost-evil", {"en": "It begins with frost.", "zh": "始于霜。"}, link),
        Step(CONCEPT + "stuck-brook", {"en": "The brook is stuck."}),
        Step(CONCEPT + "nowhere", {"en": "This is not here."}),
    )
    return Tour("walk", {"en": "From frost to creaking", "zh": "从霜到吱声"}, {"en": "A short walk."}, steps)


@pytest.fixture(scope="session")
def world_page(world: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the invented world, with a tour of its own, and with SPARQL where the engine has been fetched."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr("kg.explorer.page.read_tours", lambda _: [invented_tour()])
        return write_page(world, tmp_path_factory.mktemp("page") / "world.html", "flour stagnation", sparql=has_oxigraph())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> KnowledgeGraph:
    """A user's own file whose names would rather be something else."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = [
        "@prefix c: <https://w3id.org/tcm-kg/concept/> .",
        "@prefix tcm: <https://w3id.org/tcm-kg/ontology#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    ]
    for slug, label in HOSTILE.items():
        text = label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'c:{slug} a tcm:Pattern ; skos:prefLabel "{text}"@en ; skos:definition "{text}"@en ; tcm:leadsTo c:script .')
    (folder / "mine.ttl").write_text("\n".join(lines), encoding="utf-8")
    return open_graph(folder, cache=cache)


@pytest.fixture(scope="session")
def hostile_page(hostile: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(hostile, tmp_path_factory.mktemp("page") / "hostile.html", CONCEPT + "script")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; skipped in words where either is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install 'tcm-kg[dev]'")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One page open in a browser, and all that it said or asked for."""

    def __init__(self, tab: Any, path: Path, hash_: str) -> None:
        self.tab = tab
        self.said: list[str] = []
        self.asked: list[str] = []
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url) if request.url.startswith(("http", "ws", "ftp")) else None)
        tab.goto(path.as_uri() + hash_)
        tab.wait_for_selector("body[data-ready]")

    def hash(self) -> str:
        return str(self.tab.evaluate("location.hash"))

    def go(self, hash_: str) -> None:
        self.tab.evaluate("h => { location.hash = h }", hash_)
        self.tab.wait_for_timeout(60)


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Visit]]:
    """Open a page; when the test is over it must have said nothing on the console and asked nothing of any network."""
    visits: list[Visit] = []
    contexts = []

    def opened(
        path: Path, hash_: str = "", *, size: tuple[int, int] = (1440, 900), theme: str = "light", locale: str = "en-GB", calm: bool = True
    ) -> Visit:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            locale=locale,
            reduced_motion="reduce" if calm else "no-preference",
            accept_downloads=True,
        )
        contexts.append(context)
        visits.append(Visit(context.new_page(), path, hash_))
        return visits[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [v.said for v in visits if v.said] == []
    assert [v.asked for v in visits if v.asked] == []


@pytest.fixture(scope="session")
def hub_page(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """The page of a concept with a hundred neighbours, one of which is linked with it twice."""
    folder = tmp_path_factory.mktemp("hub")
    lines = [
        "@prefix c: <https://w3id.org/tcm-kg/concept/> .",
        "@prefix tcm: <https://w3id.org/tcm-kg/ontology#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        'c:hub a tcm:Pattern ; skos:prefLabel "Hub"@en ; tcm:leadsTo c:n1 .',
        *(f'c:n{i} a tcm:Pattern ; skos:prefLabel "Neighbour {i}"@en . c:hub tcm:causes c:n{i} .' for i in range(100)),
    ]
    (folder / "hub.ttl").write_text("\n".join(lines), encoding="utf-8")
    return write_page(open_graph(folder, cache=cache), tmp_path_factory.mktemp("page") / "hub.html", CONCEPT + "hub")
