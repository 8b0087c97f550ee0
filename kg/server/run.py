"""Runs the service on uvicorn, with a clock on every request that is slow to arrive."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from kg.server.limits import Limits
from kg.server.site import Site

if TYPE_CHECKING:
    import uvicorn

GRACEFUL_SECONDS = 8


def server(graph: str, site: Site, limits: Limits, host: str, port: int, access_log: bool = False) -> uvicorn.Server:
    """A server for a graph (compiled folder, or address of an endpoint), ready to run; Ctrl-C or SIGTERM ends it gracefully."""
    import uvicorn

    from kg.server.app import App

    config = uvicorn.Config(
        App(graph, limits, site),
        host=host,
        port=port,
        http=_impatient(limits.header_seconds),
        limit_concurrency=limits.connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        access_log=access_log,
        log_level="info" if access_log else "warning",
        server_header=False,
        proxy_headers=False,
        date_header=True,
        backlog=512,
    )
    return uvicorn.Server(config)


def _impatient(seconds: float) -> type[asyncio.Protocol]:
    """Uvicorn's protocol that hangs up on a client whose request line and headers take too long."""
    base = _base()

    class Impatient(base):  # type: ignore[misc,valid-type]
        _clock: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wind()

        def data_received(self, data: bytes) -> None:
            before = self.cycle
            super().data_received(data)
            if self.cycle is not before:
                self._stop()
            elif self.cycle is None or self.cycle.response_complete:
                self._wind()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _wind(self) -> None:
            if self._clock is None:
                self._clock = self.loop.call_later(seconds, self._too_slow)

        def _stop(self) -> None:
            if self._clock is not None:
                self._clock.cancel()
                self._clock = None

        def _too_slow(self) -> None:
            self._clock = None
            if self.transport and not self.transport.is_closing():
                self.transport.close()

    return Impatient


def _base() -> Any:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        return HttpToolsProtocol
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol

        return H11Protocol
