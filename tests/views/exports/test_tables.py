"""What stands in each table is what the learner did, held against the simulated world's own books."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.model import SubjectId
from collector.core.moments import moment
from collector.core.stages import REVIEWED_GROUPS, SrsStage
from collector.pipeline.import_counts import import_counts
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from collector.statistics.leeches import facet_score
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.views.exports import cards, counts, items, reviews
from collector.views.exports.formats import plain
from collector.views.exports.table import Cell, ExportFilter, Table, Timestamp
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.pipeline.test_import_counts import old_points

TOKYO = ZoneInfo("Asia/Tokyo")
Make = Callable[[Transaction, ExportFilter], Table]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """Four weeks in a small world, asked every three hours."""
    world = World(NOON, levels=4, per_level=20)
    rig = Rig(tmp_path_factory.mktemp("state"), world, Learner(world, seed=3))
    rig.settings["collector_timezone"] = TOKYO.key
    with rig.app() as app:
        while world.now < NOON + 28 * DAY:
            rig.pass_time(3 * HOUR)
            assert app.poll(only_account(app)).problem is None
    return rig


def rows(lived: Rig, make: Make, **wanted: object) -> list[dict[str, Cell]]:
    """Return the rows of a table by column."""

    def read(tx: Transaction) -> list[dict[str, Cell]]:
        table = make(tx, ExportFilter(moment(lived.clock.now()), TOKYO, **wanted))  # type: ignore[arg-type]
        found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        assert set(table.terminal_columns) <= set(table.columns)
        assert not table.of_items or set(cards.COLUMNS) <= set(table.columns)
        return found

    found = read_state(state_file(lived.folder, DEFAULT_ACCOUNT), read)
    assert found is not None
    return found


def seen(rig: Rig) -> list[Review]:
    """Return the reviews since the first poll, in order."""
    return [one for one in rig.world.reviews if one.counted_at > NOON + 3 * HOUR]


def test_reviews_are_all_of_them_with_what_they_were_about(lived: Rig) -> None:
    found = rows(lived, reviews.reviews)
    assert [row["created_at"] for row in found] == [
        f"{one.counted_at:%Y-%m-%dT%H:%M:%S.%fZ}" for one in seen(lived)
    ]
    subjects = {one.id: one for level in range(1, 5) for one in lived.world.of_level(level)}
    for row, true in zip(found, seen(lived), strict=True):
        assert (row["assignment_id"], row["subject_id"]) == (true.assignment_id, true.subject_id)
        assert (row["incorrect_meaning_answers"], row["incorrect_reading_answers"]) == (
            true.meaning_wrong,
            true.reading_wrong,
        )
        subject = subjects[true.subject_id]
        assert row["characters"] == (subject.characters or subject.slug)


def test_a_period_and_a_kind_narrow_it(lived: Rig) -> None:
    since, until = NOON + 10 * DAY, NOON + 16 * DAY
    found = rows(lived, reviews.reviews, since=moment(since), until=moment(until), kinds=frozenset({"kanji"}))
    kanji = {one.id for level in range(1, 5) for one in lived.world.of_level(level) if one.kind == "kanji"}
    true = [one for one in seen(lived) if since <= one.counted_at < until and one.subject_id in kanji]
    assert len(found) == len(true) > 10


def test_failed_is_what_went_wrong_by_item_the_worst_first(lived: Rig) -> None:
    since = NOON + 21 * DAY
    found = rows(lived, items.failed, since=moment(since))
    wrong = [one for one in seen(lived) if one.counted_at >= since and one.meaning_wrong + one.reading_wrong]
    by_item = Counter(one.subject_id for one in wrong)
    assert sorted(row["failed_reviews"] for row in found) == sorted(by_item.values())  # type: ignore[type-var]
    assert sum(int(str(row["meaning_incorrect"])) for row in found) == sum(one.meaning_wrong for one in wrong)
    assert sum(int(str(row["reading_incorrect"])) for row in found) == sum(one.reading_wrong for one in wrong)
    totals = [int(str(row["meaning_incorrect"])) + int(str(row["reading_incorrect"])) for row in found]
    assert totals == sorted(totals, reverse=True)
    times = [one for row in found for one in row["times"] if isinstance(one, Timestamp)]  # type: ignore[union-attr]
    assert sorted(one.moment for one in times) == sorted(moment(one.counted_at) for one in wrong)


@pytest.mark.parametrize("least", [1, 5, 6])
def test_known_and_unknown_are_everything_there_is_each_once(lived: Rig, least: int) -> None:
    known, unknown = (rows(lived, make, stage=least) for make in (items.known, items.unknown))
    everything = {one.id for level in range(1, 5) for one in lived.world.of_level(level)}
    true = {
        row.subject_id
        for row in lived.world.assignments
        if row.unlocked_at is not None and row.stage >= least
    }
    assert {row["subject_id"] for row in known} == true
    assert {row["subject_id"] for row in unknown} == everything - true
    assert len(known) + len(unknown) == len(everything)
    levels = [int(str(row["level"])) for row in unknown]
    assert levels == sorted(levels)


def test_readings_that_are_not_accepted_stand_in_a_column_of_their_own(lived: Rig) -> None:
    found = {row["subject_id"]: row for row in rows(lived, items.known, stage=1)}
    true = {one.id: one for level in range(1, 5) for one in lived.world.of_level(level)}
    kanji = [subject for subject, row in found.items() if row["subject_type"] == "kanji"]
    assert len(kanji) > 10
    for subject in kanji:
        reading = true[SubjectId(int(str(subject)))].reading
        assert found[subject]["readings"] == (reading,)
        assert found[subject]["other_readings"] in {(f"{reading}る",), ()}
    assert any(found[subject]["other_readings"] for subject in kanji)
    assert any(row["other_meanings"] == (f"The {row['meanings'][0]}",) for row in found.values())  # type: ignore[index]


def test_levels_and_kinds_narrow_what_is_known(lived: Rig) -> None:
    found = rows(lived, items.known, stage=1, levels=range(2, 3), kinds=frozenset({"radical", "kanji"}))
    assert {row["level"] for row in found} == {2}
    assert {row["subject_type"] for row in found} == {"radical", "kanji"}


def test_accuracy_by_stage_adds_up_to_all(lived: Rig) -> None:
    *stages, together = rows(lived, reviews.accuracy)
    true = Counter(one.starting_stage for one in seen(lived))
    assert {row["srs_stage"]: row["reviews"] for row in stages} == {
        SrsStage(stage).label: count for stage, count in true.items()
    }
    right = sum(not one.meaning_wrong + one.reading_wrong for one in seen(lived))
    assert together["correct"] == right
    assert together["percent"] == round(100 * right / len(seen(lived)), 1)


def test_sessions_hold_every_review_once(lived: Rig) -> None:
    found = rows(lived, reviews.sessions)
    assert sum(int(str(row["reviews"])) for row in found) == len(seen(lived))
    assert all(row["reviews"] for row in found)


def test_the_stage_history_has_a_row_a_day_as_it_was_last_counted(lived: Rig) -> None:
    found = rows(lived, counts.srs)
    days = [row["day"] for row in found]
    assert days == sorted(set(days))  # type: ignore[type-var]
    assert len(days) == 28
    now = Counter(row.stage for row in lived.world.assignments if row.unlocked_at is not None)
    assert [found[-1][stage.label] for stage in SrsStage] == [now[stage.value] for stage in SrsStage]
    assert found[-1]["total"] == sum(now.values()) - now[0]
    assert found[-1]["guru"] == now[5] + now[6]


def test_the_stage_history_by_month_and_by_poll_and_of_kinds(lived: Rig) -> None:
    months = [row["month"] for row in rows(lived, counts.srs, by="month")]
    assert months == ["2024-03", "2024-04"]
    polls = rows(lived, counts.srs, by="poll")
    assert len(polls) == 28 * 8
    parts = [
        rows(lived, counts.srs, kinds=frozenset({kind}))[-1]["total"]
        for kind in ("radical", "kanji", "vocabulary", "kana_vocabulary")
    ]
    assert sum(int(str(part)) for part in parts) == rows(lived, counts.srs)[-1]["total"]


def test_the_stage_history_begins_with_what_was_imported(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=4, per_level=20))
    rig.good_poll()
    with rig.app() as app:
        import_counts(only_account(app).store, old_points(), moment(NOON), lambda _: None)
    found = rows(rig, counts.srs, by="poll")
    assert len(found) > 1000
    assert found[0]["lesson"] is None
    assert found[0]["guru_1"] is None
    assert isinstance(found[0]["total"], int)
    assert found[-1]["lesson"] is not None
    assert len(rows(rig, counts.srs, kinds=frozenset({"kanji"}))) == 1


def test_the_forecast_is_what_falls_due(lived: Rig) -> None:
    found = rows(lived, counts.forecast, by="hour")
    now = lived.world.now
    due = [
        row.available_at
        for row in lived.world.assignments
        if row.available_at is not None and 0 < row.stage < 9 and row.available_at > now
    ]
    later = [at for at in due if at >= now.replace(minute=0, second=0) + HOUR]
    by_hour = Counter(moment(at.replace(minute=0, second=0, microsecond=0)) for at in later)
    assert {
        row["time"].moment: row["reviews"] for row in found if isinstance(row["time"], Timestamp)
    } == by_hour
    assert found[-1]["waiting"] == len(later) + len(lived.world.due())
    days = rows(lived, counts.forecast)
    assert sum(int(str(row["reviews"])) for row in days) == len(later)
    assert all(row["reviews"] == sum(int(str(row[name])) for name in REVIEWED_GROUPS) for row in days)
    soon = rows(lived, counts.forecast, until=moment(now + timedelta(days=2)))
    assert len(soon) <= 3


def test_levels_are_the_attempts_with_their_days(lived: Rig) -> None:
    found = rows(lived, counts.levels)
    true = sorted(lived.world.progressions, key=lambda one: one.unlocked_at or NOON)
    assert [row["level"] for row in found] == [one.level for one in true]
    for row, one in zip(found, true, strict=True):
        passed = None if one.passed_at is None else (one.passed_at - (one.unlocked_at or NOON)) / DAY
        assert row["days"] == (None if passed is None else round(passed, 1))
        assert (row["passed_at"] is None) == (one.passed_at is None)


def test_leeches_are_the_worst_first(lived: Rig) -> None:
    found = rows(lived, items.leeches)
    scores = [float(str(row["score"])) for row in found]
    assert scores == sorted(scores, reverse=True)
    assert found
    for row in found:
        assert row["score"] == round(
            facet_score(int(str(row["incorrect"])), int(str(row["current_streak"]))), 2
        )


def test_times_are_by_the_learners_clock(lived: Rig) -> None:
    first = rows(lived, reviews.reviews)[0]["time"]
    true = seen(lived)[0].counted_at.astimezone(TOKYO)
    assert plain(first, TOKYO) == f"{true:%Y-%m-%d %H:%M:%S}"
    assert isinstance(rows(lived, counts.srs)[0]["day"], date)
