"""Where the project's data are: beside the package in a checkout, inside it when installed from a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import StoreError

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_root() -> Path:
    """The folder that holds ``ontology/`` and ``queries/``; StoreError when neither place has them."""
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        if (root / "ontology" / "tcm.ttl").is_file():
            return root
    raise StoreError("the data of the knowledge graph are not installed: no ontology/tcm.ttl beside or in the package")


def ontology() -> Path:
    """The folder of the data: vocabulary, works, concepts, statements, rules, shapes."""
    return data_root() / "ontology"


def queries() -> Path:
    """The folder of the catalogue of questions."""
    return data_root() / "queries"
