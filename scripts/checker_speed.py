"""How fast drafts are checked: characters a second, growth with names, a second look at 20 kB, and spaCy beside it.

    python scripts/checker_speed.py [--graph [PATH]]
    python scripts/checker_speed.py --mentions          the mention step alone, which needs no graph

Times are processor time of this process, so that a busy machine matters less. spaCy's PhraseMatcher is measured on the
mention step alone where spaCy is installed, and left out where it is not.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kg.check import Checker, Settings  # noqa: E402
from kg.check.folding import Tokens  # noqa: E402
from kg.check.lexicon import NameRow, compile_lexicon  # noqa: E402
from kg.check.marks import Marker  # noqa: E402
from scripts.evaluate_checker import gold, knowledge_asked  # noqa: E402

SYLLABLES = [
    a + b
    for a in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"]
    for b in ("a", "e", "i", "o", "u", "an", "or", "el")
]
FILLER = "The practitioner asked the patient how long the trouble had lasted and wrote the answers down with care before going on. "


def timed(work: Callable[[], object]) -> float:
    """The processor time that some work takes, in seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def book(words: int) -> str:
    """A text of about so many words: gold sentences, each among sentences that claim nothing."""
    sentences = [text for category, text, _ in gold("dev") if category not in ("list", "chinese")]
    chosen = random.Random(3)
    parts: list[str] = []
    count = 0
    while count < words:
        paragraph = " ".join([chosen.choice(sentences), FILLER * 2, chosen.choice(sentences), FILLER])
        parts.append(paragraph)
        count += len(paragraph.split())
    return "\n\n".join(parts)


def invented(count: int) -> list[str]:
    """So many invented names of one to three words."""
    chosen = random.Random(5)
    found: dict[str, None] = {}
    while len(found) < count:
        found[" ".join("".join(chosen.choices(SYLLABLES, k=3)) for _ in range(chosen.choice((1, 2, 2, 3))))] = None
    return list(found)


def marking(names: list[str], text: str) -> float:
    """The time of the mention step alone with a lexicon of these names."""
    rows = [NameRow(n, name, "en", 0) for n, name in enumerate(names)]
    marker = Marker(compile_lexicon([str(n) for n in range(len(names))], ["Pattern"] * len(names), rows, [], frozenset()))

    def work() -> None:
        for paragraph in text.split("\n\n"):
            tokens = Tokens(paragraph, {})
            marker.items(tokens, 0, len(tokens))

    work()
    return timed(work)


def matching(names: list[str], text: str) -> float | None:
    """The time of spaCy's PhraseMatcher on the same; None where spaCy is not installed."""
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        return None
    nlp = spacy.blank("en")
    nlp.max_length = len(text) + 1
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("name", list(nlp.tokenizer.pipe(names)))

    def work() -> None:
        for paragraph in text.split("\n\n"):
            matcher(nlp.make_doc(paragraph))

    work()
    return timed(work)


def main(arguments: list[str]) -> int:
    """Print the figures; with ``--json FILE`` write them there too."""
    found: dict[str, float] = {}
    if "--mentions" not in arguments:
        found |= checking(Checker(knowledge_asked(arguments), Settings()))
    found |= mentions()
    for what, figure in found.items():
        print(f"{what}: {figure:,.4g}" if figure < 1000 else f"{what}: {figure:,.0f}")
    if "--json" in arguments:
        Path(arguments[arguments.index("--json") + 1]).write_text(json.dumps(found) + "\n", encoding="utf-8")
    return 0


def checking(checker: Checker) -> dict[str, float]:
    """How fast books are checked (characters a second), how long a second look at 20 kB takes (ms), peak memory (MB)."""
    found: dict[str, float] = {}
    checker.check_text(book(2000))
    for words in (25_000, 50_000, 100_000):
        text = book(words)
        spent = timed(lambda text=text: checker.check_text(text))  # type: ignore[misc]
        found |= {f"{words:,} words, s": spent, f"{words:,} words, characters/s": len(text) / spent}
    small = book(3_300)[:20_000]
    found["20 kB again, ms"] = 1000 * min(timed(lambda: checker.check_text(small)) for _ in range(5))
    found["peak memory with the book in it, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def mentions() -> dict[str, float]:
    """How fast names are found as their number grows (characters a second), and spaCy beside it where it is installed."""
    found: dict[str, float] = {}
    for count in (1_000, 10_000, 100_000):
        names = invented(count)
        chosen = random.Random(9)
        text = "\n\n".join(" ".join(f"{chosen.choice(names)} {FILLER}" for _ in range(8)) for _ in range(150))
        found[f"mention step, {count:,} names, characters/s"] = len(text) / marking(names, text)
        if beside := matching(names, text):
            found[f"spaCy PhraseMatcher, {count:,} names, characters/s"] = len(text) / beside
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
