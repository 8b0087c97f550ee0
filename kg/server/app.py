"""The service put together: routes, the endpoint, pages by content negotiation, downloads, health."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.namespaces import ONTOLOGY
from kg.server.answers import Answers, tagged
from kg.server.checking import blank_page
from kg.server.downloads import PATIENCE, BeingMade, Downloads
from kg.server.dumps import DUMPS
from kg.server.endpoint import Desk, Endpoint, client_of
from kg.server.frames import Answer, Job
from kg.server.limits import Limits
from kg.server.media import HTML, not_acceptable
from kg.server.negotiate import best
from kg.server.pages import MEDIA, render
from kg.server.pool import Pool
from kg.server.problem import PROBLEM_TYPE, Refusal
from kg.server.respond import SCRIPT_POLICY, HungUp, encode, headers_of, send_answer, whole_body
from kg.server.site import Site, iri_of

_STATIC = Path(__file__).parent / "static"
_VOID_TYPES = tuple(t for t in MEDIA.values() if t != HTML)
_EXPLORER = "explorer.html"
_MOMENT = 1.5
_READY_SECONDS = 60.0
_TOO_SLOW = "Reading this draft took longer than {:g} seconds; check a part of it, or use kg check."
_ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /search\nDisallow: /dump/\nSitemap: {root}/sitemap.xml\n"


_EXPLORER_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'unsafe-inline'; img-src data: blob:; "
    "worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "public, max-age=300",
}
"""The page itself allows no more than its own scripts by their hashes; both policies hold."""


class App:
    """The ASGI application of one graph; starts its workers with the server and ends them with it."""

    def __init__(self, graph: str, limits: Limits, site: Site) -> None:
        self.limits = limits
        self.site = site
        self.pool = Pool(graph, limits, {"root": site.root, "title": site.title})
        self.answers = Answers(self.pool, limits.cache)
        self.desk = Desk(self.answers, limits)
        self._sparql = Endpoint(self.desk)
        self._page: Answer | None = None
        self._tables: asyncio.Task[None] | None = None
        self._drafts = asyncio.Semaphore(limits.drafts)
        self._folder = TemporaryDirectory(prefix="tcm-kg-dumps-")
        self.downloads = Downloads(self.pool, Path(self._folder.name), limits.dump_seconds)
        self._pages = Starlette(
            routes=self._routes(), lifespan=self._lifespan, exception_handlers={404: self._not_found, 405: self._not_allowed}
        )
        self._pages.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(HungUp):
            if scope["type"] == "http" and scope["path"] in ("/sparql", "/sparql/"):
                await self._sparql(scope, receive, send)
            elif scope["type"] == "http" and (answer := _without_work(scope)):
                await self._plainly(scope, send, answer)
            else:
                await self._pages(scope, receive, send)

    async def _plainly(self, scope: Scope, send: Send, answer: Answer | Refusal) -> None:
        if isinstance(answer, Refusal):
            await self._refuse(scope, send, answer)
        else:
            await send_answer(scope, send, answer, self.limits.send_seconds)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        await self.pool.start()
        try:
            yield
        finally:
            await self.pool.stop()
            self._folder.cleanup()

    def _routes(self) -> list[Route | Mount]:
        return [
            Route("/", self._explorer),
            Route("/concept/{slug:path}", self._resource("concept")),
            Route("/source/{slug:path}", self._resource("source")),
            Route("/ontology", self._vocabulary("")),
            *(Route(f"/ontology.{ending}", self._vocabulary(ending)) for ending in MEDIA),
            Route("/works", self._job_page("works", (HTML,))),
            Route("/search", self._search),
            Route("/check", self._check, methods=["GET", "POST"]),
            Route("/void", self._job_page("void", _VOID_TYPES)),
            Route("/.well-known/void", self._job_page("void", _VOID_TYPES)),
            Route("/dump", self._dumps),
            Route("/dump/{ending}", self._dump),
            Route("/context.jsonld", self._context),
            Route("/health", self._health),
            Route("/sitemap.xml", self._sitemap),
            Route("/robots.txt", self._robots),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]

    # ------------------------------------------------------------------ pages made by workers

    def _job_page(self, name: str, offered: tuple[str, ...]) -> ASGIApp:
        async def page(scope: Scope, receive: Receive, send: Send) -> None:
            media_type = best(_accept(scope), offered)
            if media_type is None:
                return await self._refuse(scope, send, not_acceptable(offered))
            return await self._give(scope, receive, send, Job(name, {"media": media_type}, self.limits.deadline))

        return _Endpoint(page)

    def _resource(self, family: str) -> ASGIApp:
        async def page(scope: Scope, receive: Receive, send: Send) -> None:
            slug, dot, ending = scope["path_params"]["slug"].rpartition(".")
            if not dot or ending not in MEDIA:
                return await self._see_other(scope, send, family)
            iri = iri_of(family, slug)
            if iri is None:
                return await self._refuse(scope, send, Refusal(404, "nothing has this address"))
            return await self._give(scope, receive, send, Job("resource", {"iri": iri, "media": MEDIA[ending]}, self.limits.deadline))

        return _Endpoint(page)

    async def _see_other(self, scope: Scope, send: Send, family: str) -> None:
        slug = scope["path_params"]["slug"]
        media_type = best(_accept(scope), tuple(MEDIA.values()))
        if iri_of(family, slug) is None:
            return await self._refuse(scope, send, Refusal(404, "nothing has this address"))
        if media_type is None:
            return await self._refuse(scope, send, not_acceptable(tuple(MEDIA.values())))
        ending = next(e for e, m in MEDIA.items() if m == media_type)
        return await send_answer(scope, send, Answer(303, {"location": f"/{family}/{quote(slug)}.{ending}"}), self.limits.send_seconds)

    def _vocabulary(self, ending: str) -> ASGIApp:
        async def page(scope: Scope, receive: Receive, send: Send) -> None:
            media_type = MEDIA[ending] if ending else best(_accept(scope), tuple(MEDIA.values()))
            if media_type is None:
                return await self._refuse(scope, send, not_acceptable(tuple(MEDIA.values())))
            if not ending:
                chosen = next(e for e, m in MEDIA.items() if m == media_type)
                return await send_answer(scope, send, Answer(303, {"location": f"/ontology.{chosen}"}), self.limits.send_seconds)
            return await self._give(scope, receive, send, Job("vocabulary", {"iri": ONTOLOGY, "media": media_type}, self.limits.deadline))

        return _Endpoint(page)

    async def _search(self, request: Request) -> Response:
        media_type = best(_accept(request.scope), (HTML, "application/json")) or HTML
        return _Later(self, Job("search", {"text": request.query_params.get("q", "")[:200], "media": media_type}, self.limits.deadline))

    async def _check(self, request: Request) -> Response:
        if request.method != "POST":
            return _Made(blank_page(self.site))
        media_type = best(_accept(request.scope), (HTML, "application/json", PROBLEM_TYPE)) or HTML
        try:
            return _Made(await self._checked(request, media_type))
        except Refusal as refusal:
            detail = _TOO_SLOW.format(self.limits.deadline) if "limit_seconds" in refusal.data else refusal.detail
            return _Made(blank_page(self.site, detail, refusal.status) if media_type == HTML else Refusal(refusal.status, detail).answer())

    async def _checked(self, request: Request, media_type: str) -> Answer:
        """A draft read off the wire, a few at a time, and checked by a worker; Refusal where it is not."""
        if self._drafts.locked():
            raise Refusal(503, "Many drafts are being checked; try again in a moment.", {"retry-after": "5"})
        async with self._drafts:
            body = await self._draft(request)
            await self._tables_made()
            asked = {"type": request.headers.get("content-type", ""), "media": media_type, "most": self.limits.draft_characters}
            answer = await self.pool.do(Job("check", asked, self.limits.deadline, body), client_of(request.scope))
        if answer.headers.get("content-type") == PROBLEM_TYPE:
            told = json.loads(answer.body)
            raise Refusal(told["status"], told["detail"])
        return answer

    async def _tables_made(self) -> None:
        """Wait a while for the checker's tables, made once apart from the workers; Refusal 503 when it takes longer."""
        if self.pool.warm:
            return
        if self._tables is None or (self._tables.done() and self._tables.exception()):
            self._tables = asyncio.create_task(self._make_tables())
            self._tables.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            await asyncio.wait_for(asyncio.shield(self._tables), _READY_SECONDS)
        except TimeoutError:
            raise Refusal(503, "The checker is getting ready; try again in a minute.", {"retry-after": "30"}) from None

    async def _make_tables(self) -> None:
        if not await self.pool.warmed():
            await self.pool.do_apart(Job("tables", {}, self.limits.dump_seconds))

    async def _draft(self, request: Request) -> bytes:
        too_large = Refusal(413, f"A draft has at most {self.limits.draft / 2**20:g} MB; check a part of it, or use kg check.")
        length, seconds = request.headers.get("content-length", "0"), self.limits.body_seconds
        body = await whole_body(request.receive, length, self.limits.draft, seconds, too_large, "The draft did not come in time.")
        return body or b"text="

    # ------------------------------------------------------------------ downloads and small things

    async def _explorer(self, request: Request) -> Response:
        people = best(_accept(request.scope), (HTML, "application/json")) == HTML
        if self._page is None:
            patience = _MOMENT if people and not self.downloads.begun(_EXPLORER) else PATIENCE
            try:
                place = await self.downloads.get(_EXPLORER, "explorer", patience)
            except BeingMade as refusal:
                return _Made(self._wait_page(refusal)) if people else _Refused(self, refusal)
            except Refusal as refusal:
                return _Refused(self, refusal)
            self._page = await asyncio.to_thread(_whole_page, place)
        return _Sent(self, self._page)

    def _wait_page(self, refusal: Refusal) -> Answer:
        headers = {
            "content-type": "text/html; charset=utf-8",
            "cache-control": "no-store",
            "content-security-policy": SCRIPT_POLICY,
            **refusal.headers,
        }
        return Answer(refusal.status, headers, render("wait.html", site=self.site).encode())

    async def _dumps(self, request: Request) -> Response:
        return _Made(Answer(200, {"content-type": "text/html; charset=utf-8"}, render("dumps.html", site=self.site, dumps=DUMPS).encode()))

    async def _dump(self, request: Request) -> Response:
        ending = request.path_params["ending"]
        if ending not in DUMPS:
            return _Refused(self, Refusal(404, f"no such dump; there are {', '.join(DUMPS)}"))
        try:
            place = await self.downloads.get(f"tcm-kg.{ending}", "dump", ending=ending)
        except Refusal as refusal:
            return _Refused(self, refusal)
        disposition = f'attachment; filename="{place.name}"'
        return _file(request, place, "application/gzip", {"access-control-allow-origin": "*", "content-disposition": disposition})

    async def _context(self, request: Request) -> Response:
        from kg.export.jsonld import CONTEXT

        body = json.dumps({"@context": CONTEXT}, ensure_ascii=False, indent=1).encode()
        return _Made(Answer(200, {"content-type": "application/ld+json", "cache-control": "public, max-age=3600"}, body))

    async def _health(self, request: Request) -> Response:
        alive = self.pool.alive
        told = {
            "status": "ok" if alive else "no worker is ready",
            "workers": alive,
            "lost": self.pool.lost,
            "in_memory": self.pool.warm,
            "will_be_in_memory": self.pool.small,
            "kept_bytes": self.answers.kept.size,
        }
        body = json.dumps(told).encode()
        return _Made(Answer(200 if alive else 503, {"content-type": "application/json", "cache-control": "no-store"}, body))

    async def _sitemap(self, request: Request) -> Response:
        page = request.query_params.get("page", "0")
        return _Later(self, Job("iris", {"page": int(page) if page.isdigit() and len(page) < 6 else 0}, self.limits.deadline))

    async def _robots(self, request: Request) -> Response:
        return Response(_ROBOTS.format(root=self.site.root), media_type="text/plain")

    # ------------------------------------------------------------------ giving

    async def _give(self, scope: Scope, receive: Receive, send: Send, job: Job) -> None:
        if answer := self.answers.kept.get(job.key):
            return await send_answer(scope, send, answer, self.limits.send_seconds)
        try:
            answer = await self.answers.get(job, client_of(scope))
        except Refusal as refusal:
            return await self._refuse(scope, send, refusal)
        if answer.status >= 400 and "problem" in answer.headers.get("content-type", ""):
            told = json.loads(answer.body)
            return await self._refuse(scope, send, Refusal(told["status"], told["detail"]))
        return await send_answer(scope, send, answer, self.limits.send_seconds)

    async def _not_found(self, request: Request, _: Exception) -> Response:
        return _Refused(self, Refusal(404, "nothing has this address"))

    async def _not_allowed(self, request: Request, error: Exception) -> Response:
        return _Refused(self, Refusal(405, f"{request.method} is not allowed here", dict(getattr(error, "headers", None) or {})))

    async def _refuse(self, scope: Scope, send: Send, refusal: Refusal) -> None:
        """A page for a browser, a problem document for a program."""
        answer = refusal.answer()
        if best(_accept(scope), ("application/problem+json", HTML)) == HTML:
            title = json.loads(answer.body)["title"]
            body = render("problem.html", site=self.site, title=title, detail=refusal.detail).encode()
            answer = Answer(refusal.status, {**answer.headers, "content-type": "text/html; charset=utf-8"}, body)
        await send_answer(scope, send, answer, self.limits.send_seconds)


def _without_work(scope: Scope) -> Answer | Refusal | None:
    """The answer to OPTIONS, the refusal of methods that no page takes; None where a page is to answer."""
    methods = ("GET", "HEAD", "POST", "OPTIONS") if scope["path"] == "/check" else ("GET", "HEAD", "OPTIONS")
    allow = ", ".join(methods)
    if scope["method"] == "OPTIONS":
        return Answer(204, {"allow": allow, "access-control-allow-methods": allow, "access-control-allow-headers": "accept, content-type"})
    if scope["method"] not in methods:
        return Refusal(405, f"{scope['method']} is not allowed here; use {' or '.join(methods[:-1])}", {"allow": allow})
    return None


class _Endpoint:
    """An ASGI function as a route takes it."""

    def __init__(self, page: ASGIApp) -> None:
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._page(scope, receive, send)


class _Later(Response):
    """A response that a worker makes."""

    def __init__(self, app: App, job: Job) -> None:
        super().__init__()
        self._app, self._job = app, job

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app._give(scope, receive, send, self._job)


class _Sent(Response):
    """An answer at hand, sent as the client wants it."""

    def __init__(self, app: App, answer: Answer) -> None:
        super().__init__()
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_answer(scope, send, self._answer, self._app.limits.send_seconds)


class _Refused(Response):
    """A response that says why there is none."""

    def __init__(self, app: App, refusal: Refusal) -> None:
        super().__init__()
        self._app, self._refusal = app, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app._refuse(scope, send, self._refusal)


class _Made(Response):
    """An answer at hand as a response."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body, answer.status)
        self.raw_headers = encode({**headers_of(answer), "content-length": str(len(answer.body))})


def _file(request: Request, place: Path, media_type: str, headers: dict[str, str]) -> Response:
    """A file of the server as a response, 304 where the client has it."""
    response = FileResponse(place, media_type=media_type, headers=headers, stat_result=place.stat())
    if response.headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": response.headers["etag"], **headers})
    return response


def _whole_page(place: Path) -> Answer:
    """The explorer page out of its file, packed and tagged."""
    body = place.read_bytes()
    return tagged(
        Answer(200, {"content-type": "text/html; charset=utf-8", **_EXPLORER_HEADERS}, body, packed=gzip.compress(body, 6, mtime=0))
    )


def _accept(scope: Scope) -> str:
    return b",".join(value for name, value in scope["headers"] if name == b"accept").decode("latin-1")
