"""Write the acupuncture points: concepts, locations, special roles and extra points.

Facts come from the reference folder (WHO 2008 and the two TARA tables); names with tones, regions, locations and
definitions in the project's own words come from the reviewed tables `points.tsv` and `extra_points.tsv`.

    python scripts/import_points.py ../shared/reference
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from importing import ONTOLOGY, Fact, Row, concept, read_reference, read_table, render_trig, render_turtle, several, text, write

TAGS: Final = ("en", "zh-Hans", "zh-Hant", "zh-Latn-pinyin")
ROLES: Final = "src:point-roles-tradition-table"
EXTRA: Final = "src:cam-1999-10-"
"""What the sections of the textbook begin with: one for each extra point of its chapter 10."""

CHANNELS: Final[dict[str, str]] = {
    "LU": "lung-channel",
    "LI": "large-intestine-channel",
    "ST": "stomach-channel",
    "SP": "spleen-channel",
    "HT": "heart-channel",
    "SI": "small-intestine-channel",
    "BL": "bladder-channel",
    "KI": "kidney-channel",
    "PC": "pericardium-channel",
    "TE": "san-jiao-channel",
    "GB": "gallbladder-channel",
    "LR": "liver-channel",
    "GV": "governing-vessel",
    "CV": "conception-vessel",
}

CHANNEL_ROLES: Final[dict[str, tuple[str, ...]]] = {
    "Jing-Well Point": ("jing-well-points", "five-shu-points"),
    "Ying-Spring Point": ("ying-spring-points", "five-shu-points"),
    "Shu-Stream Point": ("shu-stream-points", "five-shu-points"),
    "Jing-River Point": ("jing-river-points", "five-shu-points"),
    "He-Sea Point": ("he-sea-points", "five-shu-points"),
    "Yuan-Primary Point": ("source-points",),
    "Luo-Connecting Point": ("luo-connecting-points",),
    "Xi-Cleft Point": ("xi-cleft-points",),
}
"""Roles that a point has for the channel it lies on."""

TARGET_ROLES: Final[dict[str, str]] = {
    "Major Luo-Connecting Point": "luo-connecting-points",
    "Xi-Cleft Point": "xi-cleft-points",
    "Front-Mu Point": "front-mu-points",
    "Back-Shu Point": "back-shu-points",
    "Lower He-Sea Point": "lower-he-sea-points",
    "Influential Point": "meeting-points",
}
"""Roles that a point has for what the table names after 'of'."""

TARGETS: Final[dict[str, str]] = {
    "triple energizer": "san-jiao",
    "yang heel vessel": "yang-heel-vessel",
    "yin heel vessel": "yin-heel-vessel",
    "yin link vessel": "yin-linking-vessel",
    "yang link vessel": "yang-linking-vessel",
    "bone": "bones",
    "tendon": "sinews",
    "zang organs": "five-zang",
    "fu organs": "six-fu",
}
"""Targets whose concept is not named by the table's own word."""


def main() -> None:
    """Read the reference folder that the command line names, and write the five files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("reference", type=Path, help="the folder with who_acupoints.csv and the TARA tables")
    reference: Path = parser.parse_args().reference
    write_channel_points(reference)
    write_roles(reference)
    write_extra_points(reference)


def write_channel_points(reference: Path) -> None:
    """The 361 points as concepts, and what WHO 2008 says of each in the graph of its own section."""
    reviewed = {row["code"]: row for row in read_table("points.tsv")}
    facts: list[Fact] = []
    graphs: dict[str, list[Fact]] = {}
    for who in read_reference(reference, "who_acupoints.csv"):
        row = reviewed[who["code"]]
        facts += channel_point(who, row)
        graphs[f"src:who-points-2008-{who['code']}"] = placed(who, row)
    write(ONTOLOGY / "concepts" / "points.ttl", render_turtle(facts))
    write(ONTOLOGY / "statements" / "who-points-2008" / "points.trig", render_trig(graphs))


def channel_point(who: Row, row: Row) -> list[Fact]:
    """One channel point as a concept; the names are those of the WHO list in Unicode normal form."""
    hans, hant = (unicodedata.normalize("NFC", who[key]) for key in ("zh_simplified", "zh_traditional"))
    alt = [("en", name) for name in spellings(row["pinyin"], who["pinyin"], who["pinyin_alt"])]
    alt += further_names(row)
    facts = named(row, "ChannelPoint", (who["code"], hans, hant), alt)
    listed = {("zh-Hans", who["zh_simplified"], hans), ("zh-Hant", who["zh_traditional"], hant)}
    hidden = [(f"c:{row['slug']}", "skos:hiddenLabel", text(raw, tag)) for tag, raw, name in sorted(listed) if raw != name]
    hidden += [(f"c:{row['slug']}", "skos:hiddenLabel", text(code, "en")) for code in other_codes(who["code"])]
    return [*facts, *hidden, (f"c:{row['slug']}", "skos:notation", text(who["code"]))]


def other_codes(code: str) -> list[str]:
    """A point's code as it stands with the other abbreviations of its channel that are in use (SJ5 for TE5)."""
    channel = code.rstrip("0123456789")
    others = {row["code"]: several(row["others"]) for row in read_table("channel_codes.tsv")}
    return [other + code.removeprefix(channel) for other in others.get(channel, [])]


def named(row: Row, kind: str, preferred: tuple[str, str, str], alt: list[tuple[str, str]]) -> list[Fact]:
    """The facts that every concept has: kind, definition and names in English, both scripts and pinyin."""
    point = f"c:{row['slug']}"
    first = dict(zip(TAGS, (*preferred, row["pinyin"]), strict=True))
    facts = [*concept(row["slug"], kind, row["definition"])]
    facts += [(point, "skos:prefLabel", text(name, tag)) for tag, name in first.items()]
    return facts + [(point, "skos:altLabel", text(name, tag)) for tag, name in alt if first[tag] != name]


def spellings(pinyin: str, *listed: str) -> list[str]:
    """A point's name without tone marks, as one word (the list's spelling) and as several."""
    apart = " ".join(word.capitalize() for word in plain(pinyin).split())
    return list(dict.fromkeys(name for name in (*listed, apart) if name))


def plain(pinyin: str) -> str:
    """Pinyin without tone marks."""
    return "".join(ch for ch in unicodedata.normalize("NFD", pinyin) if not unicodedata.combining(ch))


def further_names(row: Row) -> list[tuple[str, str]]:
    """The other names of a point, each given in both scripts and in pinyin."""
    return [pair for name in several(row["alt_names"]) for pair in zip(TAGS[1:], name.split("/"), strict=True)]


def placed(who: Row, row: Row) -> list[Fact]:
    """Where a point lies: its channel and number, the regions, and the place in our own words."""
    point = f"c:{row['slug']}"
    facts = [
        (point, "tcm:onChannel", f"c:{CHANNELS[who['channel']]}"),
        (point, "tcm:pointNumber", who["number"]),
        (point, "tcm:location", text(row["location"])),
    ]
    return facts + [(point, "tcm:locatedIn", f"c:{region}") for region in several(row["regions"])]


def write_roles(reference: Path) -> None:
    """The special roles of the points, as the TARA table lists them."""
    facts: list[Fact] = []
    for row in read_reference(reference, "tara_special-points-association.csv"):
        code = row["Acupoint"].replace("Du ", "GV").replace("RN ", "CV").replace(" ", "")
        for column in ("Special-Point-1", "Special-Point-2", "Special-Point-3"):
            if row[column]:
                facts += roles(code, row[column])
    graphs = {ROLES: facts}
    write(ONTOLOGY / "statements" / "point-roles-tradition" / "roles.trig", render_trig(graphs))


def roles(code: str, role: str) -> Iterator[Fact]:
    """What one cell of the table says: the roles of a point, and what they serve."""
    point = f"c:{code}"
    name, _, target = role.removeprefix("The ").partition(" of ")
    if name == "Confluent Point":
        yield (point, "tcm:hasRole", "c:confluent-points")
        return
    for slug in CHANNEL_ROLES[name] if not target else (TARGET_ROLES[name],):
        yield (point, "tcm:hasRole", f"c:{slug}")
    served = CHANNELS[code[:2]] if not target else target_slug(name, target)
    yield (point, "tcm:roleFor", f"c:{served}")


def target_slug(role: str, target: str) -> str:
    """The concept that a role serves."""
    if role.startswith("Major Luo"):
        return "great-luo-of-spleen"
    word = target.removeprefix("the ").lower()
    return TARGETS.get(word, word.replace(" ", "-"))


def write_extra_points(reference: Path) -> None:
    """The extra points as concepts, and what the textbook says of them."""
    source: dict[str, Row] = {}
    for row in read_reference(reference, "tara_extra-acupoints.csv"):
        source.setdefault(row["Acupoint"], row)
    facts: list[Fact] = []
    graphs: dict[str, list[Fact]] = defaultdict(list)
    for row in read_table("extra_points.tsv"):
        facts += extra_point(row)
        graphs[EXTRA + row["slug"]] += extra_statements(row, source[row["tara"]]["Acupuncture Method"])
    write(ONTOLOGY / "concepts" / "extra-points.ttl", render_turtle(facts))
    write(ONTOLOGY / "statements" / "cam-1999" / "extra-points.trig", render_trig(graphs))


def extra_point(row: Row) -> list[Fact]:
    """One extra point as a concept, with its code where one is established."""
    alt = [("en", name) for name in (*several(row["alt_en"]), *spellings(row["pinyin"]), row["code"]) if name]
    facts = named(row, "ExtraPoint", (row["label_en"], row["zh"], row["zh_hant"]), [*alt, *further_names(row)])
    return facts + ([(f"c:{row['slug']}", "skos:notation", text(row["code"]))] if row["code"] else [])


def extra_statements(row: Row, method: str) -> list[Fact]:
    """Where an extra point lies, what it is used for, and how deep it is needled."""
    point = f"c:{row['slug']}"
    facts = [(point, "tcm:location", text(row["location"]))]
    facts += [(point, "tcm:locatedIn", f"c:{region}") for region in several(row["regions"])]
    facts += [(point, "tcm:indicatedFor", f"c:{slug}") for slug in several(row["indications"])]
    facts += [(point, "tcm:needlingDepth", text(depth)) for depth in depths(method)]
    return facts


def depths(method: str) -> list[str]:
    """The depths that a method names, with their unit and nothing else of the sentence."""
    found = re.findall(r"(\d\.\d)\s*-\s*(\d\.\d) inch", method)
    return [f"{low}-{high} inch" for low, high in dict.fromkeys(found)]


if __name__ == "__main__":
    main()
