"""The page that checks a draft: the text with its claims coloured, and beside it what the graph says and who says it.

A draft is read, answered and forgotten: nothing of it is logged, kept or handed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.errors import SourceError
from kg.graph import KnowledgeGraph
from kg.server.drafts import document_of, read_draft
from kg.server.frames import Answer
from kg.server.pages import HTML, render
from kg.server.problem import Refusal
from kg.server.respond import SCRIPT_POLICY
from kg.server.site import Site

if TYPE_CHECKING:
    from kg.check import Checker, Document, Finding, Report

VERDICTS: Mapping[str, tuple[str, str]] = {
    "contradicted": ("bad", "contradicted"),
    "disputed": ("split", "sources differ"),
    "partly": ("partly", "partly so"),
    "not-in-graph": ("open", "not in the graph"),
    "supported-indirect": ("follows", "follows from what sources say"),
    "supported": ("good", "supported"),
}
"""Each verdict, gravest first: the class that colours it, and its words on the page."""

_HEADERS = {"content-type": HTML, "cache-control": "no-store", "content-security-policy": SCRIPT_POLICY}
_GRAVEST = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_MOST_CLAIMS = 1_000
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the draft: its class and the claim it leads to (0: none), and the further claims that end with it."""

    text: str
    tone: str = ""
    claim: int = 0
    told: str = ""
    ending: tuple[int, ...] = ()


def blank_page(site: Site, error: str = "", status: int = 200) -> Answer:
    """The page before a draft was given, or with the reason why one could not be read."""
    page = render("check.html", site=site, error=error, text="", verdicts=VERDICTS, checked=None)
    return Answer(status, dict(_HEADERS), page.encode())


def check(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """The checked draft in ``body`` as a page, or as the report of ``kg check --format json``; Refusal where it cannot be read."""
    from kg.check.report import REPORTERS

    draft = read_draft(str(arguments["type"]), bytes(arguments["body"]))
    try:
        document = document_of(draft, int(arguments["most"]))
    except SourceError as error:
        detail = error.message.removeprefix(f"{draft.name}: ")
        raise Refusal(422 if draft.data.startswith(_ZIP) else 415, f"The draft could not be read: {detail}") from None
    report = checker_of(graph).check(document)
    if arguments["media"] != "text/html":
        return Answer(200, {"content-type": "application/json", "cache-control": "no-store"}, REPORTERS["json"](report).encode())
    if not document.text.strip():
        return blank_page(site, "There is no text in it yet: paste some, or choose a file.")
    page = render("check.html", site=site, error="", text=document.text, verdicts=VERDICTS, checked=_shown(report, document))
    return Answer(200, dict(_HEADERS), page.encode())


def tables(graph: KnowledgeGraph, site: Site, arguments: Mapping[str, Any]) -> Answer:
    """Make the checker's tables, which are kept beside a compiled graph: a long work that must not fall to the first who asks."""
    checker_of(graph)
    return Answer(200, {})


@lru_cache(maxsize=1)
def checker_of(graph: KnowledgeGraph) -> Checker:
    """The checker of a graph, its tables read once a process."""
    from kg.check import Checker
    from kg.knowledge import knowledge_of

    return Checker(knowledge_of(graph.engine))


def _shown(report: Report, document: Document) -> dict[str, object]:
    claims = report.claims[:_MOST_CLAIMS]
    first = {claim.verdict: number for number, claim in reversed(list(enumerate(claims, 1)))}
    counts = dict(report.coverage.verdicts)
    return {
        "claims": claims,
        "more": len(report.claims) - len(claims),
        "stretches": stretches(claims, document.text),
        "verdicts": [(verdict, counts[verdict], first.get(verdict, 0)) for verdict in VERDICTS if verdict in counts],
        "advice": [a for a in report.advice if a.code and not a.suppressed][:_MOST_CLAIMS],
        "coverage": report.coverage,
    }


def stretches(claims: Sequence[Finding], text: str) -> list[Stretch]:
    """The text cut where any claim begins or ends; the gravest claim gives a stretch its colour and its link.

    A claim that no stretch leads to is given a number of its own at its end.
    """
    cuts = sorted({0, len(text), *(c.start for c in claims), *(c.end for c in claims)})
    linked: set[int] = set()
    found: list[Stretch] = []
    active: list[int] = []
    waiting = sorted(range(len(claims)), key=lambda n: claims[n].start, reverse=True)
    for start, end in pairwise(cuts):
        while waiting and claims[waiting[-1]].start <= start:
            active.append(waiting.pop())
        active = [n for n in active if claims[n].end > start]
        if not active:
            found.append(Stretch(text[start:end]))
            continue
        chosen = min(active, key=lambda n: (_GRAVEST[claims[n].verdict], n in linked, claims[n].end))
        linked.add(chosen)
        tone, told = VERDICTS[claims[chosen].verdict]
        ending = tuple(n + 1 for n in active if claims[n].end == end and n not in linked)
        linked.update(n - 1 for n in ending)
        found.append(Stretch(text[start:end], tone, chosen + 1, told, ending))
    return found
