"""The page's own modules: what one imports another gives, no two share a name, and node can read them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter

import pytest

from kg.explorer.assemble import MODULES, PAGE, STYLES, script

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
TOP = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
SOURCES = {name: (PAGE / f"{name}.js").read_text(encoding="utf-8") for name in MODULES}


def test_every_module_is_in_the_page_and_every_file_is_a_module() -> None:
    assert {p.stem for p in PAGE.glob("*.js")} == {*MODULES, "worker", "loader"}
    assert {p.stem for p in PAGE.glob("*.css")} == set(STYLES)


@pytest.mark.parametrize("name", MODULES)
def test_what_is_imported_is_exported_and_used(name: str) -> None:
    for names, source in IMPORT.findall(SOURCES[name]):
        given = EXPORT.findall(SOURCES[source])
        for wanted in (n.strip() for n in names.split(",")):
            assert wanted in given, f"{name}.js imports {wanted}, which {source}.js does not export"
            assert len(re.findall(rf"\b{wanted}\b", SOURCES[name])) > 1, f"{name}.js imports {wanted} and does not use it"


def test_no_two_modules_share_a_name() -> None:
    names = Counter(name for text in SOURCES.values() for name in TOP.findall(text))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_module_parses_markup_or_runs_text() -> None:
    for name, text in SOURCES.items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), name


def test_modules_are_small() -> None:
    assert {name: n for name, text in SOURCES.items() if (n := text.count("\n")) > 420} == {}


def test_both_languages_say_the_same_things() -> None:
    keys = {name: set(re.findall(r'(?:^|[{,]\s*)"?([\w-]+)"?: "', SOURCES[name], re.MULTILINE)) for name in ("words", "words_zh")}
    assert keys["words"] == keys["words_zh"]


def test_every_text_that_is_asked_for_exists() -> None:
    known = set(re.findall(r'"?([\w-]+)"?: "', SOURCES["words"]))
    asked = {key for text in SOURCES.values() for key in re.findall(r'\bt\("([\w-]+)"', text)}
    assert asked - known == set()


@pytest.mark.skipif(shutil.which("node") is None, reason="no node to read the modules with")
def test_node_reads_the_assembled_script() -> None:
    done = subprocess.run(["node", "--check", "-"], input=script(), text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
