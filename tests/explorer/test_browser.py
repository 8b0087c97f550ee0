"""The page in a real browser, used as a person would. The fixture `visit` holds that it says nothing and asks nothing of a network."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kg.explorer import write_page
from kg.explorer.assemble import has_oxigraph
from tests.explorer.conftest import HOSTILE, Visit

pytestmark = pytest.mark.browser
Visiting = Callable[..., Visit]
PHONE = (390, 844)
VIEWS = {
    "map": "#map?c=flour-stagnation",
    "list": "#map?c=flour-stagnation&list=1",
    "link": "#map?c=stuck-brook&l=frost-evil~causes~stuck-brook",
    "overview": "#all",
    "paths": "#paths?from=frost-evil&to=creaking",
    "no path": "#paths?from=frost-evil&to=nobody",
    "compare": "#compare?set=flour-stagnation&set=flour-loss",
    "tours": "#tours",
    "tour": "#tours?tour=walk",
    "sparql": "#sparql",
    "unknown": "#map?c=nobody",
}


def title(visit: Visit) -> str:
    return str(visit.tab.inner_text("#card-title"))


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fen zhi", "Flour stagnation"),
        ("fěnzhì", "Flour stagnation"),
        ("fen3zhi4", "Flour stagnation"),
        ("粉滞", "Flour stagnation"),
        ("stream mer", "Brook channel"),
        ("flowr stagnation", "Flour stagnation"),
    ],
)
def test_search_finds_any_name(visit: Visiting, world_page: Path, typed: str, found: str) -> None:
    page = visit(world_page)
    page.tab.keyboard.press("/")
    page.tab.keyboard.type(typed)
    page.tab.wait_for_selector(".found:not([hidden]) li")
    assert found in page.tab.inner_text(".found li[aria-selected=true]")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_function("document.querySelector('#card-title').innerText === " + json.dumps(found))
    assert page.hash().startswith("#map?c=")


def test_search_shows_which_name_matched_and_goes_by_arrows(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page)
    page.tab.fill(".searching input", "stream")
    assert "Stream meridian" in page.tab.inner_text(".found mark")
    page.tab.fill(".searching input", "flour")
    first = page.tab.inner_text(".found li[aria-selected=true]")
    page.tab.keyboard.press("ArrowDown")
    assert page.tab.inner_text(".found li[aria-selected=true]") != first
    page.tab.keyboard.press("Escape")
    assert page.tab.is_hidden(".found")


def test_search_says_when_nothing_is_found(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page)
    page.tab.fill(".searching input", "zzzzqqqq")
    assert "Nothing is called" in page.tab.inner_text(".found")


def test_an_address_may_hold_any_name(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=fen+zhi")
    assert title(page) == "Flour stagnation"
    page.go("#paths?from=霜邪&to=creaking")
    assert page.tab.locator(".steps > li").count() > 0
    page.go("#paths?from=nobody+at+all&to=creaking")
    assert "knows no concept “nobody at all”" in page.tab.inner_text(".panel")


def test_search_and_card_stand_before_the_map(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page)
    useful = page.tab.evaluate("performance.getEntriesByName('useful')[0].startTime")
    assert 0 < useful <= float(page.tab.get_attribute("body", "data-ready") or 0)


# ---------------------------------------------------------------- the map and the card


def test_a_concept_comes_with_its_neighbours_and_their_sources(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page)
    assert title(page) == "Flour stagnation"
    text = page.tab.inner_text(".card")
    assert "粉滯" in text
    assert "fěn zhì" in text
    assert page.tab.locator(".card .statements li .why").count() > 2
    assert "Kinds shown" in page.tab.inner_text(".side")


def test_one_walks_and_goes_back(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=frost-evil")
    page.tab.click(".card .statements .concept >> text=Stuck brook")
    page.tab.wait_for_function("document.querySelector('#card-title').innerText === 'Stuck brook'")
    assert "Frost" in page.tab.inner_text(".trail")
    page.tab.go_back()
    page.tab.wait_for_function("document.querySelector('#card-title').innerText === 'Frost'")
    page.tab.reload()
    page.tab.wait_for_selector("body[data-ready]")
    assert title(page) == "Frost"


def test_filters_are_in_the_address_and_leave_a_sentence(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=frost-evil")
    kinds = page.tab.locator(".legend").first.locator("button")
    for number in range(kinds.count()):
        page.tab.locator(".legend").first.locator("button").nth(number).click()
        page.tab.wait_for_timeout(80)
    assert "kinds=" in page.hash()
    assert "The filters leave" in page.tab.inner_text(".empty")
    page.tab.click(".empty button")
    page.tab.wait_for_timeout(80)
    assert "kinds=" not in page.hash()


def test_depth_list_pin_and_expand(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=frost-evil")
    page.tab.click(".segments >> text=2")
    page.tab.click(".controls >> text=List")
    page.tab.wait_for_selector("#list li")
    assert "d=2" in page.hash()
    assert "list=1" in page.hash()
    page.go("#map?c=frost-evil&s=stuck-brook")
    page.tab.click(".actions >> text=Show its neighbours")
    page.tab.wait_for_timeout(80)
    assert "x=stuck-brook" in page.hash()
    page.tab.click(".actions >> text=Pin")
    page.tab.wait_for_timeout(80)
    assert "pin=stuck-brook" in page.hash()


def test_a_hub_is_calm_and_the_rest_is_a_list(visit: Visiting, hub_page: Path) -> None:
    page = visit(hub_page)
    assert "Show 36 more" in page.tab.inner_text(".controls")
    page.tab.evaluate("document.querySelector('.controls').querySelectorAll('button')[1].click()")
    page.tab.wait_for_selector("#list li")
    page.tab.click("#list .more >> text=and 60 more")
    assert page.tab.locator("#list li").count() == 100
    page.tab.click(".card .more >> text=and 94 more")
    assert page.tab.locator(".card .statements li").count() > 100


def test_the_viewpoint_filters(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=frost-evil")
    before = page.tab.locator(".card .statements li").count()
    page.tab.locator(".legend").last.locator("button").first.click()
    page.tab.wait_for_timeout(80)
    assert "views=" in page.hash()
    assert page.tab.locator(".card .statements li").count() < before


def test_nothing_moves_for_those_who_wish_it_so(visit: Visiting, world_page: Path) -> None:
    motion = "getComputedStyle(document.querySelector('.filter')).transitionDuration"
    assert set(visit(world_page).tab.evaluate(motion).split(", ")) == {"0s"}
    assert "0.15s" in visit(world_page, calm=False).tab.evaluate(motion)


def test_the_map_is_walked_by_keyboard(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=stuck-brook")
    page.tab.focus(".keys")
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
        page.tab.keyboard.press(key)
        if "s=" in page.hash():
            break
    assert "s=" in page.hash()
    chosen = title(page)
    page.tab.focus(".keys")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_timeout(120)
    assert "s=" not in page.hash()
    assert title(page) == chosen


def test_the_same_scene_is_the_same_picture(visit: Visiting, world_page: Path) -> None:
    shots = [visit(world_page, "#map?c=flour-stagnation&d=2").tab.locator(".canvas").screenshot() for _ in range(2)]
    assert shots[0] == shots[1]


def test_a_link_says_who_says_it_and_what_it_follows_from(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, VIEWS["link"])
    assert "Frost" in title(page)
    assert "Said by" in page.tab.inner_text(".card")
    page.go("#map?c=flour-stagnation")
    page.tab.locator(".statements li.inferred .why").first.click()
    page.tab.wait_for_selector(".rule")
    assert page.tab.locator(".card .statements li").count() >= 2


def test_a_mistake_can_be_reported_without_a_server(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, VIEWS["link"])
    page.tab.click("text=Report a mistake")
    text = page.tab.input_value("dialog textarea")
    assert "https://w3id.org/tcm-kg/concept/frost-evil" in text
    page.tab.keyboard.press("Escape")
    page.tab.wait_for_selector("dialog", state="detached")


# ---------------------------------------------------------------- the other views


def test_a_path_is_drawn_and_told_with_sources(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#paths")
    page.tab.fill(".path-form input >> nth=0", "frost")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_timeout(80)
    page.tab.fill(".path-form input >> nth=1", "creaking")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_selector(".steps li")
    assert "from=frost-evil" in page.hash()
    assert page.tab.locator(".steps li .who").count() == page.tab.locator(".steps > li").count()


def test_what_is_left_out_of_a_path_changes_it(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, VIEWS["paths"])
    before = page.tab.inner_text(".steps")
    page.tab.locator(".leave summary").first.click()
    page.tab.locator(".leave button").first.click()
    page.tab.wait_for_selector(".avoided")
    assert "notr=" in page.hash()
    assert page.tab.inner_text(".panel") != before


def test_no_path_is_said_plainly(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#paths?from=frost-evil&to=creaking&notr=causes&notr=obstructs")
    text = page.tab.inner_text(".panel")
    assert "no path" in text
    assert "within 5 steps" in text


def test_compare_shows_what_is_shared_and_what_is_not(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, VIEWS["compare"])
    heads = page.tab.inner_text("table.compare")
    assert "Flour stagnation" in heads
    assert "Different" in heads
    page.tab.fill(".chosen .finder input", "stuck")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_timeout(80)
    assert page.hash().count("set=") == 3


def test_a_tour_goes_step_by_step(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#tours")
    page.tab.click("text=From frost to creaking")
    page.tab.wait_for_selector(".tale")
    assert "It begins with frost." in page.tab.inner_text(".panel")
    page.tab.click(".tour >> text=Next")
    page.tab.wait_for_timeout(80)
    assert "The brook is stuck." in page.tab.inner_text(".panel")
    page.tab.click(".tour >> text=Next")
    page.tab.wait_for_timeout(80)
    assert "not in this page" in page.tab.inner_text(".panel")
    page.tab.go_back()
    page.tab.wait_for_timeout(80)
    assert "The brook is stuck." in page.tab.inner_text(".panel")


def test_the_whole_is_a_map_of_kinds(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#all")
    page.tab.click(".card >> text=Patterns")
    page.tab.wait_for_timeout(80)
    assert "s=pattern" in page.hash()
    assert "Flour stagnation" in page.tab.inner_text(".card")


def test_the_card_comes_back_after_a_view_without_one(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, VIEWS["compare"])
    page.go("#all")
    assert page.tab.is_visible(".card")
    page.go(VIEWS["map"])
    page.go(VIEWS["paths"])
    page.go(VIEWS["map"])
    assert page.tab.is_visible(".card")


def test_a_draft_is_checked_only_where_there_is_a_server(visit: Visiting, world: Any, tmp_path: Path) -> None:
    page = visit(write_page(world, tmp_path / "served.html", served=True))
    assert page.tab.locator(".side >> text=Check a draft").count() == 0
    with served(tmp_path) as address:
        page.tab.goto(f"{address}/served.html")
        page.tab.wait_for_selector("body[data-ready]")
        assert page.tab.get_attribute(".side a >> text=Check a draft", "href") == "check"
        assert {url for url in page.asked if not url.endswith("served.html")} == set()
    page.asked.clear()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, on this machine alone."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Quiet(*a, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.skipif(not has_oxigraph(), reason="Oxigraph's WebAssembly has not been fetched: python scripts/fetch_oxigraph_wasm.py")
class TestSparql:
    """The engine in the page."""

    def ask(self, page: Visit, query: str) -> str:
        page.tab.fill("textarea.query", query)
        page.tab.evaluate("document.querySelector('#result')?.replaceChildren()")
        page.tab.keyboard.press("Control+Enter")
        page.tab.wait_for_selector("#result .answer, #result .error, #result .boolean, #result .nothing", timeout=20000)
        return str(page.tab.inner_text("#result"))

    def test_it_answers_with_links(self, visit: Visiting, world_page: Path) -> None:
        page = visit(world_page, "#sparql")
        assert "Creaking" in self.ask(page, "SELECT ?p ?s WHERE { ?p tcm:manifestsAs ?s }")
        assert page.tab.locator(".answer .concept").count() > 1
        assert "q=SELECT" in page.hash()
        page.tab.click("text=Draw this result")
        page.tab.wait_for_timeout(150)
        assert page.hash().startswith("#map")
        assert "draw=" in page.hash()

    def test_it_holds_what_the_graph_holds(self, visit: Visiting, world_page: Path, world: Any) -> None:
        page = visit(world_page, "#sparql")
        queries = (
            "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?s a tcm:Concept FILTER(STRSTARTS(STR(?p), STR(tcm:))) }",
            "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?g != src:inferred) }",
            "SELECT (COUNT(*) AS ?n) WHERE { ?s skos:prefLabel ?o }",
            "SELECT (COUNT(*) AS ?n) WHERE { ?s a tcm:Condition }",
        )
        for query in queries:
            wanted = str(world.query(query).rows[0][0])
            assert self.ask(page, query).split()[-1] == wanted, query

    def test_words_are_completed(self, visit: Visiting, world_page: Path) -> None:
        page = visit(world_page, "#sparql")
        page.tab.fill("textarea.query", "")
        page.tab.focus("textarea.query")
        page.tab.keyboard.type("SELECT * { ?x tcm:manif")
        assert "tcm:manifestsAs" in page.tab.inner_text("#completions li[aria-selected=true]")
        page.tab.keyboard.press("Tab")
        page.tab.keyboard.type(" c:fen-zhi")
        assert "c:flour-stagnation" in page.tab.inner_text("#completions")
        page.tab.keyboard.press("ArrowDown")
        page.tab.keyboard.press("ArrowUp")
        page.tab.keyboard.press("Enter")
        assert page.tab.input_value("textarea.query") == "SELECT * { ?x tcm:manifestsAs c:flour-stagnation"
        page.tab.keyboard.type(" . ?sig")
        assert page.tab.is_hidden("#completions")
        page.tab.keyboard.type(" sko")
        assert "skos:" in page.tab.inner_text("#completions")
        page.tab.keyboard.press("Escape")
        assert page.tab.is_hidden("#completions")

    def test_mistakes_and_services_are_told(self, visit: Visiting, world_page: Path) -> None:
        page = visit(world_page, "#sparql")
        assert "could not be answered" in self.ask(page, "SELECT WHERE")
        assert "could not be answered" in self.ask(page, "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
        assert "nothing matches" in self.ask(page, "SELECT * { ?s tcm:nothing ?o }")
        assert "Yes" in self.ask(page, "ASK { ?s ?p ?o }")

    def test_a_long_query_can_be_stopped(self, visit: Visiting, world_page: Path) -> None:
        page = visit(world_page, "#sparql")
        self.ask(page, "ASK {}")
        page.tab.fill("textarea.query", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
        page.tab.keyboard.press("Control+Enter")
        page.tab.wait_for_timeout(300)
        page.tab.click(".query-bar >> text=Stop")
        page.tab.wait_for_selector("#result .error")
        assert "Stopped" in page.tab.inner_text("#result")
        assert "Yes" in self.ask(page, "ASK { ?s ?p ?o }")


# ---------------------------------------------------------------- taking it along


@pytest.mark.parametrize(
    ("name", "begins"), [("CSV", "\ufeffsubject,"), ("Turtle", "@prefix"), ("JSON-LD", "{"), ("SVG", "<svg"), ("PNG", "\ufffdPNG")]
)
def test_what_is_seen_can_be_taken_along(visit: Visiting, world_page: Path, name: str, begins: str) -> None:
    page = visit(world_page, "#map?c=flour-stagnation")
    page.tab.click(".top >> text=Export")
    with page.tab.expect_download() as download:
        page.tab.click(f"dialog >> text='{name}'")
    text = Path(download.value.path()).read_bytes().decode("utf-8", "replace")
    assert text.startswith(begins)
    if name == "Turtle":
        import pyoxigraph as ox

        assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) > 10
    if name == "JSON-LD":
        import pyoxigraph as ox

        assert any("flour-stagnation" in str(q.subject) for q in ox.parse(text, format=ox.RdfFormat.JSON_LD))


def test_the_link_can_be_shared(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, "#map?c=frost-evil&d=2")
    page.tab.click(".top >> text=Share")
    assert page.tab.input_value("dialog input").endswith("#map?c=frost-evil&d=2")


# ---------------------------------------------------------------- for everyone


@pytest.fixture(scope="module")
def axe() -> Any:
    module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: pip install 'tcm-kg[dev]'")
    return module.Axe()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_in_any_view(visit: Visiting, world_page: Path, axe: Any, theme: str, size: tuple[int, int]) -> None:
    page = visit(world_page, size=size, theme=theme)
    found = {}
    for name, hash_ in VIEWS.items():
        page.go(hash_)
        page.tab.wait_for_timeout(150)
        violations = axe.run(page.tab).response["violations"]
        if violations:
            found[name] = [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in violations]
    assert found == {}


def test_it_speaks_chinese(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page)
    page.tab.click(".top >> text=中文")
    page.tab.wait_for_timeout(100)
    assert "lang=zh" in page.hash()
    assert page.tab.get_attribute("html", "lang") == "zh-Hans"
    assert "浏览" in page.tab.inner_text(".side")
    assert "粉滞" in page.tab.inner_text(".trail")
    assert "浏览" in visit(world_page, locale="zh-CN").tab.inner_text(".side")


def test_light_and_dark(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, theme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.tab.evaluate(ground) == "rgb(23, 22, 20)"
    page.tab.click(".top >> text=Light")
    page.tab.wait_for_timeout(250)
    assert page.tab.evaluate(ground) == "rgb(250, 248, 243)"


@pytest.mark.parametrize("hash_", VIEWS.values(), ids=VIEWS.keys())
def test_nothing_reaches_over_the_edge_of_a_phone(visit: Visiting, world_page: Path, hash_: str) -> None:
    page = visit(world_page, hash_, size=PHONE)
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_phone_has_search_menu_map_and_card(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page, size=PHONE)
    assert page.tab.is_hidden(".side")
    page.tab.click(".menu")
    assert page.tab.is_visible(".side")
    page.tab.click(".side >> text=Compare")
    page.tab.wait_for_timeout(100)
    assert page.tab.is_hidden(".side")
    assert "Choose at least two" in page.tab.inner_text(".sheet")


def test_without_webassembly_it_says_so(visit: Visiting, world_page: Path, chromium: Any) -> None:
    page = visit(world_page)
    page.tab.evaluate("() => { delete window.WebAssembly }")
    page.go("#sparql")
    assert page.tab.locator(".sheet .nothing").count() == 1


def test_on_paper_there_is_the_card_and_no_menu(visit: Visiting, world_page: Path) -> None:
    page = visit(world_page)
    page.tab.emulate_media(media="print")
    assert page.tab.is_visible(".card")
    assert page.tab.is_hidden(".side")


# ---------------------------------------------------------------- hostile names


@pytest.mark.parametrize("slug", HOSTILE)
def test_hostile_names_are_texts(visit: Visiting, hostile_page: Path, slug: str) -> None:
    page = visit(hostile_page, f"#map?c={slug}")
    shown = page.tab.inner_text("#card-title")
    assert shown[:40] == HOSTILE[slug][:40]
    assert page.tab.title() == "TCM knowledge graph"
    assert page.tab.locator("#app img, #app script, #app a[href^='javascript']").count() == 0
    for view in (f"#paths?from={slug}&to=script", f"#compare?set={slug}&set=script", "#all?s=pattern", f"#map?c={slug}&list=1"):
        page.go(view)
        assert page.tab.title() == "TCM knowledge graph"
        assert page.tab.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_formula_stays_a_text_in_a_table(visit: Visiting, hostile_page: Path) -> None:
    page = visit(hostile_page, "#map?c=formula")
    page.tab.click(".top >> text=Export")
    with page.tab.expect_download() as download:
        page.tab.click("dialog >> text='CSV'")
    assert "'=HYPERLINK" in Path(download.value.path()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "hash_",
    [
        "#nonsense",
        "#map?c=%",
        "#map?d=99&n=-5",
        "#paths?from=<script>&to=1",
        "#compare?set=a&set=a",
        "#tours?tour=none&step=99",
        "#map?l=~~",
        "#map?c=constructor&s=__proto__",
    ],
)
def test_any_address_gives_a_page(visit: Visiting, world_page: Path, hash_: str) -> None:
    page = visit(world_page, hash_)
    assert page.tab.inner_text("body").strip()
