"""What the tests share: the small invented world, and the real graph for tests marked `data`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.graph import KnowledgeGraph, open_graph

WORLD = Path(__file__).parent / "world"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def world(cache: Path) -> KnowledgeGraph:
    """A graph of twenty invented things."""
    return open_graph(WORLD, cache=cache)


@pytest.fixture(scope="session")
def kept(request: pytest.FixtureRequest, cache: Path) -> Path:
    """A cache folder that outlasts the run and is shared by all workers, for what takes long to compile."""
    if named := os.environ.get("KG_CACHE"):
        return Path(named)
    keeper = getattr(request.config, "cache", None)
    return Path(keeper.mkdir("compiled")) if keeper else cache


@pytest.fixture(scope="session")
def data(kept: Path) -> KnowledgeGraph:
    """The real graph."""
    return open_graph(cache=kept)
