"""Made-up words and freely usable characters; nothing comes from WaniKani's lessons."""

from functools import cache

_QUALITIES = (  # noqa: SIM905 - a list of words reads best as words
    "quiet bright narrow hollow patient crooked gentle heavy silver early late hidden broken round "
    "bitter sweet distant familiar frozen drifting golden humble jagged lazy mild noble open pale quick "
    "rough sharp tall"
).split()
_THINGS = (  # noqa: SIM905
    "lantern river gate bridge kettle garden ladder mirror needle orchard pebble quarry rope saddle tower "
    "umbrella valley window yard anchor barrel candle door engine feather glove hammer island jar key lake "
    "market nest oven path quilt roof stove thread urn village wheel basket cloud drum envelope fence "
    "glacier harbour ink jacket"
).split()
_PLACES = (
    " by the sea",
    " in the rain",
    " at dawn",
    " under snow",
    " of the north",
    " on a hill",
    " after dark",
)
_SYLLABLES = "かきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
_SPOKEN = (  # noqa: SIM905
    "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo "
    "ra ri ru re ro wa"
).split()

_KANGXI_RADICALS = range(0x2F00, 0x2FD6)
_JIS_COMMON_ROWS = range(16, 48)
_JIS_RARE_ROWS = range(48, 84)


def meaning(number: int) -> str:
    """Return the made-up English word number *number*; the first ten thousand or so differ."""
    quality = _QUALITIES[number % len(_QUALITIES)]
    number //= len(_QUALITIES)
    thing = _THINGS[number % len(_THINGS)]
    number //= len(_THINGS)
    place = _PLACES[number % len(_PLACES)] if number else ""
    return f"{quality} {thing}{place}"


def reading(number: int) -> str:
    """Return a made-up reading of two to four kana."""
    kana = ""
    number += len(_SYLLABLES)
    while number:
        kana += _SYLLABLES[number % len(_SYLLABLES)]
        number //= len(_SYLLABLES)
    return kana


def spoken(kana: str) -> str:
    """Return made-up *kana* in Latin letters.

    >>> spoken("かしは")
    'kashiha'
    """
    return "".join(_SPOKEN[_SYLLABLES.index(one)] for one in kana)


def radical_character(number: int) -> str:
    """Return a character to stand for a radical: Unicode's own radicals first, then rare kanji."""
    shapes = _radicals()
    return shapes[number % len(shapes)]


def kanji_character(number: int) -> str:
    """Return one of the 2,965 common kanji of JIS X 0208, in that standard's order."""
    kanji = _kanji(_JIS_COMMON_ROWS)
    return kanji[number % len(kanji)]


@cache
def _radicals() -> tuple[str, ...]:
    return (*map(chr, _KANGXI_RADICALS), *_kanji(_JIS_RARE_ROWS))


@cache
def _kanji(rows: range) -> tuple[str, ...]:
    """Return the kanji in those rows of JIS X 0208; a cell that is not assigned is passed over."""
    cells = (bytes((0xA0 + row, 0xA0 + cell)) for row in rows for cell in range(1, 95))
    return tuple(text for cell in cells if (text := cell.decode("euc_jp", errors="ignore")))
