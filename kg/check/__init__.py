"""The draft checker: text → mentions → claims → verdicts → findings.

The strictest room of the house: it knows no RDF and no graph, opens no file, reaches no network, and asks what it needs
of a `Knowledge`. The same text and the same knowledge give the same report, to the byte.
"""

from kg.check.checker import Checker
from kg.check.claim import Claim, Reading
from kg.check.document import Block, Document, Position
from kg.check.finding import CODES, Coverage, Finding, Report
from kg.check.knowledge import Fact, Knowledge
from kg.check.readers import read_document
from kg.check.settings import Settings, settings_from
from kg.check.verdict import Verdict

__all__ = [
    "CODES",
    "Block",
    "Checker",
    "Claim",
    "Coverage",
    "Document",
    "Fact",
    "Finding",
    "Knowledge",
    "Position",
    "Reading",
    "Report",
    "Settings",
    "Verdict",
    "read_document",
    "settings_from",
]
