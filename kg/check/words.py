"""The closed classes of English words that the clause grammar knows, each word with a letter for its class.

Letters: ``d`` determiner, ``z`` “no”, ``B`` be, ``H`` have, ``M`` modal, ``n`` not, ``a`` adverb or hedge, ``P`` pronoun,
``R`` relative, ``&`` and/or, ``S`` subordinator, ``?`` hypothetical, ``o`` of, ``b`` by, ``t`` to, ``p`` other preposition,
``h`` head noun, ``k`` such as, ``x`` verb that is no cue, ``r`` rather than, ``i`` is not, ``e`` either, ``N`` neither,
``w`` any other word; punctuation stands for itself.
"""

from __future__ import annotations

from typing import Final

from kg.check.inflection import plural, verb_forms


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def verb_set(text: str) -> frozenset[str]:
    """Every form of the verbs of a text."""
    return frozenset(form for lemma in text.split() for forms in verb_forms(lemma).values() for form in forms)


_CLASSES: Final = {
    "d": "a an the these those its their his her our your my each every all any both several many most various certain such"
    " much more another same following so-called other few main chief",
    "z": "no",
    "B": "is are was were be been being am 're",
    "H": "has have had having",
    "M": "may might can could will would shall should must do does did cannot",
    "i": "isn't aren't wasn't weren't",
    "n": "not never don't doesn't didn't won't can't couldn't wouldn't shouldn't hasn't haven't mustn't needn't",
    "a": "often usually commonly typically frequently generally mostly mainly primarily sometimes possibly perhaps occasionally always only"
    " also too then thus therefore hence however still even just very quite rather so especially particularly directly indirectly strongly"
    " invariably exclusively chiefly largely normally first again already ever soon thereby in-turn probably likely rarely seldom hardly"
    " easily simply later now well somewhere everywhere anywhere there here today alike anyway badly best better worst freely smoothly mildly severely gently greatly fully partly both together",
    "P": "it they them he she this that itself themselves one",
    "R": "which who whom whose where",
    "&": "and or & plus",
    "S": "because although since though as so while after before until once that but yet whereas when whenever",
    "?": "if unless whether suppose supposing imagine assuming lest otherwise",
    "o": "of",
    "b": "by",
    "t": "to",
    "p": "in on at from with for into during through throughout under over between among amongst within against about than like unlike via toward towards"
    " per around along across behind below above near despite without onto upon out up down off beneath except beyond inside outside",
    "h": "pattern patterns syndrome syndromes type types disease diseases disorder disorders condition conditions state states formula formulas decoction point"
    " points herb herbs drug drugs organ organs phase phases element elements system systems network itself alone evil evils pathogen pathogens"
    " treatment treatments therapy therapies sign signs symptom symptoms problem problems nature character flavour flavor taste property properties"
    " acupoint acupoints quality qualities medicinal medicinals case cases channel channels meridian meridians patient patients emotion region",
    "k": "including e.g namely especially particularly",
    "e": "either",
    "N": "neither nor",
    "r": "instead",
}

_BARRIERS: Final = (
    "accept achieve add admit adopt agree aim allow announce appear apply argue arrange arrive ask assess associate assume attack attempt attend avoid base become beg"
    " begin believe belong benefit breathe bring build buy call carry catch change charge check choose claim clean climb close collect come compare complain complete concern conclude"
    " confirm confuse consider consist consult continue contribute cook copy correspond cover create criticise cross cry cut damage dance deal debate decide declare define"
    " demand deny describe deserve design destroy develop die differ disagree discover discuss distinguish divide doubt draw drink drive drop eat emphasise employ encourage"
    " end enjoy enter establish evaluate examine exceed exercise exist expect experience explain explore express extend face fall fear feel fight fill find finish fit flow follow"
    " forget form freeze gain gather get give go grow guess happen hate have hear help hide hit hope identify ignore illustrate imply include increase indicate inform"
    " intend interest introduce investigate invite join judge jump keep kick know laugh lay learn leave let lie listen live look lose love maintain make mean measure meet mention"
    " mind miss move name need note notice observe occur offer open operate oppose order organise own paint pass pay perform play point possess praise prefer prepare present preserve press"
    " pretend print propose prove provide publish pull push put quote raise reach read realise receive recognise recommend record recover refer refuse regard reject relate rely remain"
    " remember remind remove repeat replace report represent request require research resemble reserve respond rest reveal review ride ring rise roll rub run say search see seem seek sell"
    " send separate serve set share shine shout sing sit sleep smell smile solve sound speak specify spend spread stand start state stay stick stop study suffer suggest supply suppose surprise"
    " surround survive swim take talk taste teach tell tend test thank think throw tire touch trade train translate travel try turn understand unite use value vary visit vote wait walk want warn"
    " wash watch wear win wish wonder work worry write yield"
)
_MORE_BARRIERS: Final = (
    "relax contract boil stimulate dry burn grow bloom fade vanish flourish resemble explore review enrol confuse list appear depend differ question treat please annoy kill"
    " dissolve melt trouble worry spare earn win gain rank rate score argue guess count calculate weigh lift lower open close shut lock guard watch"
)
_NOT_BARRIERS: Final = word_set(
    "point points form forms state states fear fears worry worries exercise rest taste flow base cover interest mind movement order sleep present open press study studies research need"
    " needs test tests sound face experience experiences result use uses name value start end tire fit close attack cry record change changes practice like drop drops cut report reports"
    " review claim claims note notes work works damage increase design smell touch sit stick set trade train respond ring roll rub share shine ride run cross pass separate clean complete"
    " own dance drink"
)
EMPTY_VERBS: Final = word_set("be have do make get use in with from and or of the for both")
"""First words of names that are not heard as verbs by themselves."""

STRENGTH: Final = {
    **dict.fromkeys(
        word_set("usually often commonly typically frequently generally mostly mainly primarily chiefly largely normally"), "typical"
    ),
    **dict.fromkeys(word_set("may might can could sometimes possibly perhaps occasionally probably likely"), "possible"),
    **dict.fromkeys(word_set("always only invariably exclusively must"), "absolute"),
    **dict.fromkeys(word_set("rarely seldom hardly"), "rare"),
}

NEUTRAL: Final = word_set(
    "severe mild chronic acute strong clear common typical classic classical important major main chief key well known general internal external physical obvious marked"
    " slight persistent frequent long term prolonged excessive simple true real local human whole entire certain different familiar primary secondary principal underlying"
    " pathogenic external exogenous traditional chinese small large good great first second third best most own special famous popular"
)
SPOILERS: Final = word_set(
    "lack absence loss less little insufficient deficient inadequate weak weakened poor reduced low declining missing failing failure without anti pseudo false so-called"
    " excess excessive excessively hyperactive disordered diseased obstructed blocked stagnant stagnating sluggish former"
)


HAN_CLASS: Final = {
    **dict.fromkeys(word_set("和 与 與 及 或 以及 并 並 且 而 和/或 暨"), "&"),
    **dict.fromkeys(word_set("如果 若 倘若 假如 假使 要是 是否 除非"), "?"),
    **dict.fromkeys(word_set("不 没有 没 無 沒有 无 非 并非 不是 不会 不能 未 勿 不可 不宜"), "n"),
    **dict.fromkeys(word_set("可 能 可以 可能 会 會 能够 或可"), "M"),
    **dict.fromkeys(word_set("常 多 常常 往往 通常 一般 均 都 亦 也 皆 最 易 又 则 則 即 乃 还 主要 故 其"), "a"),
    **dict.fromkeys(word_set("被 由 因"), "b"),
    **dict.fromkeys(word_set("的 之"), "o"),
    **dict.fromkeys(word_set("吗 呢 何 谁 什么 为何 哪"), "？"),
    **dict.fromkeys(word_set("证 病 症 经 脏 腑 穴 方 药 者 等 邪 汤证"), "h"),
    **dict.fromkeys(word_set("此 其 它 该 本"), "P"),
    **dict.fromkeys(word_set("遇 得 于 於 在 对 从 以 至 自 向 当"), "p"),
    **dict.fromkeys(word_set("据说 有人说 有人认为 谣传 误认为"), "?"),
}
"""The classes of Chinese function words; a question word silences its sentence."""


def _build() -> dict[str, str]:
    table: dict[str, str] = {}
    for lemma in f"{_BARRIERS} {_MORE_BARRIERS}".split():
        for name, forms in verb_forms(lemma).items():
            for form in forms:
                if form not in _NOT_BARRIERS:
                    table.setdefault(form, "g" if name == "ing" else "y" if name in ("past", "part") else "x")
    for letter, members in _CLASSES.items():
        for word in members.split():
            table[word] = letter
    return table


CLASS_OF: Final = _build()
"""The class of each known word."""

CLOSED: Final = frozenset(w for w, c in CLASS_OF.items() if c not in "hxgyw") | {plural("thing"), "thing", "way", "ways"}
"""Words that are never the name of a concept by themselves."""
