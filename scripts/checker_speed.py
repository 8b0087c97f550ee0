"""How fast drafts are checked: characters a second, growth with names, a second look at 20 kB, and spaCy beside it.

    python scripts/checker_speed.py [--graph [PATH]]

Times are processor time of this process, so that a busy machine matters less. spaCy's PhraseMatcher is measured on the
mention step alone where spaCy is installed, and left out where it is not.
"""

from __future__ import annotations

import random
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
    return timed(lambda: [matcher(nlp.make_doc(p)) for p in text.split("\n\n")])


def main(arguments: list[str]) -> int:
    """Print the figures."""
    checker = Checker(knowledge_asked(arguments), Settings())
    checker.check_text(book(2000))
    for words in (25_000, 50_000, 100_000):
        text = book(words)
        spent = timed(lambda text=text: checker.check_text(text))  # type: ignore[misc]
        print(f"{words} words, {len(text)} characters: {spent:.2f} s, {len(text) / spent:.0f} characters a second")
    small = book(3_300)[:20_000]
    print(f"20 kB again: {1000 * min(timed(lambda: checker.check_text(small)) for _ in range(5)):.0f} ms")
    for count in (1_000, 10_000, 100_000):
        names = invented(count)
        chosen = random.Random(9)
        text = "\n\n".join(" ".join(f"{chosen.choice(names)} {FILLER}" for _ in range(8)) for _ in range(150))
        beside = matching(names, text)
        told = f"; spaCy PhraseMatcher {len(text) / beside:.0f}" if beside else ""
        print(f"{count} names, mention step: {len(text) / marking(names, text):.0f} characters a second{told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
