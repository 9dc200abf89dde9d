"""Finds words: in a text the longest that WaniKani teaches, single kanji otherwise. Pure.

>>> words = Dictionary([(1, "vocabulary", "日本"), (2, "vocabulary", "日本語"), (3, "kanji", "本")])
>>> list(words.found_in("日本語の本、日本。"))
['日本語', '本', '日本']
>>> words.subjects("日本語"), words.suggestions("本日", most=2)
((2,), ['日本', '日本語'])
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collector.core.model import SubjectId
from collector.views.lookup.spelling import AFFIX, is_kanji, is_katakana, is_word, kanji_of, normal

_WORDS = frozenset({"vocabulary", "kana_vocabulary"})
Written = tuple[SubjectId, str, str]


class Unknown(NamedTuple):
    """A word that WaniKani does not teach, and some that share kanji with it."""

    word: str
    suggestions: tuple[str, ...]


class Found(NamedTuple):
    """The *subjects* that were sought, each once and in the order of their first appearance, and the rest."""

    subjects: tuple[SubjectId, ...]
    unknown: tuple[Unknown, ...]


class Dictionary:
    """WaniKani's subjects by their spelling: each as id, kind and characters, easiest first."""

    def __init__(self, written: Iterable[Written]) -> None:
        self._spelled: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, list[SubjectId]] = defaultdict(list)
        self._kanji: dict[str, SubjectId] = {}
        self._radicals: dict[str, SubjectId] = {}
        for subject, kind, characters in written:
            self._add(subject, kind, characters)
        self._add_without_affixes()
        self._lengths = _lengths(self._words)
        self._sharing: dict[str, list[str]] | None = None

    def _add(self, subject: SubjectId, kind: str, characters: str) -> None:
        if kind in _WORDS:
            self._words[normal(characters)].append(subject)
            self._spelled[normal(characters)].append(characters)
        elif kind == "kanji":
            self._kanji.setdefault(normal(characters), subject)
        elif kind == "radical":
            self._radicals.setdefault(normal(characters), subject)

    def _add_without_affixes(self) -> None:
        """Let 〜円 be found as 円 too, unless that is a word of its own."""
        for word in [word for word in self._words if AFFIX in word and word.strip(AFFIX)]:
            if word.strip(AFFIX) not in self._words:
                self._words[word.strip(AFFIX)] = self._words[word]

    def subjects(self, word: str) -> tuple[SubjectId, ...]:
        """Return what is written as *word*, which is normal: words, else a kanji, else a radical."""
        for spelling in (word, word.strip(AFFIX)):
            if spelling in self._words:
                return tuple(self._words[spelling])
            for single in (self._kanji, self._radicals):
                if spelling in single:
                    return (single[spelling],)
        return ()

    def found_in(self, text: str) -> Iterator[str]:
        """Yield the words in *text*, which is normal, and single kanji, taught or not.

        Kana between words, punctuation and other scripts are passed over.
        """
        at = 0
        while at < len(text):
            word = self._longest(text, at) or (text[at] if is_kanji(text[at]) else "")
            if word:
                yield word
            at += len(word) or 1

    def _longest(self, text: str, at: int) -> str | None:
        for length in self._lengths.get(text[at], ()):
            word = text[at : at + length]
            if word in self._words and not _cuts_katakana(text, at, at + length):
                return word
        return None

    def suggestions(self, word: str, most: int = 5) -> list[str]:
        """Return the words that share most kanji with *word*, those of the same length and easiest first."""
        if self._sharing is None:
            self._sharing = self._by_kanji()
        shared = Counter(each for kanji in kanji_of(word) for each in self._sharing.get(kanji, ()))
        near = sorted(shared, key=lambda each: (-shared[each], abs(len(each) - len(word))))
        return [self._spelled[each][0] for each in near[:most]]

    def _by_kanji(self) -> dict[str, list[str]]:
        sharing: dict[str, list[str]] = defaultdict(list)
        for word in self._spelled:
            for kanji in kanji_of(word):
                sharing[kanji].append(word)
        return sharing


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the words are that begin with each character, longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        if word:
            found[word[0]].add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    """Return True if a word there is only a part of one in katakana: バス is not in バスケット."""
    before = start > 0 and is_katakana(text[start - 1]) and is_katakana(text[start])
    return before or (end < len(text) and is_katakana(text[end - 1]) and is_katakana(text[end]))


def seek(dictionary: Dictionary, texts: Iterable[str]) -> Found:
    """Return what *texts*, words or lines of a text, ask for.

    A text that is one word stays one; if WaniKani does not teach it, its parts are found, and it is unknown.
    """
    spellings = dict.fromkeys(map(normal, texts))
    sought = dict.fromkeys(word for text in spellings for word in _sought(dictionary, text))
    subjects = {word: dictionary.subjects(word) for word in sought}
    unknown = (word for word, found in subjects.items() if not found)
    return Found(
        tuple(dict.fromkeys(subject for found in subjects.values() for subject in found)),
        tuple(Unknown(word, tuple(dictionary.suggestions(word))) for word in unknown),
    )


def _sought(dictionary: Dictionary, text: str) -> Iterator[str]:
    if dictionary.subjects(text):
        yield text
        return
    if is_word(text):
        yield text
    yield from dictionary.found_in(text)
