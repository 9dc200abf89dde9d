"""The kinds of subject: the one list of them.

WaniKani adds one now and then (`kana_vocabulary` came in May 2023): a kind is a plain word, and one that
is not in this list must not break anything. Source: WaniKani's API documentation, "Subjects".
"""

KINDS = ("radical", "kanji", "vocabulary", "kana_vocabulary")
KINDS_WITHOUT_READING = frozenset({"radical", "kana_vocabulary"})
