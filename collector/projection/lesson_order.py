"""The order in which the learner does lessons: WaniKani's, or radicals first, or what levels need first.

WaniKani gives the lower level first, and in it radicals, kanji and words. Many learners put radicals, or
radicals and kanji, before the words of the level before, since they open levels sooner. Which of these orders
a learner follows shows in the lessons that were done while others waited.
"""

from collections.abc import Sequence

import numpy as np

from collector.projection.arrays import Ints
from collector.projection.inputs import StudyItem, StudyRecord

# The kinds that come first, whatever their level.
_ORDERS: tuple[tuple[str, ...], ...] = ((), ("radical",), ("radical", "kanji"))
_DAYS = 60
_DAY = 24 * 3600 * 1_000_000
_NEVER = 2**62


def lesson_order(record: StudyRecord) -> Ints:
    """Return the place of each item in the order that fits the last lessons best; WaniKani's in doubt."""
    orders = [_places(record.items, first) for first in _ORDERS]
    fits = [_fit(record, order) for order in orders]
    return orders[int(np.argmax(fits))]


def _places(items: Sequence[StudyItem], first: Sequence[str]) -> Ints:
    keys = [(item.kind not in first, item.level, item.lesson_position, item.subject_id) for item in items]
    places = np.empty(len(items), dtype=np.int64)
    places[sorted(range(len(items)), key=keys.__getitem__)] = np.arange(len(items))
    return places


def _fit(record: StudyRecord, order: Ints) -> int:
    """Return how many of the last lessons were those that *order* has first among the waiting ones."""
    unlocked = np.array([_unlocked_at(item, record.granted) for item in record.items])
    started = np.array([_NEVER if item.started_at is None else item.started_at for item in record.items])
    fit = 0
    for day in range(1, _DAYS + 1):
        begin = record.at - day * _DAY
        waits = (unlocked <= begin) & (started >= begin)
        done = waits & (started < begin + _DAY)
        expected = np.sort(order[waits])[: int(done.sum())]
        fit += int(np.isin(order[done], expected).sum())
    return fit


def _unlocked_at(item: StudyItem, granted: int) -> int:
    """Return when the lesson of *item* came; never for one beyond the subscription."""
    return _NEVER if item.unlocked_at is None or item.level > granted else item.unlocked_at
