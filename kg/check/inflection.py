"""The forms that an English noun or verb takes in a sentence. British and American spellings are both given."""

from __future__ import annotations

from typing import Final

_IRREGULAR: Final = {
    "lead": ("leads", "leading", "led", "led"),
    "be": ("is", "being", "was", "been"),
    "arise": ("arises", "arising", "arose", "arisen"),
    "give": ("gives", "giving", "gave", "given"),
    "bring": ("brings", "bringing", "brought", "brought"),
    "hold": ("holds", "holding", "held", "held"),
    "make": ("makes", "making", "made", "made"),
    "keep": ("keeps", "keeping", "kept", "kept"),
    "grow": ("grows", "growing", "grew", "grown"),
    "feed": ("feeds", "feeding", "fed", "fed"),
    "run": ("runs", "running", "ran", "run"),
    "begin": ("begins", "beginning", "began", "begun"),
    "come": ("comes", "coming", "came", "come"),
    "see": ("sees", "seeing", "saw", "seen"),
    "show": ("shows", "showing", "showed", "shown"),
    "beget": ("begets", "begetting", "begot", "begotten"),
    "build": ("builds", "building", "built", "built"),
    "find": ("finds", "finding", "found", "found"),
    "have": ("has", "having", "had", "had"),
    "go": ("goes", "going", "went", "gone"),
    "lie": ("lies", "lying", "lay", "lain"),
    "bear": ("bears", "bearing", "bore", "born"),
    "drive": ("drives", "driving", "drove", "driven"),
    "harm": ("harms", "harming", "harmed", "harmed"),
    "hurt": ("hurts", "hurting", "hurt", "hurt"),
    "spread": ("spreads", "spreading", "spread", "spread"),
    "overcome": ("overcomes", "overcoming", "overcame", "overcome"),
    "underlie": ("underlies", "underlying", "underlay", "underlain"),
    "contain": ("contains", "containing", "contained", "contained"),
    "set": ("sets", "setting", "set", "set"),
    "dispel": ("dispels", "dispelling", "dispelled", "dispelled"),
    "expel": ("expels", "expelling", "expelled", "expelled"),
    "stop": ("stops", "stopping", "stopped", "stopped"),
    "control": ("controls", "controlling", "controlled", "controlled"),
    "rid": ("rids", "ridding", "rid", "rid"),
    "vent": ("vents", "venting", "vented", "vented"),
    "feel": ("feels", "feeling", "felt", "felt"),
    "draw": ("draws", "drawing", "drew", "drawn"),
    "know": ("knows", "knowing", "knew", "known"),
    "rise": ("rises", "rising", "rose", "risen"),
    "take": ("takes", "taking", "took", "taken"),
    "say": ("says", "saying", "said", "said"),
    "think": ("thinks", "thinking", "thought", "thought"),
    "tell": ("tells", "telling", "told", "told"),
    "mean": ("means", "meaning", "meant", "meant"),
    "write": ("writes", "writing", "wrote", "written"),
    "read": ("reads", "reading", "read", "read"),
    "get": ("gets", "getting", "got", "got"),
    "put": ("puts", "putting", "put", "put"),
    "lose": ("loses", "losing", "lost", "lost"),
    "leave": ("leaves", "leaving", "left", "left"),
    "become": ("becomes", "becoming", "became", "become"),
    "cut": ("cuts", "cutting", "cut", "cut"),
    "let": ("lets", "letting", "let", "let"),
    "sell": ("sells", "selling", "sold", "sold"),
    "buy": ("buys", "buying", "bought", "bought"),
    "teach": ("teaches", "teaching", "taught", "taught"),
    "seek": ("seeks", "seeking", "sought", "sought"),
    "eat": ("eats", "eating", "ate", "eaten"),
    "drink": ("drinks", "drinking", "drank", "drunk"),
    "fall": ("falls", "falling", "fell", "fallen"),
    "sit": ("sits", "sitting", "sat", "sat"),
    "stand": ("stands", "standing", "stood", "stood"),
    "break": ("breaks", "breaking", "broke", "broken"),
    "choose": ("chooses", "choosing", "chose", "chosen"),
}
_DOUBLED: Final = frozenset({"plug", "trap", "clog", "drop"})
_NOUNS: Final = {
    "foot": "feet",
    "tooth": "teeth",
    "diagnosis": "diagnoses",
    "prognosis": "prognoses",
    "person": "people",
    "stasis": "stases",
    "phenomenon": "phenomena",
}
_SINGULAR: Final = {many: one for one, many in _NOUNS.items()}
_NO_SINGULAR: Final = ("ss", "us", "is", "sis")


def verb_forms(lemma: str) -> dict[str, set[str]]:
    """The forms of a verb by name: ``base``, ``s``, ``ing``, ``past``, ``part``.

    >>> sorted(verb_forms("nourish")["s"]), sorted(verb_forms("tonify")["past"])
    (['nourishes'], ['tonified'])
    """
    if lemma in _IRREGULAR:
        return {"base": {lemma}, **{name: {form} for name, form in zip(("s", "ing", "past", "part"), _IRREGULAR[lemma], strict=True)}}
    spellings = {lemma, *_respelled(lemma)}
    past = {_past(x) for x in spellings}
    return {"base": spellings, "s": {plural(x) for x in spellings}, "ing": {_ing(x) for x in spellings}, "past": past, "part": past}


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ied"
    return (lemma + lemma[-1] if lemma in _DOUBLED else lemma) + "ed"


def _ing(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    return (lemma + lemma[-1] if lemma in _DOUBLED else lemma) + "ing"


def comparatives(adjective: str) -> set[str]:
    """The comparative and superlative of a short adjective; empty for a long one.

    >>> sorted(comparatives("sharp")), sorted(comparatives("hot")), comparatives("stabbing")
    (['sharper', 'sharpest'], ['hotter', 'hottest'], set())
    """
    if len(adjective) > 6 or adjective.endswith(("ed", "ing", "er", "y", "e")):
        return set()
    doubled = len(adjective) == 3 and adjective[1] in "aeiou" and adjective[2] not in "aeiouwxy"
    stem = adjective + adjective[-1] if doubled else adjective
    return {stem + "er", stem + "est"}


def plural(noun: str) -> str:
    """The plural of a noun (and the third person of a verb)."""
    if noun in _NOUNS:
        return _NOUNS[noun]
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def singular(noun: str) -> str:
    """The singular of a plural noun; the word itself where it is none.

    >>> singular("eyes"), singular("stasis"), singular("bodies")
    ('eye', 'stasis', 'body')
    """
    if noun in _SINGULAR:
        return _SINGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(_NO_SINGULAR) and len(noun) > 3:
        return noun[:-1]
    return noun


_SPELLINGS: Final = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("our", "or"),
    ("oedema", "edema"),
    ("rrhoea", "rrhea"),
    ("haem", "hem"),
    ("anaem", "anem"),
    ("tumour", "tumor"),
    ("colour", "color"),
    ("odour", "odor"),
    ("fibre", "fiber"),
    ("distention", "distension"),
)
_ISE: Final = ("armonise", "ormalise", "egulise", "utralise", "abilise", "ctivise", "obilise", "erialise", "ncise", "terise")


def _respelled(word: str) -> set[str]:
    found = set()
    for british, american in _SPELLINGS:
        if british == "ise" and not word.endswith(_ISE):
            continue
        if british == "our" and not word.endswith("our"):
            continue
        if british in word:
            found.add(word.replace(british, american))
        elif american in word and american not in ("or", "ize", "hem", "edema"):
            found.add(word.replace(american, british))
    if word.endswith("ize") and len(word) > 5:
        found.add(word[:-3] + "ise")
    return found


def respellings(word: str) -> set[str]:
    """The word in its other spellings, British or American; empty where it has none.

    >>> respellings("harmonise"), respellings("oedema")
    ({'harmonize'}, {'edema'})
    """
    return _respelled(word) - {word}
