"""Read the ingredient lists of the two classics: written name, dose as written, processing.

A list is a row of names, each with its dose and processing in brackets or after it: "甘草（二兩，炙）", "大棗十二枚",
"桂枝 芍藥 生薑（各三兩）". A dose that begins with 各, or 等分, is that of the undosed names before it too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

NUMBER: Final = "一二三四五六七八九十百半參"
DOSE: Final = re.compile(
    rf"^(各)?(?:等分|少許|(?:大者|肥者|切，?|末|汁|如\w{{1,4}}大，?)?[{NUMBER}]+(?:兩|分|升|斤|枚|個|箇|合|銖|錢匕|錢|把|莖|挺|尺|斗|具|條|片)\w*|如\w+)"
)
VARIANT: Final = re.compile(rf"^(?:一法|一云|一方|一作|或|本云|强人).*[{NUMBER}]")


@dataclass(frozen=True)
class Component:
    """One herb of a formula as the text writes it."""

    written: str
    dose: str
    processing: str


@dataclass(frozen=True)
class Entry:
    """One formula of a data file: its name, clauses, other names and ingredient text."""

    book: str
    name: str
    clauses: tuple[str, ...]
    ingredients: str
    directions: str


def entries(path: Path, book: str) -> list[Entry]:
    """The formulas of a data file, in its order."""
    blocks = re.split(r"^- Name: *", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [entry(unicodedata.normalize("NFKC", fullwidth(block)), book) for block in blocks]


def fullwidth(block: str) -> str:
    """The text with its Chinese brackets and commas kept from being normalised away."""
    return block.replace("（", "⟮").replace("）", "⟯").replace("，", "、").replace("：", "﹕")


def entry(block: str, book: str) -> Entry:
    """One formula."""
    block = block.replace("⟮", "（").replace("⟯", "）").replace("、", "，")
    found = {key: re.search(rf"^ +{key}: *(.*)$", block, re.MULTILINE) for key in ("NoA", "Ingredients", "Directions")}
    texts = {key: match.group(1).strip().strip('"') if match else "" for key, match in found.items()}
    listed = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", texts["Ingredients"])
    clauses = tuple(re.findall(r"'([^']+)'", texts["NoA"]))
    return Entry(book, block.split("\n", 1)[0].strip(), clauses, listed, texts["Directions"])


def components(listed: str, names: Mapping[str, str]) -> list[Component]:
    """The components of an ingredient text; names are the written names that are known."""
    found: list[Component] = []
    for token in re.findall(r"(?:（[^）]*）|[^\s（])+(?:（[^）]*）)?", listed):
        read = component(token, names)
        if read.written == "":
            found = shared(found, read.dose)
        else:
            found.append(read)
            found = shared(found, read.dose)
    return found


def component(token: str, names: Mapping[str, str]) -> Component:
    """One token read; the written name is empty where the token is only a shared dose."""
    bare = token.replace("（", "，").replace("）", "")
    written = next((bare[:n] for n in range(len(bare), 0, -1) if bare[:n] in names and not split_dose(bare[:n])), "")
    pieces = [piece for piece in re.split(r"[，,。. ]+", bare[len(written) :]) if piece]
    dose = next((piece for piece in pieces if DOSE.match(piece)), "")
    if not written and not DOSE.match(bare):
        return Component(bare, "", "")
    others = [piece for piece in pieces if piece != dose]
    variants = "".join(f"（{piece}）" for piece in others if VARIANT.match(piece)) if dose else ""
    return Component(written, dose + variants, "，".join(piece for piece in others if not dose or not VARIANT.match(piece)))


def split_dose(name: str) -> bool:
    """Whether a name has run into a dose."""
    return bool(re.search(rf"[{NUMBER}]+[兩分升斤枚]$", name))


def shared(found: list[Component], dose: str) -> list[Component]:
    """The components with a dose for each (各, 等分) given to those before that have none."""
    if not (dose.startswith("各") or dose == "等分"):
        return found
    plain = dose.removeprefix("各")
    out: list[Component] = []
    open_end = True
    for item in reversed(found):
        open_end = open_end and item.dose in {"", dose}
        out.append(replace(item, dose=plain) if open_end else item)
    return out[::-1]
