"""What a poll counts over all items, the queue and the level."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.kinds import KINDS
from collector.core.model import Item, LevelProgression, Subscription
from collector.core.moments import Moment, instant
from collector.core.poll_counts import LevelState, Queue, Totals
from collector.statistics.counts import (
    granted_again,
    kanji_required,
    level_kanji,
    level_state,
    queue,
    stages_by_kind,
    totals_by_kind,
)
from collector.wanikani import decode
from tests.statistics.items import NEW_KIND, NOON, after, any_items, item, progression, shown, summary, user


def totals(items: list[Item]) -> dict[str, Totals]:
    return totals_by_kind(shown(items), items)


RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"


def _recorded_levels() -> list[LevelProgression]:
    body = (RECORDED / "level_progressions.json").read_bytes()
    return decode.LEVEL_PROGRESSIONS.page(body, "/level_progressions").rows


@pytest.mark.parametrize(
    ("special", "stage"),
    [
        pytest.param({"stage": 0}, 0, id="unlocked and not started is a lesson"),
        pytest.param({"stage": 0, "level": 60}, 0, id="whatever its level"),
        pytest.param({"stage": 0, "level": None}, 0, id="even one not known yet"),
        pytest.param(
            {"stage": 0, "unlocked": False}, None, id="locked, or locked again by a reset, is nowhere"
        ),
        pytest.param({"stage": 9, "passed": True}, 9, id="burned is the stage now"),
        pytest.param({"stage": 1, "passed": True}, 1, id="resurrected is apprentice again"),
        pytest.param({"stage": 5, "hidden": True}, None, id="hidden is nowhere"),
    ],
)
def test_an_item_counts_in_its_stage(special: dict[str, Any], stage: int | None) -> None:
    counted = stages_by_kind(shown([item(**special)]))["kanji"]
    assert counted == tuple(int(number == stage) for number in range(10))


def test_the_known_kinds_are_counted_even_without_items() -> None:
    assert stages_by_kind([]) == dict.fromkeys(KINDS, (0,) * 10)
    assert totals_by_kind([], []) == dict.fromkeys(KINDS, Totals())


def test_an_unknown_kind_is_counted_under_its_own_name() -> None:
    items = [item(kind=NEW_KIND, stage=4, meaning_correct=2)]
    assert stages_by_kind(shown(items))[NEW_KIND] == (0, 0, 0, 0, 1, 0, 0, 0, 0, 0)
    assert totals(items)[NEW_KIND] == Totals(meaning_correct=2)


ANSWERED = {
    "meaning_correct": 5,
    "meaning_incorrect": 4,
    "meaning_streak": 1,
    "reading_correct": 3,
    "reading_incorrect": 2,
    "reading_streak": 1,
}
MEANING_ONLY = Totals(
    meaning_correct=5, meaning_incorrect=4, reading_correct=0, reading_incorrect=0, leeches=1
)


@pytest.mark.parametrize(
    ("kind", "special", "expected"),
    [
        pytest.param(
            "kanji",
            {},
            Totals(meaning_correct=5, meaning_incorrect=4, reading_correct=3, reading_incorrect=2, leeches=1),
            id="kanji have both facets",
        ),
        pytest.param(
            "vocabulary",
            {},
            Totals(meaning_correct=5, meaning_incorrect=4, reading_correct=3, reading_incorrect=2, leeches=1),
            id="so has vocabulary",
        ),
        pytest.param("radical", {}, MEANING_ONLY, id="stray readings of radicals are nothing"),
        pytest.param("kana_vocabulary", {}, MEANING_ONLY, id="kana vocabulary is not read"),
        pytest.param(
            NEW_KIND, {"has_reading": False}, MEANING_ONLY, id="a new kind without readings neither"
        ),
        pytest.param("kanji", {"hidden": True}, Totals(), id="hidden items count for nothing"),
        pytest.param("kanji", {"stage": 9}, Totals(5, 4, 3, 2), id="burned items count, but are no leeches"),
        pytest.param("kanji", {"unlocked": False, "stage": 0}, Totals(5, 4, 3, 2), id="answers stay answers"),
    ],
)
def test_totals(kind: str, special: dict[str, Any], expected: Totals) -> None:
    assert totals([item(kind=kind, **{**ANSWERED, **special})])[kind] == expected


@given(any_items(most=12))
def test_every_item_that_shows_is_in_one_stage_of_one_kind(items: list[Item]) -> None:
    counting = [each for each in items if each.unlocked and not each.hidden]
    for kind, counted in stages_by_kind(shown(items)).items():
        assert counted == tuple(
            sum(1 for each in counting if (each.kind, each.stage) == (kind, stage)) for stage in range(10)
        )
    assert sum(map(sum, stages_by_kind(shown(items)).values())) == len(counting)


@given(any_items(), any_items())
def test_totals_of_two_halves_add_up(some: list[Item], others: list[Item]) -> None:
    together, ours, theirs = totals(some + others), totals(some), totals(others)
    assert together == {
        kind: ours.get(kind, Totals()) + theirs.get(kind, Totals()) for kind in {*ours, *theirs}
    }


def test_the_queue_is_what_the_summary_says() -> None:
    coming = tuple((after(hours), hours) for hours in range(1, 25))
    said = summary(lessons=12, reviews=34, coming=coming, next_reviews_at=NOON)
    assert queue(said, user(), 5) == Queue(
        lessons=12,
        reviews=34,
        next_hour=1,
        next_24h=sum(range(1, 25)),
        next_reviews_at=NOON,
        on_vacation=False,
        streak_days=5,
    )


def test_rows_beyond_a_day_are_not_of_the_next_24_hours() -> None:
    said = summary(coming=((after(24), 3), (after(25), 5)), next_reviews_at=after(24))
    assert queue(said, user(), 5).next_24h == 3


def test_the_next_hour_has_its_own_row_even_if_rows_are_left_out() -> None:
    assert queue(summary(coming=((after(2), 7),)), user(), 5).next_hour == 0


def test_the_queue_says_when_the_learner_is_on_vacation() -> None:
    assert queue(summary(), user(vacation_started_at=NOON), 5).on_vacation is True


def test_the_recorded_summary_is_counted_as_the_website_would() -> None:
    said = decode.SUMMARY.single((RECORDED / "summary.json").read_bytes(), "/summary")
    assert queue(said, user(), 5) == Queue(
        lessons=106,
        reviews=17,
        next_hour=0,
        next_24h=0,
        next_reviews_at=said.hour,
        on_vacation=False,
        streak_days=5,
    )


@pytest.mark.parametrize(
    ("total", "required"),
    [
        pytest.param(0, 0, id="a level without kanji asks for none"),
        pytest.param(1, 1, id="one kanji is needed"),
        pytest.param(9, 9, id="below ten all are needed"),
        pytest.param(10, 9, id="of ten one may be missing"),
        pytest.param(19, 18, id="of nineteen still only one"),
        pytest.param(20, 18, id="of twenty two"),
        pytest.param(38, 35, id="of thirty-eight three"),
    ],
)
def test_kanji_required(total: int, required: int) -> None:
    assert kanji_required(total) == required


@given(st.integers(0, 1000))
def test_kanji_required_is_the_smallest_share_of_at_least_nine_tenths(total: int) -> None:
    required = kanji_required(total)
    assert required * 10 >= total * 9
    assert (required - 1) * 10 < total * 9


def test_hidden_kanji_are_not_of_their_level() -> None:
    items = [
        item(1, level=3, passed=True),
        item(2, level=3, passed=True, hidden=True),
        item(3, level=3),
        item(4, level=2, passed=True),
        item(5, "radical", level=3, passed=True),
    ]
    assert level_kanji(3, [1, 2, 3, 6], items) == {"total": 3, "passed": 1}


def test_a_level_nothing_is_known_of_has_no_kanji() -> None:
    assert level_kanji(3, [], []) == {"total": 0, "passed": 0}


KANJI = {"total": 38, "passed": 20}


def _since(level: int, rows: list[LevelProgression]) -> Moment | None:
    return level_state(user(level=level), KANJI, rows).since


def test_the_level_counts_its_kanji() -> None:
    assert level_state(user(level=7), KANJI, [progression(7)]) == LevelState(
        level=7, kanji_total=38, kanji_passed=20, kanji_required=35, since=NOON
    )


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        pytest.param([progression(7)], NOON, id="a level under way began when it was unlocked"),
        pytest.param([progression(6), progression(8)], None, id="other levels do not matter"),
        pytest.param([], None, id="an old account may lack the row"),
        pytest.param(
            [progression(7, passed_at=after(9))], None, id="a level that is passed has no time any more"
        ),
        pytest.param([progression(7, abandoned_at=after(9))], None, id="an abandoned attempt does not count"),
        pytest.param([progression(7, unlocked_at=None)], None, id="one that was not unlocked has not begun"),
        pytest.param(
            [progression(7, 1, abandoned_at=after(9)), progression(7, 2, unlocked_at=after(10))],
            after(10),
            id="after a reset the new attempt counts",
        ),
        pytest.param(
            [progression(7, 1, passed_at=after(9)), progression(7, 2, unlocked_at=after(99))],
            after(99),
            id="a level passed before a reset is under way again",
        ),
        pytest.param(
            [progression(7, 1), progression(7, 2, unlocked_at=after(-99), passed_at=after(-50))],
            NOON,
            id="newest by when it was unlocked: a back-filled row may have a higher id",
        ),
    ],
)
def test_when_the_level_began(rows: list[LevelProgression], since: Moment | None) -> None:
    assert _since(7, rows) == since
    assert _since(7, rows[::-1]) == since


@pytest.mark.parametrize(
    ("level", "since"),
    [
        pytest.param(36, "2022-10-14T14:26:44.047859+00:00", id="the level the account was at"),
        pytest.param(15, None, id="abandoned once, passed the second time"),
        pytest.param(24, None, id="only ever abandoned"),
        pytest.param(35, None, id="passed"),
        pytest.param(60, None, id="never seen"),
    ],
)
def test_when_a_recorded_level_began(level: int, since: str | None) -> None:
    began = _since(level, _recorded_levels())
    assert (None if began is None else instant(began).isoformat()) == since


def test_the_last_level_has_no_time_once_it_is_passed() -> None:
    assert _since(60, [progression(60)]) == NOON
    assert _since(60, [progression(60, passed_at=after(9))]) is None


FREE = Subscription(active=False, type="free", max_level_granted=3)
# WaniKani says of this type that it counts as free, whatever it grants.
UNKNOWN = Subscription(active=False, type="unknown", max_level_granted=60)


@pytest.mark.parametrize("subscription", [FREE, UNKNOWN], ids=["free", "unknown"])
def test_a_level_beyond_the_subscription_has_no_time(subscription: Subscription) -> None:
    assert level_state(user(level=4, subscription=subscription), KANJI, [progression(4)]).since is None
    assert level_state(user(level=3, subscription=subscription), KANJI, [progression(3)]).since == NOON


def test_a_level_counts_from_when_it_was_granted_again_as_long_as_it_lasts() -> None:
    locked, granted = user(level=7, subscription=FREE), user(level=7)
    last = level_state(locked, KANJI, [progression(7)])
    at = granted_again(locked, granted, last, after(99))
    again = level_state(granted, KANJI, [progression(7)], at)
    assert again.since == after(99)
    assert granted_again(granted, granted, again, after(100)) == after(99)
    assert granted_again(granted, user(level=8), again, after(101)) is None
    assert granted_again(None, granted, None, after(99)) is None


def test_a_new_attempt_counts_from_its_own_beginning() -> None:
    attempts = [progression(7, 1, abandoned_at=after(100)), progression(7, 2, unlocked_at=after(101))]
    assert level_state(user(level=7), KANJI, attempts, granted_at=after(99)).since == after(101)


@pytest.mark.parametrize(
    ("passed", "counted", "share"), [(0, 0, 0.0), (16, 16, 0.5), (32, 32, 1.0), (35, 32, 1.0)]
)
def test_progress_is_measured_against_the_kanji_required(passed: int, counted: int, share: float) -> None:
    state = LevelState(level=7, kanji_total=35, kanji_passed=passed, kanji_required=32, since=NOON)
    assert (state.kanji_counted, state.kanji_share) == (counted, share)
