"""The service put together: routes, the endpoint, pages by content negotiation, downloads, health."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.namespaces import ONTOLOGY
from kg.server.answers import Answers
from kg.server.downloads import Downloads
from kg.server.dumps import DUMPS
from kg.server.endpoint import Desk, Endpoint, client_of
from kg.server.frames import Answer, Job
from kg.server.limits import Limits
from kg.server.media import HTML, not_acceptable
from kg.server.negotiate import best
from kg.server.pages import MEDIA, render
from kg.server.pool import Pool
from kg.server.problem import Refusal
from kg.server.respond import encode, headers_of, read_body, send_answer
from kg.server.site import Site, iri_of

_STATIC = Path(__file__).parent / "static"
_VOID_TYPES = tuple(t for t in MEDIA.values() if t != HTML)
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
        self._folder = TemporaryDirectory(prefix="tcm-kg-dumps-")
        self.downloads = Downloads(self.pool, Path(self._folder.name), limits.dump_seconds)
        self._pages = Starlette(routes=self._routes(), lifespan=self._lifespan, exception_handlers={404: _not_found, 405: _not_allowed})
        self._pages.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in ("/sparql", "/sparql/"):
            await self._sparql(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

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
        text = ""
        if request.method == "POST":
            try:
                body = await read_body(request.receive, self.limits.draft, self.limits.body_seconds)
            except TimeoutError:
                return _Refused(self, Refusal(408, "the draft did not come in time"))
            if body is None:
                return _Refused(self, Refusal(413, f"a draft has at most {self.limits.draft:,} bytes"))
            text = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).get("text", [""])[0]
        return _Later(self, Job("check", {"text": text}, self.limits.deadline))

    # ------------------------------------------------------------------ downloads and small things

    async def _explorer(self, request: Request) -> Response:
        try:
            place = await self.downloads.get("explorer.html", "explorer")
        except Refusal as refusal:
            return _Refused(self, refusal)
        return _file(request, place, "text/html; charset=utf-8", _EXPLORER_HEADERS)

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

    async def _refuse(self, scope: Scope, send: Send, refusal: Refusal) -> None:
        """A page for a browser, a problem document for a program."""
        answer = refusal.answer()
        if best(_accept(scope), ("application/problem+json", HTML)) == HTML:
            title = json.loads(answer.body)["title"]
            body = render("problem.html", site=self.site, title=title, detail=refusal.detail).encode()
            answer = Answer(refusal.status, {**answer.headers, "content-type": "text/html; charset=utf-8"}, body)
        await send_answer(scope, send, answer, self.limits.send_seconds)


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


async def _not_found(request: Request, _: Exception) -> Response:
    return _Made(Refusal(404, "nothing has this address").answer())


async def _not_allowed(request: Request, error: Exception) -> Response:
    return _Made(Refusal(405, f"{request.method} is not allowed here", dict(getattr(error, "headers", None) or {})).answer())


def _accept(scope: Scope) -> str:
    return b",".join(value for name, value in scope["headers"] if name == b"accept").decode("latin-1")
