"""The draft itself with its claims coloured, who says what as footnotes, and the concepts linked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Final

from kg.check.finding import Finding
from kg.check.report.windows import cited

_CLASS: Final = {
    "supported": "good",
    "supported-indirect": "fair",
    "partly": "fair",
    "disputed": "split",
    "contradicted": "bad",
    "not-in-graph": "open",
}
_SAID: Final = {
    "supported": "supported",
    "supported-indirect": "follows",
    "partly": "partly",
    "disputed": "sources differ",
    "contradicted": "contradicted",
    "not-in-graph": "not in the graph",
}
_STYLE: Final = """
.kg-draft{--paper:#faf8f3;--panel:#fff;--ink:#22201c;--second:#5d574d;--line:#e6e0d4;--good:#2c6b48;--fair:#2b6f77;--split:#8a5a00;--bad:#a8321f;--open:#736b5f;
color:var(--ink);background:var(--paper);font:15px/1.6 system-ui,sans-serif;padding:24px;max-width:760px}
@media (prefers-color-scheme:dark){.kg-draft{--paper:#171614;--panel:#1f1e1b;--ink:#eee9df;--second:#b7b0a3;--line:#33302b;--good:#86c8a0;--fair:#7fc7cf;--split:#e3b25c;
--bad:#f08a73;--open:#9d9689}}
.kg-draft pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0}
.kg-draft mark{background:none;color:inherit;text-decoration:underline 2px;text-underline-offset:4px;text-decoration-color:var(--tone)}
.kg-draft .good{--tone:var(--good)}.kg-draft .fair{--tone:var(--fair);text-decoration-style:dashed}.kg-draft .split{--tone:var(--split);text-decoration-style:double}
.kg-draft .bad{--tone:var(--bad);text-decoration-style:wavy}.kg-draft .open{--tone:var(--open);text-decoration-style:dotted}
.kg-draft sup a{color:var(--tone,var(--second));text-decoration:none;padding:0 2px}.kg-draft ol{border-top:1px solid var(--line);margin-top:24px;padding:16px 0 0 24px;font-size:13px}
.kg-draft li{margin:0 0 12px}.kg-draft li b{color:var(--tone);font-weight:650}.kg-draft li i{font-style:normal;color:var(--second)}
.kg-draft li:target{background:var(--panel)}.kg-draft ol a{color:inherit}
""".strip()


def render_annotated_html(findings: Sequence[Finding], text: str) -> str:
    """A fragment of HTML: the text with its claims marked and a numbered note to each; nothing in it comes from elsewhere.

    All words of the draft and of the graph are escaped. The fragment brings its own style, scoped to ``.kg-draft``, in the
    light and dark colours of the project's pages.
    """
    claims = [f for f in findings if f.verdict]
    body = _marked(claims, text)
    notes = "".join(_note(n, f) for n, f in enumerate(claims, 1))
    return f'<div class="kg-draft"><style>{_STYLE}</style><pre>{body}</pre>' + (f"<ol>{notes}</ol>" if notes else "") + "</div>"


def _marked(claims: Sequence[Finding], text: str) -> str:
    """The text cut where any mark begins or ends; the gravest claim gives a stretch its colour."""
    cuts = sorted({0, len(text), *(c.start for c in claims), *(c.end for c in claims)})
    ending: dict[int, list[int]] = {}
    for number, claim in enumerate(claims, 1):
        ending.setdefault(claim.end, []).append(number)
    ordered = sorted(enumerate(claims), key=lambda pair: pair[1].start)
    parts: list[str] = []
    active: list[Finding] = []
    waiting = 0
    for start, end in pairwise(cuts):
        while waiting < len(ordered) and ordered[waiting][1].start <= start:
            active.append(ordered[waiting][1])
            waiting += 1
        active = [c for c in active if c.end > start]
        piece = escape(text[start:end])
        parts.append(f'<mark class="{_gravest(active)}">{piece}</mark>' if active else piece)
        parts += [
            f'<sup class="{_CLASS[claims[n - 1].verdict]}" id="kg-at-{n}"><a href="#kg-note-{n}">{n}</a></sup>' for n in ending.get(end, ())
        ]
    return "".join(parts)


def _gravest(claims: Sequence[Finding]) -> str:
    order = ("bad", "split", "open", "fair", "good")
    return min((_CLASS[c.verdict] for c in claims), key=order.index)


def _note(number: int, finding: Finding) -> str:
    tone = _CLASS[finding.verdict]
    rows = [f'<b class="{tone}">{escape(_SAID[finding.verdict])}</b> {escape(finding.headline)}']
    told = (*finding.statements[:4], *finding.against[:3], *finding.nearest[:2])
    rows += [f"{escape(s.sentence)} <i>— {escape(cited(s))}</i>" for s in told]
    if finding.subject and finding.object:
        ends = " · ".join(f'<a href="{escape(e.ref.iri, quote=True)}">{escape(e.ref.label)}</a>' for e in (finding.subject, finding.object))
        rows.append(f"<i>{ends}</i>")
    return (
        f'<li class="{tone}" id="kg-note-{number}">{"<br>".join(rows)} <a href="#kg-at-{number}" aria-label="back to the text">↩</a></li>'
    )


def render_annotated_markdown(findings: Sequence[Finding], text: str) -> str:
    """The text with a footnote mark after each claim, and the footnotes below."""
    claims = [f for f in findings if f.verdict]
    at: dict[int, list[int]] = {}
    for number, claim in enumerate(claims, 1):
        at.setdefault(claim.end, []).append(number)
    parts, begin = [], 0
    for end in sorted(at):
        parts += [text[begin:end], *(f"[^kg{n}]" for n in at[end])]
        begin = end
    notes = [
        f"[^kg{n}]: **{_SAID[c.verdict]}** {c.headline}" + "".join(f" — {s.sentence} [{cited(s)}]" for s in c.statements[:3])
        for n, c in enumerate(claims, 1)
    ]
    return "".join([*parts, text[begin:]]).rstrip("\n") + "\n\n" + "\n".join(notes) + "\n"
