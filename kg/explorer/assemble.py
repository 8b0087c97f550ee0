"""Join the page's own modules, styles and libraries into texts that can stand in one file.

The modules under `page/` are plain ES modules, so that they can be linted and tested one by one. Here their `import` lines and
`export` words are taken off and the rest is put into one script in a fixed order; no bundler, and nothing else is changed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from kg.errors import Missing

PAGE: Final = Path(__file__).with_name("page")
VENDOR: Final = Path(__file__).with_name("vendor")
MODULES: Final = (
    "text",
    "words",
    "words_zh",
    "unpack",
    "data",
    "say",
    "search",
    "paths",
    "compare",
    "reason",
    "differ",
    "select",
    "layout",
    "shapes",
    "dom",
    "state",
    "theme",
    "parts",
    "painter",
    "map",
    "card",
    "linkcard",
    "report",
    "list",
    "legend",
    "finder",
    "rdf",
    "picture",
    "exports",
    "overview",
    "pathview",
    "compareview",
    "tourview",
    "completes",
    "completer",
    "sparqlview",
    "main",
)
STYLES: Final = ("tokens", "layout", "parts", "views", "phone", "print")
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?(function|const|class|let)\b)", re.MULTILINE)


@cache
def loader() -> str:
    """The one script that stands in the page as it is: it unpacks the others and starts them."""
    return _closed('"use strict";\n(() => {\n' + _plain("unpack") + _plain("loader") + "})();")


@cache
def script() -> str:
    """The page's modules as one script."""
    parts = (_plain(name) for name in MODULES)
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();"


@cache
def worker() -> str:
    """The script of the worker that answers SPARQL, Oxigraph's own glue and the modules that it needs before it; Missing where that has not been fetched."""
    glue = re.sub(r"^export \{[^}]*\};?\s*$", "", _EXPORT.sub("", _vendored("web.js").decode()), flags=re.MULTILINE).replace(
        "import.meta.url", "self.location.href"
    )
    pages = "const pages = (() => {\n" + _plain("data") + _plain("rdf") + "return { World, quads };\n})();\n"
    return glue + "\n" + pages + _read("worker.js")


def wasm() -> bytes:
    """Oxigraph compiled to WebAssembly; Missing where it has not been fetched."""
    return _vendored("web_bg.wasm")


@cache
def style() -> str:
    """The page's styles as one sheet."""
    return "\n".join(_read(f"{name}.css") for name in STYLES)


@cache
def vis_network() -> str:
    """The script of vis-network that pyvis ships."""
    folder = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    text = folder.read_text(encoding="utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)


def has_oxigraph() -> bool:
    """Whether a page can be made that answers SPARQL."""
    return (VENDOR / "web.js").is_file() and (VENDOR / "web_bg.wasm").is_file()


def policy(scripts: list[str], sheet: str, sparql: bool) -> str:
    """The Content-Security-Policy of the page: nothing but these very scripts and styles, pictures in the page, and the one worker."""
    allowed = " ".join(f"'{fingerprint(s)}'" for s in scripts)
    engine = " 'wasm-unsafe-eval'" if sparql else ""
    worker_source = "worker-src blob:; " if sparql else ""
    return f"default-src 'none'; script-src {allowed}{engine}; style-src '{fingerprint(sheet)}'; img-src data: blob:; {worker_source}base-uri 'none'; form-action 'none'"


def fingerprint(text: str) -> str:
    """The source expression that allows an inlined text (CSP level 3): its SHA-256 in base64."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _plain(name: str) -> str:
    """A module without what makes it one."""
    return _EXPORT.sub("", _IMPORT.sub("", _read(f"{name}.js")))


def _read(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def _vendored(name: str) -> bytes:
    try:
        return (VENDOR / name).read_bytes()
    except FileNotFoundError:
        raise Missing(
            "this page cannot answer SPARQL: Oxigraph's WebAssembly build is not here; run `python scripts/fetch_oxigraph_wasm.py`, or leave --sparql out"
        ) from None


def _closed(code: str) -> str:
    """The code, certain not to end the script element that it will stand in."""
    return re.sub(r"<(/script|!--)", lambda m: "\\x3c" + m[1], code, flags=re.IGNORECASE)
