"""The groups of kinds as a reader of the page sees them: one shape, one colour, one line of the legend each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg.model import Kind


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the legend: key, names in English and Chinese, shape, colour token, place on the map of the whole (pixels from its middle), and the kinds (local names) that it covers."""

    key: str
    label: str
    label_zh: str
    shape: str
    colour: str
    place: tuple[int, int]
    kinds: tuple[str, ...]
    hidden: bool = False

    def as_json(self) -> list[object]:
        """The group as the page reads it."""
        return [self.key, self.label, self.label_zh, self.shape, self.colour, int(self.hidden)]


GROUPS: Final = (
    Group("pattern", "Patterns", "证候病机", "square", "pattern", (-95, 20), ("Pattern", "Mechanism")),
    Group("disorder", "Disorders", "病", "cross", "pattern", (130, 20), ("Disorder", "Condition")),
    Group("cause", "Causes", "病因", "hexagon", "cause", (-330, 40), ("Cause", "Emotion", "Factor")),
    Group("sign", "Signs", "症状体征", "diamond", "sign", (350, 50), ("Sign",)),
    Group("substance", "Substances", "精微物质", "circle", "substance", (-310, -300), ("Substance",)),
    Group("organ", "Organs", "脏腑", "pentagon", "substance", (-100, -320), ("Organ",)),
    Group("place", "Parts of the body", "身体部位", "ring", "channel", (310, -290), ("BodyPart", "Place", "Physiology")),
    Group("channel", "Channels", "经络", "pill", "channel", (105, -320), ("Channel",)),
    Group("point", "Points", "腧穴", "needle", "channel", (430, -130), ("Acupoint", "PointRole")),
    Group(
        "treatment",
        "Treatments",
        "治疗",
        "triangle",
        "treatment",
        (-160, 205),
        ("Therapy", "Method", "Principle", "Technique", "Action", "Intervention", "DiagnosticMethod"),
    ),
    Group("herb", "Herbs", "中药", "leaf", "treatment", (65, 215), ("Herb",)),
    Group("formula", "Formulas", "方剂", "bowl", "treatment", (-45, 350), ("Formula", "DosageForm", "IngredientRole")),
    Group(
        "biomedical",
        "Biomedical",
        "生物医学",
        "box",
        "biomedical",
        (-430, 200),
        ("BiomedicalCondition", "BiomedicalProcess", "BiomedicalAgent", "AnatomicalStructure"),
    ),
    Group("correspondence", "Correspondences", "五行归类", "star", "quality", (-440, -130), ("Correspondence", "Phase", "YinYang")),
    Group(
        "quality",
        "Qualities",
        "性质",
        "wedge",
        "quality",
        (440, 215),
        ("Quality", "Modifier", "State", "Function", "Nature", "Toxicity", "Manner", "Role", "Session"),
    ),
    Group("ingredient", "Ingredients with dose", "方剂组成", "dash", "quality", (175, 365), ("FormulaIngredient",), hidden=True),
    Group("other", "Other", "其他", "dot", "quality", (-300, 350), ()),
)
OTHER: Final = len(GROUPS) - 1
_OF_KIND: Final = {kind: number for number, group in enumerate(GROUPS) for kind in group.kinds}


def group_of(kind_iri: str, kinds: Mapping[str, Kind]) -> int:
    """The number of the group that a kind belongs to: its own, else that of the nearest wider kind, else *Other*."""
    frontier, seen = [kind_iri], set[str]()
    while frontier:
        for iri in frontier:
            if (found := _OF_KIND.get(iri.rsplit("#", 1)[-1])) is not None:
                return found
        seen.update(frontier)
        frontier = sorted({parent for iri in frontier if iri in kinds for parent in kinds[iri].parents} - seen)
    return OTHER
