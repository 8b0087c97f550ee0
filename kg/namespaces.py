"""The IRIs and prefixes of the project, as plain strings.

Everyone may use this module; it may import nothing but the standard library.
"""

from __future__ import annotations

from typing import Final

CONCEPT: Final = "https://w3id.org/tcm-kg/concept/"
ONTOLOGY: Final = "https://w3id.org/tcm-kg/ontology#"
SOURCE: Final = "https://w3id.org/tcm-kg/source/"

INFERRED: Final = SOURCE + "inferred"
"""The named graph of what follows by rule; asserted and inferred statements never mix."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
ICD11: Final = "http://id.who.int/icd/entity/"

PREFIXES: Final[dict[str, str]] = {
    "c": CONCEPT,
    "tcm": ONTOLOGY,
    "src": SOURCE,
    "icd11": ICD11,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "xsd": XSD,
}
"""Prefixes that queries may use without declaring them."""


def shorten(iri: str) -> str:
    """The IRI as a prefixed name where one of the project's prefixes fits, else ``<iri>``.

    >>> shorten("https://w3id.org/tcm-kg/concept/qi")
    'c:qi'
    >>> shorten("http://example.org/x")
    '<http://example.org/x>'
    """
    for prefix, base in PREFIXES.items():
        local = iri.removeprefix(base)
        if local != iri and local and all(ch.isalnum() or ch in "-_." for ch in local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def expand(name: str) -> str | None:
    """The IRI that a prefixed name, ``<iri>`` or absolute IRI stands for; None when it is none of these.

    >>> expand("c:qi")
    'https://w3id.org/tcm-kg/concept/qi'
    >>> expand("xue yu") is None
    True
    """
    text = name.strip()
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    if colon and local and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if text.startswith(("http://", "https://", "urn:")) and " " not in text:
        return text
    return None
