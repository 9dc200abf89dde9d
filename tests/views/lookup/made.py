"""A small made-up WaniKani with its own mnemonics."""

from collector.core.model import SubjectId
from collector.core.taught import Mnemonics, TaughtItem
from collector.views.lookup.entries import Lookup, Tree
from collector.views.lookup.words import Dictionary, Written, seek

DROP = TaughtItem(SubjectId(1), "radical", 1, "drop", None, ("Drop",), (), 9, ())
LINE = TaughtItem(SubjectId(2), "radical", 1, "line", "一", ("Line",), (), 9, ())
WATER = TaughtItem(
    SubjectId(3), "kanji", 1, "水", "水", ("Water", "Fluid"), ("すい",), 5, (DROP.subject_id, LINE.subject_id)
)
ONE = TaughtItem(SubjectId(4), "kanji", 1, "一", "一", ("One",), ("いち",), 1, (LINE.subject_id,))
GULP = TaughtItem(
    SubjectId(5),
    "vocabulary",
    12,
    "一水",
    "一水",
    ("Gulp",),
    ("ひとみず",),
    None,
    (ONE.subject_id, WATER.subject_id),
)
WATERS = TaughtItem(SubjectId(6), "vocabulary", 2, "水", "水", ("Waters",), ("みず",), 0, (WATER.subject_id,))
BUS = TaughtItem(SubjectId(7), "kana_vocabulary", 3, "バス", "バス", ("Bus",), (), 2, ())
YEN = TaughtItem(
    SubjectId(8), "vocabulary", 4, "〜水", "〜水目", ("Water Number",), ("すいめ",), 3, (WATER.subject_id,)
)
ITEMS = (DROP, LINE, WATER, ONE, GULP, WATERS, BUS, YEN)

MNEMONICS = {
    item.subject_id: Mnemonics(
        item.subject_id,
        f"Think of <{'vocabulary' if 'vocabulary' in item.kind else item.kind}>{item.meanings[0]}"
        f"</{'vocabulary' if 'vocabulary' in item.kind else item.kind}>, story {item.subject_id}.\r\n\r\n"
        f"<em>Really</em>, end {item.subject_id}.",
        f"Hear <reading>{item.readings[0]}</reading> <ja>{item.readings[0]}</ja>, sound {item.subject_id}."
        if item.readings
        else None,
    )
    for item in ITEMS
}


def written(*items: TaughtItem) -> list[Written]:
    """Return how *items* are written."""
    return [(item.subject_id, item.kind, item.characters) for item in items if item.characters]


def looked_up(
    *texts: str,
    items: tuple[TaughtItem, ...] = ITEMS,
    mnemonics: dict[SubjectId, Mnemonics] | None = None,
    levels: int = 60,
) -> Lookup:
    """Return what *texts* ask for in this small WaniKani."""
    found = seek(Dictionary(written(*items)), texts)
    told = MNEMONICS if mnemonics is None else mnemonics
    tree = Tree({item.subject_id: item for item in items}, told, levels)
    return Lookup(tree.entries(found.subjects), found.unknown)


def hostile(text: str) -> Lookup:
    """Return a word of which everything that WaniKani writes is *text*."""
    word = replace_texts(WATERS, text)
    return looked_up("水", items=(word,), mnemonics={word.subject_id: Mnemonics(word.subject_id, text, text)})


def replace_texts(item: TaughtItem, text: str) -> TaughtItem:
    """Return *item* with *text* for its meaning and reading."""
    return item._replace(meanings=(text,), readings=(text,))
