r"""Japanese spelling: one form for each spelling, and the test for kanji. Pure.

>>> normal("ﾊﾞｽ１０～"), normal("神\u3000社")
('バス10〜', '神 社')
>>> is_kanji("水"), is_kanji("み"), is_kanji("々")
(True, False, False)
"""

import re
import unicodedata

# What stands before or after a word that is only a part of one: 〜円.
AFFIX = "〜"
# Unified ideographs, their extensions A and B onwards; what is only compatible became one of them.
_KANJI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
# Selectors of a glyph, and marks of no width.
_UNSEEN = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200d\u2060\ufeff]")
_WORD = re.compile(r"[\w〜'’-]+")
_JAPANESE = re.compile(r"[々ー〜\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_OBJECT = "を"
_LONGEST_WORD = 8


def normal(text: str) -> str:
    """Return *text* in the form in which spellings are compared: NFKC, with one kind of tilde."""
    whole = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).strip()
    return whole.replace("~", AFFIX)


def is_kanji(character: str) -> bool:
    """Return True for a kanji."""
    return _KANJI.match(character) is not None


def is_katakana(character: str) -> bool:
    """Return True for katakana and what makes one of them long."""
    return _KATAKANA.match(character) is not None


def kanji_of(text: str) -> tuple[str, ...]:
    """Return the kanji in *text*, each once.

    >>> kanji_of("日本の日")
    ('日', '本')
    """
    return tuple(dict.fromkeys(_KANJI.findall(text)))


def is_word(text: str) -> bool:
    """Return True if *text*, which is normal, can be one word rather than a sentence, or a number.

    >>> [is_word(each) for each in ("食べ物", "nonsense", "水を飲む", "行く。", "水 火", "12")]
    [True, True, False, False, False, False]
    """
    if _WORD.fullmatch(text) is None or text.isdecimal():
        return False
    return _JAPANESE.search(text) is None or (len(text) <= _LONGEST_WORD and _OBJECT not in text)
