"""Makes `notebook.ipynb` and runs it: python scripts/examples/make_notebook.py"""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

CELLS = [
    ("markdown", "# The graph in a notebook\n\nEvery statement names the section that makes it."),
    ("code", "from kg import open_graph\n\ngraph = open_graph()\ngraph.counts()"),
    ("code", "concept = graph.concept('血瘀')\nconcept.label, concept.kind, [name.text for name in concept.names][:4]"),
    (
        "code",
        "for statement in graph.statements(concept, incoming=False)[:5]:\n    print(statement.sentence, '—', '; '.join(s.cited for s in statement.sources) or 'follows by rule')",
    ),
    (
        "code",
        "frame = graph.query('''\nSELECT ?kind (COUNT(DISTINCT ?x) AS ?concepts)\nWHERE { ?x a ?kind ; skos:prefLabel ?name }\n"
        "GROUP BY ?kind ORDER BY DESC(?concepts) LIMIT 8''').to_pandas()\nframe['kind'] = frame['kind'].str.rsplit('#', n=1).str[-1]\nframe",
    ),
]


def notebook() -> nbformat.NotebookNode:
    """The notebook, not yet run."""
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    cells = [make[kind](text, id=f"cell-{number}") for number, (kind, text) in enumerate(CELLS)]
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def run(place: Path) -> None:
    """Run the notebook and write it with its outputs."""
    made = notebook()
    NotebookClient(made, timeout=300, kernel_name="python3").execute()
    for cell in made.cells:
        cell.get("metadata", {}).pop("execution", None)
    made.metadata.pop("language_info", None)
    nbformat.write(made, place)


if __name__ == "__main__":
    run(Path(__file__).with_name("notebook.ipynb"))
