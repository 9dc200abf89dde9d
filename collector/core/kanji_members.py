"""The kanji of the lists, from the files that `make lists` writes; NOTICE names their sources and licences.

>>> len(members()["joyo_4"]), members()["jlpt_n5"][:3]
(202, ('日', '一', '国'))
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from collector.core.kanji_lists import FREQUENT

_FILES = ("kanjidic2.txt", "jlpt.txt")
# Four Jōyō kanji as the official table prints them, and as the lists have them.
_USUAL_FORMS = str.maketrans("𠮟塡剝頰", "叱填剥頬")


def usual_form(characters: str) -> str:
    """Return *characters* in the form in which the lists have them."""
    return characters.translate(_USUAL_FORMS)


@cache
def members() -> Mapping[str, tuple[str, ...]]:
    """Return the kanji of each list but WaniKani's, the most frequent ones first."""
    found = dict(_lines())
    frequent = found.pop("frequency")
    found |= {f"frequency_{count}": frequent[:count] for count in FREQUENT}
    return {name: tuple(kanji) for name, kanji in found.items()}


@cache
def version() -> str:
    """Return what differs once a list has other kanji."""
    return hashlib.blake2b("".join(_texts()).encode(), digest_size=8).hexdigest()


def _lines() -> Iterator[tuple[str, str]]:
    for text in _texts():
        for line in text.splitlines():
            if not line.startswith("#"):
                name, kanji = line.split(" ")
                yield name, kanji


def _texts() -> Iterator[str]:
    data = files("collector.core").joinpath("data")
    for name in _FILES:
        yield data.joinpath(name).read_text(encoding="utf-8")
