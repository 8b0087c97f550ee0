"""Every example runs against a service and says something; the notebook was run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.conftest import WORLD
from tests.server.service import compiled, serving

EXAMPLES = Path(__file__).resolve().parents[1] / "scripts" / "examples"
SERVED = {
    "with_rdflib.py": ("rdflib", [sys.executable]),
    "with_sparqlwrapper.py": ("SPARQLWrapper", [sys.executable]),
    "with_pandas.py": ("pandas", [sys.executable]),
    "curl_and_jq.sh": ("", ["sh"]),
    "with_fetch.mjs": ("", ["node"]),
}
READ = {"with_httr.R"}
ALONE = {"library.py", "make_notebook.py"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory):
    with serving(compiled(tmp_path_factory.mktemp("examples"), WORLD)) as service:
        yield service.url + "/sparql"


def test_every_example_is_in_a_table_and_told_in_the_readme() -> None:
    programs = {p.name for p in EXAMPLES.iterdir() if p.suffix in (".py", ".sh", ".mjs", ".R")}
    assert programs == SERVED.keys() | READ | ALONE
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in programs - {"make_notebook.py"})


@pytest.mark.parametrize("name", sorted(SERVED))
def test_example_runs(name: str, endpoint: str) -> None:
    module, command = SERVED[name]
    if module:
        pytest.importorskip(module)
    for tool in (command[0], *(("curl", "jq") if name.endswith(".sh") else ())):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not here")
    done = subprocess.run([*command, str(EXAMPLES / name), endpoint], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.data
def test_the_library_example_runs() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "library.py")], capture_output=True, text=True, timeout=600, check=False, cwd=EXAMPLES.parents[1]
    )
    assert done.returncode == 0, done.stderr
    assert "—" in done.stdout


def test_the_notebook_was_run_without_error() -> None:
    notebook = json.loads((EXAMPLES / "notebook.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(cell["outputs"] for cell in code[1:])
    assert not [o for cell in code for o in cell["outputs"] if o["output_type"] == "error"]


def test_the_r_example_can_be_read() -> None:
    text = (EXAMPLES / "with_httr.R").read_text(encoding="utf-8")
    assert text.count("(") == text.count(")")
    assert "stop_for_status" in text
