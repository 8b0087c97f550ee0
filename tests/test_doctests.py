"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import kg

MODULES = [m.name for m in pkgutil.walk_packages(kg.__path__, "kg.") if not m.name.endswith("__main__") and "_data" not in m.name]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
