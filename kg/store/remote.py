"""A SPARQL 1.1 endpoint as an engine: bounded, patient with a slow server, plain about a wrong one.

Follows the SPARQL 1.1 Protocol (query by POST with URL-encoded parameters); results are read by Oxigraph's parsers.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from typing import Final

import pyoxigraph as ox

from kg.errors import EndpointError, NotAllowed, QueryError
from kg.namespaces import PREFIXES
from kg.store.engine import Results

_ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.8, application/n-triples;q=0.9, text/turtle;q=0.7"
_RETRY: Final = (429, 502, 503, 504)
_MAX_BYTES: Final = 512 * 1024 * 1024


class Remote:
    """A SPARQL endpoint at an http(s) address; ``timeout`` in seconds for each try, ``tries`` with doubling pauses."""

    def __init__(self, url: str, timeout: float = 60.0, tries: int = 3) -> None:
        self.address = url
        self._timeout = timeout
        self._tries = tries

    def query(self, text: str) -> Results:
        """The endpoint's answer, asked for again after a pause where it is busy; EndpointError where none comes."""
        if re.search(r"service", text, re.IGNORECASE):
            raise NotAllowed("SERVICE is refused: a query may not reach beyond the endpoint it is put to")
        body = urllib.parse.urlencode({"query": _with_prefixes(text)}).encode()
        headers = {"Accept": _ACCEPT, "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "tcm-kg"}
        try:
            request = urllib.request.Request(self.address, data=body, headers=headers, method="POST")
        except ValueError as error:
            raise EndpointError(self.address, f"not an address ({error})") from None
        content_type, answer = self._fetch(request, text)
        return self._parse(content_type, answer)

    def _fetch(self, request: urllib.request.Request, text: str) -> tuple[str, bytes]:
        for attempt in range(self._tries):
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as response:
                    answer = response.read(_MAX_BYTES + 1)
                    if len(answer) > _MAX_BYTES:
                        raise EndpointError(self.address, f"the answer is larger than {_MAX_BYTES // 2**20} MiB")
                    if len(answer) < int(response.headers.get("Content-Length") or 0):
                        raise http.client.IncompleteRead(answer)
                    return response.headers.get_content_type(), answer
            except urllib.error.HTTPError as error:
                if error.code not in _RETRY or attempt + 1 == self._tries:
                    raise self._refused(error, text) from None
                time.sleep(_pause(error.headers, attempt))
            except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
                reason = getattr(error, "reason", None) or error
                if isinstance(reason, TimeoutError):
                    raise EndpointError(self.address, f"no answer within {self._timeout:g} seconds") from None
                if attempt + 1 == self._tries:
                    raise EndpointError(self.address, f"the endpoint does not answer ({reason})") from None
                time.sleep(0.2 * 2**attempt)
        raise AssertionError("unreachable")

    def _refused(self, error: urllib.error.HTTPError, text: str) -> Exception:
        told = error.read(2000).decode("utf-8", "replace").strip()
        if error.code == 400:
            return QueryError(f"the endpoint {self.address} cannot read the query: {told}", text)
        return EndpointError(self.address, f"HTTP status {error.code} {error.reason}" + (f": {told[:500]}" if told else ""))

    def _parse(self, content_type: str, answer: bytes) -> Results:
        try:
            if results := ox.QueryResultsFormat.from_media_type(content_type):
                try:
                    _read_through(answer, results)
                except SyntaxError:
                    if results != ox.QueryResultsFormat.JSON:
                        raise
                    answer = _only_results(answer)
                    _read_through(answer, results)
                return ox.parse_query_results(answer, format=results)
            if content_type in ("application/n-triples", "text/turtle", "application/rdf+xml"):
                rdf = ox.RdfFormat.from_media_type(content_type)
                store = ox.Store()
                store.load(answer, format=rdf)
                return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        except (SyntaxError, ValueError) as error:
            raise EndpointError(self.address, f"the answer is not the {content_type} that it says it is ({error})") from None
        raise EndpointError(
            self.address, f"the answer has the type {content_type}, which is no format of SPARQL results; is this a SPARQL endpoint?"
        )


def _only_results(answer: bytes) -> bytes:
    """A JSON answer without what some servers add to it beside ``head``, ``results`` and ``boolean``."""
    told = json.loads(answer)
    return (
        json.dumps({key: told[key] for key in ("head", "results", "boolean") if key in told}).encode() if isinstance(told, dict) else answer
    )


def _read_through(answer: bytes, form: ox.QueryResultsFormat) -> None:
    """Read an answer to its end, so that one that breaks off is known before any of it is used; SyntaxError where it does."""
    results = ox.parse_query_results(answer, format=form)
    if isinstance(results, ox.QuerySolutions):
        for _ in results:
            pass


def _with_prefixes(text: str) -> str:
    """The query with the project's prefixes declared where it uses one without declaring it, on its first line so that line numbers stay."""
    missing = [p for p in PREFIXES if re.search(rf"\b{p}:", text) and not re.search(rf"prefix\s+{p}:", text, re.IGNORECASE)]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + text


def _pause(headers: Message, attempt: int) -> float:
    asked = headers.get("Retry-After", "")
    return min(float(asked), 10.0) if asked.isdigit() else 0.5 * 2**attempt
