"""What every command shares: the graph it is put to, how answers are printed, how progress is shown."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

T = TypeVar("T")
STACK = 64 * 2**20
"""Bytes of stack for a thread in which the engine reads a query."""

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text for people, or one JSON object.")


class Context:
    """The graph that the command line names, opened when it is first asked."""

    def __init__(self, source: str | None = None, with_built_in: bool = False) -> None:
        self.source = source
        self.with_built_in = with_built_in

    @property
    def cache(self) -> Path:
        """The folder in which what was made of the data is kept: `KG_CACHE` where it is set, else the user's."""
        from kg.graph import default_cache

        named = os.environ.get("KG_CACHE")
        return Path(named) if named else default_cache()

    @cached_property
    def graph(self) -> KnowledgeGraph:
        """The graph, its compiled data in the cache."""
        from kg.graph import open_graph

        progress = Progress()
        try:
            return open_graph(self.source, with_built_in=self.with_built_in, cache=self.cache, progress=progress)
        finally:
            progress.done()


class Progress:
    """One line on standard error that tells what is being done, once it has taken more than a moment."""

    def __init__(self, patience: float = 0.7) -> None:
        self._begun = time.monotonic()
        self._patience = patience
        self._shown = False
        self._live = sys.stderr.isatty()

    def __call__(self, message: str) -> None:
        """Tell what is being done; what could not be done is told at once."""
        if message.startswith("cannot"):
            click.echo(f"kg: {message}", err=True)
        elif time.monotonic() - self._begun > self._patience:
            if self._live:
                click.echo(f"\r\033[Kpreparing the graph: {message[:70]}", err=True, nl=False)
            elif not self._shown:
                click.echo("preparing the graph, once for this data …", err=True)
            self._shown = True

    def done(self) -> None:
        """Clear the line."""
        if self._shown and self._live:
            click.echo("\r\033[K", err=True, nl=False)


def interruptible(work: Callable[[], T]) -> T:
    """What some work gives, done in a thread beside this one, so that Ctrl-C is heard while the engine is busy."""
    import threading

    given: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            raised.append(error)

    threading.stack_size(STACK)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.5)
    if raised:
        raise raised[0]
    return given[0]


def print_json(value: object) -> None:
    """Print one JSON object."""
    told = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    click.echo(told.encode("utf-8", "replace").decode())


def style(text: str, **how: object) -> str:
    """The text with colour on a terminal, without it elsewhere or where NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, **how)  # type: ignore[arg-type]


def terminal_width() -> int:
    """The width of the terminal in columns, 100 where there is none."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns
