"""`kg serve`: the graph over HTTP, for browsers and programs."""

from __future__ import annotations

import click

from kg.cli.context import Context
from kg.errors import ExitStatus, KgError, Missing, StoreError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 opens the service to other machines.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--public-url", metavar="URL", help="Where the service stands as others see it, when it is behind a proxy.")
@click.option("--workers", type=click.IntRange(2, 64), help="Worker processes that answer queries (default: one more than the cores).")
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds that one query may take.")
@click.option(
    "--max-rows", default=1_000_000, show_default=True, type=click.IntRange(1), help="Rows of one answer; a longer one is cut and says so."
)
@click.option("--access-log", is_flag=True, help="Write a line for every request to standard error.")
@click.pass_obj
def serve(
    context: Context, host: str, port: int, public_url: str | None, workers: int | None, timeout: float, max_rows: int, access_log: bool
) -> int:
    """Serve the graph: SPARQL at /sparql, a page for every IRI, the explorer, downloads. Read-only; Ctrl-C ends it.

    \b
    Examples:
      kg serve
      kg --graph mine.ttl serve --port 8080
    """
    try:
        from kg.server.limits import Limits
        from kg.server.run import server
        from kg.server.site import Site
    except ImportError as error:
        raise Missing(f"the server is not installed ({error.name} is missing): pip install 'tcm-kg[server]'") from None
    address = context.graph.engine.address
    if address == "memory":
        raise StoreError(
            "the server's workers need the compiled graph on disk, and the cache folder cannot be written; set KG_CACHE to one that can"
        )
    limits = Limits(deadline=timeout, rows=max_rows, **({"workers": workers} if workers else {}))
    root = (public_url or f"http://{host}:{port}").rstrip("/")
    click.echo(f"serving {address} at {root}/ (SPARQL at {root}/sparql); Ctrl-C ends it", err=True)
    running = server(address, Site(root), limits, host, port, access_log)
    try:
        running.run()
    except KeyboardInterrupt:
        pass
    except OSError as error:
        raise KgError(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    return ExitStatus.CLEAN if running.started else ExitStatus.FAILED
