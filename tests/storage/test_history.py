"""The past by local day: each day as it was last counted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from collector.core.facts import ImportedCounts
from collector.core.moments import Moment, moment
from collector.core.poll_counts import LevelState, PollCounts, Queue
from collector.storage import history, imported_counts, ledger
from collector.storage.transaction import Transaction

TOKYO = ZoneInfo("Asia/Tokyo")
UTC_ZONE = ZoneInfo("UTC")
EMPTY = PollCounts(
    at=Moment(0),
    stages={},
    queue=Queue(
        lessons=0, reviews=0, next_hour=0, next_24h=0, next_reviews_at=None, on_vacation=False, streak_days=0
    ),
    totals={},
    level=LevelState(level=1, kanji_total=0, kanji_passed=0, kanji_required=0, since=None),
)


def at(day: int, hour: int) -> Moment:
    return moment(datetime(2026, 5, day, hour, tzinfo=UTC))


def poll(tx: Transaction, when: Moment, burned: int) -> None:
    """Append a poll that counts so many burned kanji."""
    ledger.polls.append_poll(tx, replace(EMPTY, at=when, stages={"kanji": (*[0] * 9, burned)}), None)


def burned_by_day(tx: Transaction, zone: ZoneInfo) -> dict[date, int]:
    return {each.day: each.groups["burned"] for each in history.stages_by_day(tx, zone)}


def test_a_day_is_as_its_last_poll_counted_it(tx: Transaction) -> None:
    for when, burned in ((at(1, 9), 1), (at(1, 23), 2), (at(2, 1), 3)):
        poll(tx, when, burned)
    assert burned_by_day(tx, UTC_ZONE) == {date(2026, 5, 1): 2, date(2026, 5, 2): 3}


def test_the_zone_says_which_day_it_was(tx: Transaction) -> None:
    poll(tx, at(1, 9), 1)
    poll(tx, at(1, 23), 2)
    assert burned_by_day(tx, TOKYO) == {date(2026, 5, 1): 1, date(2026, 5, 2): 2}


def test_a_day_on_which_nothing_changed_is_as_the_day_before(tx: Transaction) -> None:
    poll(tx, at(1, 9), 4)
    poll(tx, at(3, 9), 4)
    assert burned_by_day(tx, UTC_ZONE) == {date(2026, 5, 1): 4, date(2026, 5, 3): 4}


def test_a_day_that_the_clock_came_back_to_is_as_it_was_counted_last(tx: Transaction) -> None:
    for when, burned in ((at(1, 9), 1), (at(3, 9), 2), (at(1, 10), 3), (at(4, 9), 3)):
        poll(tx, when, burned)
    assert burned_by_day(tx, UTC_ZONE) == {date(2026, 5, 1): 3, date(2026, 5, 3): 2, date(2026, 5, 4): 3}


def test_imported_counts_are_the_days_before_and_a_poll_of_the_same_day_goes_first(tx: Transaction) -> None:
    imported = ImportedCounts(at(1, 9), apprentice=0, guru=0, master=0, enlightened=0, burned=7)
    imported_counts.append_counts(tx, [imported, replace(imported, at=at(2, 9))])
    poll(tx, at(2, 1), 8)
    assert burned_by_day(tx, UTC_ZONE) == {date(2026, 5, 1): 7, date(2026, 5, 2): 8}


def test_before_the_first_poll_there_is_no_past(tx: Transaction) -> None:
    assert history.stages_by_day(tx, UTC_ZONE) == []


def test_the_last_stages_of_a_day_are_known_where_a_day_before_stored_them(tx: Transaction) -> None:
    before = None
    for when, burned in ((at(1, 9), 1), (at(1, 20), 2), (at(2, 9), 2), (at(4, 9), 5), (at(4, 12), 6)):
        counts = replace(EMPTY, at=when, stages={"kanji": (*[0] * 9, burned)})
        ledger.polls.append_poll(tx, counts, before)
        before = counts
    found = history.last_stages(tx, date(2026, 5, 2), date(2026, 5, 5), UTC_ZONE)
    assert {day: stages["kanji"][9] for day, stages in found.items()} == {
        date(2026, 5, 2): 2, date(2026, 5, 4): 6,
    }  # fmt: skip
    assert history.last_stages(tx, date(2026, 4, 1), date(2026, 4, 30), UTC_ZONE) == {}
