"""Where the service stands, and how the IRIs of the data and the paths of its pages stand for each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kg.namespaces import CONCEPT, ONTOLOGY, SOURCE

FAMILIES = {"concept": CONCEPT, "source": SOURCE}
"""The first part of a page's path, and the namespace of the IRIs that it shows."""

_SLUG = re.compile(r"[\w.~-]+(?:/[\w.~-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Site:
    """The public address of the service, without a slash at its end."""

    root: str
    title: str = "TCM knowledge graph"

    @property
    def sparql(self) -> str:
        """The address of the endpoint."""
        return f"{self.root}/sparql"


def iri_of(family: str, slug: str) -> str | None:
    """The IRI that a page's path stands for; None where no IRI could have this form.

    >>> iri_of("concept", "qi")
    'https://w3id.org/tcm-kg/concept/qi'
    >>> iri_of("concept", "../etc/passwd") is None
    True
    """
    if not _SLUG.fullmatch(slug) or ".." in slug:
        return None
    return FAMILIES[family] + slug


def path_of(iri: str) -> str:
    """The path at which an IRI of the project opens here; an empty string for any other IRI.

    >>> path_of("https://w3id.org/tcm-kg/ontology#Pattern")
    '/ontology#Pattern'
    """
    for family, base in FAMILIES.items():
        local = iri.removeprefix(base)
        if local != iri and _SLUG.fullmatch(local) and ".." not in local:
            return f"/{family}/{local}"
    local = iri.removeprefix(ONTOLOGY)
    return f"/ontology#{quote(local)}" if local != iri else ""


def link_of(iri: str) -> str:
    """Where a link to an IRI leads: to a page here, to the web, or nowhere (an empty string)."""
    return path_of(iri) or (iri if iri.startswith(("https://", "http://")) else "")
