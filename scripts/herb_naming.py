"""How herbs are called: labels in four scripts and Latin, the spellings that writers use, and the part in a Latin name."""

from __future__ import annotations

import unicodedata
from typing import Final

from importing import Fact, Row, pinyin, several, text, traditional

LATIN_PARTS: Final = {
    "radix": "root",
    "rhizoma": "rhizome",
    "herba": "herb",
    "folium": "leaf",
    "flos": "flower",
    "fructus": "fruit",
    "semen": "seed",
    "cortex": "bark",
    "ramulus": "twig",
    "caulis": "stem",
    "bulbus": "bulb",
    "tuber": "tuber",
    "pericarpium": "peel",
    "exocarpium": "rind",
    "resina": "resin",
    "lignum": "wood",
    "concha": "shell",
    "os": "bone",
    "cornu": "horn",
    "carapax": "shell",
    "corium": "hide",
    "spora": "spore",
    "pollen": "pollen",
    "spica": "spike",
    "nux": "nut",
    "galla": "gall",
    "oleum": "oil",
    "medulla": "pith",
    "stigma": "stigma",
    "periostracum": "shed skin",
    "calculus": "gallstone",
    "fel": "bile",
    "testa": "seed coat",
}
"""What the first word of a pharmaceutical Latin name says of the part."""


def toneless(reading: str) -> str:
    """Pinyin without tone marks, each syllable capitalised: 'Dang Shen'."""
    bare = "".join(ch for ch in unicodedata.normalize("NFD", reading) if not unicodedata.combining(ch))
    return bare.title()


def herb_labels(row: Row) -> set[Fact]:
    """Every name of a herb: the preferred ones, pinyin as English writers spell it, Latin, and others."""
    s = f"c:{row['slug']}"
    spelt = toneless(row["pinyin"])
    facts = {(s, "skos:prefLabel", text(row["label_en"], "en"))} | chinese_names(row)
    facts |= {(s, "skos:altLabel", text(name, "en")) for name in [spelt, *several(row["alt_en"])] if name != row["label_en"]}
    facts |= {(s, "skos:altLabel", text(name, "la")) for name in several(row["latin"])}
    facts |= {fact for other in several(row.get("alt_zh", "")) for fact in other_names(s, other)}
    joined = spelt.replace(" ", "").capitalize()
    return facts | ({(s, "skos:hiddenLabel", text(joined, "en"))} if joined not in (spelt, row["label_en"]) else set())


def chinese_names(row: Row) -> set[Fact]:
    """The preferred name in both scripts and pinyin, as the row gives them or else by rule."""
    hant = row.get("zh_hant") or traditional(row["zh"])
    forms = (("zh-Hans", row["zh"]), ("zh-Hant", hant), ("zh-Latn-pinyin", row.get("pinyin") or pinyin(row["zh"])))
    return {(f"c:{row['slug']}", "skos:prefLabel", text(form, tag)) for tag, form in forms}


def other_names(subject: str, other: str) -> set[Fact]:
    """A further Chinese name in both scripts and pinyin."""
    forms = (("zh-Hans", other), ("zh-Hant", traditional(other)), ("zh-Latn-pinyin", pinyin(other)))
    return {(subject, "skos:altLabel", text(form, tag)) for tag, form in forms}


def latin_part(latin: str) -> str:
    """The part that a pharmaceutical Latin name speaks of; empty where it speaks of none."""
    words = [word.lower() for name in several(latin) for word in name.split()]
    return next((LATIN_PARTS[word] for word in words if word in LATIN_PARTS), "")
