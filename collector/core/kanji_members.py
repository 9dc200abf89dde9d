"""The kanji of the lists, from the files that `make lists` writes; NOTICE names their sources and licences.

>>> len(members()["joyo_4"]), members()["jlpt_n5"][:3]
(202, ('日', '一', '国'))
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from collector.core.kanji_lists import FREQUENT

_DATA = Path(__file__).parent / "data"
_FILES = ("kanjidic2.txt", "jlpt.txt")


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
    for name in _FILES:
        yield (_DATA / name).read_text("utf-8")
