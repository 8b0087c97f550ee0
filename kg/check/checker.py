"""The checker: a document in, a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatch

from kg.check.claim import Claim, Span
from kg.check.document import Block, Document, parted
from kg.check.finding import CODES, Coverage, End, Finding, Report, advice
from kg.check.knowledge import Fact, Knowledge
from kg.check.readers import read_document
from kg.check.sentences import SentenceRead, SentenceReader
from kg.check.settings import Settings
from kg.check.structure import Structure
from kg.check.suppression import apply_suppressions
from kg.check.terms import Speller, advise
from kg.check.verdict import Judge, Judgement, Verdict
from kg.model import Statement

_TECHNICAL_WORDS = 400
_SHORT = 400
_KNOWN = frozenset({Verdict.SUPPORTED, Verdict.DISPUTED, Verdict.CONTRADICTED})


class Checker:
    """Checks drafts against one graph; may be kept and asked again and again."""

    def __init__(self, knowledge: Knowledge, settings: Settings | None = None) -> None:
        self.knowledge = knowledge
        self.settings = settings or Settings()
        self._reader = SentenceReader(knowledge)
        self._judge = Judge(knowledge)
        self._speller = Speller(knowledge)

    def check_text(self, text: str, name: str = "<text>", form: str = "txt") -> Report:
        """The report on a text (``form``: txt, md or html)."""
        return self.check_bytes(name, text.encode(), form)

    def check_bytes(self, name: str, data: bytes, form: str = "") -> Report:
        """The report on the bytes of a file; SourceError where they cannot be read."""
        return self.check(read_document(name, data, form))

    def check_claim(self, sentence: str) -> Report:
        """The report on one sentence, taken to be about medicine."""
        document = Document("<claim>", sentence, [Block(sentence.replace("\n", " "), [(0, 0)])])
        return self.check(document, assume=True)

    def check(self, document: Document, assume: bool = False) -> Report:
        """The report on a document that has been read."""
        read = self._read(document)
        technical = sum(m.technical for _, sentences in read for s in sentences for m in s.mentions)
        assume = (
            assume
            or self.settings.context
            or len(document.text) < _SHORT
            or (technical >= 3 and technical * _TECHNICAL_WORDS * 6 >= len(document.text))
        )
        report = Report(texts={document.name: document.text})
        counts = Counter[str]()
        for block, sentences in read:
            local = assume or any(m.technical for s in sentences for m in s.mentions)
            for sentence in sentences:
                claims = [c for c in sentence.claims if local or not c.everyday or self._known(c)]
                told = " ".join(block.text[sentence.span.start : sentence.span.end].split()) if claims else ""
                report.claims += [self._finding(document, block, told, claim) for claim in claims]
                counts["sentences"] += 1
                if len({m.span.start for m in sentence.mentions}) > 1:
                    counts["two"] += 1
                    if not claims:
                        counts["unread"] += 1
                        self._unread(report, document, block, sentence)
        report.coverage = Coverage(1, counts["sentences"], counts["two"], counts["unread"])
        report.claims = _each_once(report.claims)
        self._finish(report, document, read)
        return report

    def claims(self, text: str, form: str = "txt") -> list[Claim]:
        """The claims that are read in a text, with all their readings and without verdicts."""
        read = self._read(read_document("<text>", text.encode(), form))
        found = [c for _, sentences in read for s in sentences for c in s.claims]
        first: dict[tuple[object, ...], Claim] = {}
        for claim in found:
            first.setdefault((claim.readings, claim.negative), claim)
        return list(first.values())

    def verdict(self, claim: Claim) -> Verdict:
        """The verdict on a claim that `claims` gave."""
        return self._judge.judge(claim).verdict

    def _read(self, document: Document) -> list[tuple[Block, list[SentenceRead]]]:
        structure = Structure(self.knowledge.lexicon)
        return [(unit.block, self._reader.read_unit(unit, structure)) for unit in structure.units(parted(document))]

    def _known(self, claim: Claim) -> bool:
        """Whether the graph knows what everyday words say: then they are not said by chance."""
        return self._judge.judge(claim).verdict in _KNOWN

    def _unread(self, report: Report, document: Document, block: Block, sentence: SentenceRead) -> None:
        if self.settings.tells("KG900"):
            place = (block.locate(sentence.span.start), block.end_of(sentence.span.end))
            report.advice.append(advice(document, place, "KG900", "two concepts and no claim that could be read"))

    def _finish(self, report: Report, document: Document, read: list[tuple[Block, list[SentenceRead]]]) -> None:
        counts = Counter(f.verdict for f in report.claims)
        report.coverage = replace(report.coverage, claims=len(report.claims), verdicts=tuple(sorted(counts.items())))
        if self.settings.terms:
            report.advice += advise(self._speller, document, read)
        ignored = tuple(c for pattern, codes in self.settings.per_file_ignores if fnmatch(document.name, pattern) for c in codes)
        for findings in (report.claims, report.advice):
            findings[:] = [
                f if self.settings.tells(f.code) and not f.code.startswith(ignored or ("-",)) else self._silent(f) for f in findings
            ]
        report.advice = [f for f in report.advice if f.code]
        apply_suppressions(report, document)

    @staticmethod
    def _silent(finding: Finding) -> Finding:
        """A finding that is not told: a claim keeps its verdict, advice falls away."""
        return replace(finding, code="", level="")

    # -- findings

    def _finding(self, document: Document, block: Block, sentence: str, claim: Claim) -> Finding:
        judgement = self._judge.judge(claim)
        reading = judgement.reading
        statements = self._said(judgement.facts)
        start, end = block.locate(claim.span.start), block.end_of(claim.span.end)
        if end < start:
            start, end = block.locate(claim.object.start), block.end_of(claim.object.end)
        subject, object_ = (
            self._end(document, block, claim.subject, reading.subject),
            self._end(document, block, claim.object, reading.object),
        )
        level = CODES[judgement.code].level if judgement.code else ""
        if level == "error" and claim.via == "anaphora":
            level = "warning"
        cue = (block.locate(claim.cue.start), block.end_of(claim.cue.end), claim.cue_iri)
        return Finding(
            file=document.name,
            code=judgement.code,
            level=level,
            headline=self._headline(judgement, claim, statements),
            start=start,
            end=end,
            begin=document.position(start),
            until=document.position(end),
            text=" ".join(block.text[claim.span.start : claim.span.end].split()),
            sentence=sentence,
            verdict=judgement.verdict.value,
            subject=subject,
            relation=self.knowledge.relation(reading.relation),
            object=object_,
            negative=claim.negative,
            strength=claim.strength,
            via=claim.via,
            cue=cue,
            reason=judgement.reason,
            statements=statements,
            against=self._said(judgement.against),
            nearest=self._said(judgement.nearest),
            help=_help(judgement, statements),
        )

    def _said(self, facts: Sequence[Fact]) -> tuple[Statement, ...]:
        """The facts in full; what follows by rule is followed by what it follows from."""
        whole = dict.fromkeys(f for fact in facts for f in (fact, *self.knowledge.premises(fact)))
        return tuple(self.knowledge.statement(f) for f in whole)

    def _end(self, document: Document, block: Block, span: Span, iri: str) -> End:
        start, end = block.locate(span.start), block.end_of(span.end)
        return End(self.knowledge.ref(iri), document.text[start : max(start, end)], start, max(start, end))

    def _headline(self, judgement: Judgement, claim: Claim, statements: tuple[Statement, ...]) -> str:
        reading = judgement.reading
        told = Statement(
            self.knowledge.ref(reading.subject), self.knowledge.relation(reading.relation), self.knowledge.ref(reading.object)
        ).sentence
        said = f"not: {told}" if claim.negative else told
        if judgement.verdict is Verdict.CONTRADICTED and statements:
            return f"“{said}”, but the graph says: {statements[0].sentence}"
        return f"{said}: {judgement.reason}"


def _help(judgement: Judgement, statements: tuple[Statement, ...]) -> str:
    """A sentence that the graph holds, to be copied."""
    if judgement.verdict in (Verdict.CONTRADICTED, Verdict.PARTLY) and statements:
        sentence = statements[0].sentence
        return sentence[0].upper() + sentence[1:] + "."
    return ""


def _each_once(claims: list[Finding]) -> list[Finding]:
    """Claims without repetitions (an introduced list reads its introduction once an item)."""
    seen: dict[tuple[object, ...], Finding] = {}
    for claim in claims:
        assert claim.subject is not None and claim.object is not None and claim.relation is not None
        key = (claim.subject.start, claim.object.start, claim.subject.ref.iri, claim.object.ref.iri, claim.negative)
        seen.setdefault(key, claim)
    return sorted(seen.values(), key=lambda f: (f.start, f.end, f.text))
