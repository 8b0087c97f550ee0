"""Put counted things into README.md between their marks, so that no figure in it is typed.

.venv/bin/python scripts/readme.py            write the counts
.venv/bin/python scripts/readme.py --check    change nothing; exit 1 where the counts are not those of the data
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg import KnowledgeGraph, open_graph

README = Path(__file__).resolve().parent.parent / "README.md"
_GROUPS = {
    "patterns": "Pattern",
    "signs": "Sign",
    "disorders": "Disorder",
    "treatment methods and principles": "Method Principle",
    "elementary actions": "Action",
    "acupuncture points": "Acupoint",
    "channels and collaterals": "Channel",
    "herbs": "Herb",
    "formulas": "Formula",
    "causes and mechanisms": "Cause Mechanism",
    "organs, substances, body parts": "Organ Substance BodyPart",
}


def counts(graph: KnowledgeGraph) -> str:
    """What the graph holds, as a Markdown table."""
    total = graph.counts()
    rows = [f"| **concepts** | **{total['concepts']:,}** |"]
    for name, kinds in _GROUPS.items():
        values = " ".join(f"tcm:{kind}" for kind in kinds.split())
        found = graph.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ VALUES ?k {{ {values} }} ?x a ?k }}").rows[0][0]
        rows.append(f"| {name} | {found:,} |")
    rows += [
        f"| **statements**, each in the section that says it | **{total['statements']:,}** |",
        f"| what follows by rule | {total['inferred']:,} |",
        f"| sections of {total['works']} works | {total['sections']:,} |",
    ]
    return "\n".join(["| | |", "|---|---:|", *rows]).replace("signs", "signs")


def put_between(mark: str, text: str) -> bool:
    """Replace what stands between `<!-- mark -->` and `<!-- /mark -->`; whether that changed anything."""
    old = README.read_text(encoding="utf-8")
    head, _, rest = old.partition(f"<!-- {mark} -->")
    _, _, tail = rest.partition(f"<!-- /{mark} -->")
    new = f"{head}<!-- {mark} -->\n{text}\n<!-- /{mark} -->{tail}"
    if new != old and "--check" not in sys.argv:
        README.write_text(new, encoding="utf-8")
    return new != old


if __name__ == "__main__":
    changed = put_between("counts", counts(open_graph()))
    if changed and "--check" in sys.argv:
        sys.exit("the counts in README.md are not those of the data: .venv/bin/python scripts/readme.py")
