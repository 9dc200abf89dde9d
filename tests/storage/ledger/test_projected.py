"""What was projected: of a day, and of a level at a day, the newest row counts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import Moment
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace
from collector.storage.database import Store
from collector.storage.ledger import projected
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

MEDIAN = ProjectedBand(Moment(9), "p50", due=5, done=4, backlog=3, minutes=2)
LEVEL = ProjectedLevel(Moment(9), "12", early_seconds=3, late_seconds=4)


@few
@given(st.lists(any_record(ProjectedBand), max_size=5, unique_by=lambda band: (band.at, band.quantile)))
def test_days_are_read_as_they_were_appended(store: Store, bands: list[ProjectedBand]) -> None:
    with store.rehearsal() as tx:
        projected.append_days(tx, bands)
        assert list(projected.days(tx)) == sorted(bands, key=lambda band: (band.at, band.quantile))


def test_of_a_day_the_newest_row_counts(tx: Transaction) -> None:
    high = replace(MEDIAN, quantile="p90")
    projected.append_days(tx, [replace(MEDIAN, due=1), high])
    projected.append_days(tx, [MEDIAN])
    assert list(projected.days(tx)) == [MEDIAN, high]


@few
@given(st.lists(any_record(ProjectedLevel), max_size=5, unique_by=lambda level: (level.at, level.level)))
def test_levels_are_read_as_they_were_appended(store: Store, levels: list[ProjectedLevel]) -> None:
    with store.rehearsal() as tx:
        projected.append_levels(tx, Moment(1), levels)
        assert list(projected.levels(tx)) == sorted(levels, key=lambda level: (level.at, level.level))


def test_of_a_level_at_a_day_the_newest_row_counts(tx: Transaction) -> None:
    withdrawn, moved = replace(LEVEL, early_seconds=0, late_seconds=0), replace(LEVEL, at=Moment(20))
    projected.append_levels(tx, Moment(1), [LEVEL])
    projected.append_levels(tx, Moment(2), [withdrawn, moved])
    assert list(projected.levels(tx)) == [withdrawn, moved]


def test_what_stood_is_what_was_written_last_by_then(tx: Transaction) -> None:
    withdrawn, moved = replace(LEVEL, early_seconds=0, late_seconds=0), replace(LEVEL, at=Moment(20))
    projected.append_levels(tx, Moment(5), [LEVEL, replace(LEVEL, level="13")])
    projected.append_levels(tx, Moment(7), [withdrawn, moved])
    stood = {at: projected.level_as_of(tx, Moment(at), "12") for at in (4, 5, 6, 7, 8)}
    assert stood == {4: None, 5: LEVEL, 6: LEVEL, 7: moved, 8: moved}


@few
@given(st.lists(any_record(ProjectedPace), max_size=5, unique_by=lambda pace: (pace.at, pace.pace)))
def test_paces_are_read_as_they_were_appended(store: Store, paces: list[ProjectedPace]) -> None:
    with store.rehearsal() as tx:
        projected.append_paces(tx, paces)
        assert list(projected.paces(tx)) == sorted(paces, key=lambda pace: (pace.at, pace.pace))
