"""Projections that follow each other: only the newest stands, and a rebuild gives the same."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.core.errors import NothingCollected
from collector.core.facts import Fact
from collector.core.moments import DAY, HOUR, Moment
from collector.core.projection import ALL_BURNED, ProjectedDate, Projection
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace
from collector.pipeline.emit import queued_points
from collector.pipeline.project import keep, record_projection
from collector.pipeline.rebuild import queue_every_point
from collector.points.from_facts import points
from collector.points.line_protocol import line
from collector.statistics import projected as facts_of
from collector.storage import ledger, outbox, projections
from collector.storage.database import Store, open_store
from collector.storage.identity import Identity, save_identity
from collector.storage.transaction import Transaction
from tests.examples import examples
from tests.lines import Database, latest, of, parsed
from tests.projections import dated, noon_after, noon_of, projected, without_grounds

NAME = "koichi"
MONDAY = Moment(noon_of(date(2024, 3, 4)) + 6 * HOUR)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A state that has a name; what tests write in it is rehearsed."""
    store = open_store(tmp_path_factory.mktemp("state") / "account.sqlite3")
    with store.transaction() as tx:
        save_identity(tx, Identity(NAME, "1"))
    yield store
    store.close()


@pytest.fixture
def tx(state: Store) -> Iterator[Transaction]:
    with state.rehearsal() as tx:
        yield tx


def record(tx: Transaction, *these: Projection) -> list[str]:
    """Keep *these*, one after another, and return the lines that the last of them queued."""
    queued: list[str] = []
    for projection in these:
        before = outbox.pending(tx)
        with queued_points(tx, NAME) as queue:
            record_projection(tx, queue, projection)
        queued = lines(tx)[before:]
    return queued


def lines(tx: Transaction) -> list[str]:
    return [row.line for row in outbox.oldest(tx, 10**6)]


def database(tx: Transaction) -> Database:
    return parsed(lines(tx))


def of_facts(facts: Sequence[Fact]) -> Database:
    """Return the database that has *facts*, and nothing else."""
    return parsed(line(point, NAME) for fact in facts for point in points(fact))


def due(found: Database, quantile: str = "p50") -> dict[Moment, object]:
    return {Moment(time // 1000): row["due"] for time, row in of(found, "projection", quantile=quantile)}


# Changes of every kind, and often: few days and numbers, and zones that are a day apart.
_ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu"])
_DAYS = st.lists(st.integers(1, 3), max_size=5)


@st.composite
def _dates(draw: st.DrawFn, at: Moment, zone: str) -> tuple[ProjectedDate, ...]:
    found = []
    for level in draw(st.sets(st.sampled_from(["12", "13", "60", ALL_BURNED]))):
        noon = noon_after(at, draw(st.integers(1, 4)), zone)
        early, late = (draw(st.sampled_from([noon, Moment(noon + DAY), None])) for _ in range(2))
        found.append(ProjectedDate(level, early and Moment(2 * noon - early), noon, late))
    return tuple(found)


@st.composite
def _lives(draw: st.DrawFn) -> list[Projection]:
    at, made = MONDAY, []
    for _ in range(draw(st.integers(1, 6))):
        at = Moment(at + draw(st.integers(1, 60)) * HOUR)
        zone = draw(_ZONES)
        if draw(st.integers(0, 3)):
            dates = draw(_dates(at, zone))
            paces = tuple(draw(st.sets(st.sampled_from([5, 10, 15]))))
            made.append(projected(at, *draw(_DAYS), zone=zone, dates=dates, paces=paces))
        else:
            made.append(without_grounds(at, zone=zone))
    return made


def _expected(life: Sequence[Projection]) -> Database:
    """Return what the database must hold: each projection takes away what the one before had to come."""
    found: dict[tuple[object, ...], Fact] = {}
    before: Projection | None = None
    for now in life:
        starts, levels, paces = facts_of.first_moment(now), facts_of.levels(now), facts_of.paces(now)
        for at, quantile in facts_of.bands(before):
            if at >= starts:
                found[at, quantile] = ProjectedBand(at, quantile, 0, 0, 0, 0)
        for level in facts_of.levels(before).values():
            if level.at >= starts or level.level in levels:
                found[level.at, level.level] = ProjectedLevel(level.at, level.level, 0, 0)
        for name in facts_of.paces(before):
            found[now.at, f"pace {name}"] = ProjectedPace(now.at, name, 0, 0, 0, None, None)
        found |= {(band.at, band.quantile): band for band in facts_of.bands(now).values()}
        found |= {(level.at, level.level): level for level in levels.values()}
        found |= {(pace.at, f"pace {pace.pace}"): pace for pace in paces.values()}
        before = now
    return of_facts(list(found.values()))


@settings(max_examples=examples(150))
@given(life=_lives())
def test_only_the_newest_projection_is_valid_and_past_days_keep_their_last(
    state: Store, life: list[Projection]
) -> None:
    with state.rehearsal() as tx:
        record(tx, *life)
        assert database(tx) == _expected(life)


@settings(max_examples=examples(100))
@given(life=_lives())
def test_a_rebuild_gives_the_same_and_writes_each_point_once(state: Store, life: list[Projection]) -> None:
    with state.rehearsal() as tx:
        record(tx, *life)
        written = database(tx)
        count = queue_every_point(tx)
        assert database(tx) == written
        assert count == len(written)


@settings(max_examples=examples(50))
@given(life=_lives(), data=st.data())
def test_a_rebuild_amid_them_changes_nothing(
    state: Store, life: list[Projection], data: st.DataObject
) -> None:
    middle = data.draw(st.integers(0, len(life)))
    with state.rehearsal() as tx:
        record(tx, *life[:middle])
        queue_every_point(tx)
        record(tx, *life[middle:])
        assert database(tx) == _expected(life)


def test_of_an_equal_day_nothing_is_written_again(tx: Transaction) -> None:
    record(tx, projected(MONDAY, 50, 60, 70))
    queued = record(tx, projected(Moment(MONDAY + HOUR), 50, 61, 70))
    assert due(parsed(queued)) == {noon_after(MONDAY, 2): 61}


def test_an_older_projection_changes_nothing(tx: Transaction) -> None:
    newest = projected(Moment(MONDAY + HOUR), 50, 60)
    record(tx, newest)
    before = lines(tx)
    assert record(tx, projected(MONDAY, 1, 2), projected(newest.at, 3, 4)) == []
    assert lines(tx) == before
    assert projections.projection(tx) == newest


def test_days_are_kept_for_good_once_they_are_over(tx: Transaction) -> None:
    record(tx, projected(MONDAY, 50, 60), projected(Moment(MONDAY + DAY), 70, 80))
    kept = list(ledger.projected.days(tx))
    assert [(band.at, band.quantile, band.due) for band in kept] == [
        (noon_after(MONDAY, 1), "p10", 49),
        (noon_after(MONDAY, 1), "p50", 50),
        (noon_after(MONDAY, 1), "p90", 51),
    ]


def test_a_level_without_a_date_keeps_only_zeros(tx: Transaction) -> None:
    thirteen = dated("13", noon_after(MONDAY, 3))
    record(tx, projected(MONDAY, 50, dates=(thirteen,)), without_grounds(Moment(MONDAY + HOUR)))
    assert of(database(tx), "projected_level", level="13") == [
        (noon_after(MONDAY, 3) * 1000, {"early_seconds": 0, "late_seconds": 0})
    ]
    assert latest(database(tx), "projection_pace", pace="own")["reviews_a_day"] == 0


def test_the_verb_says_how_many_points_wait_for_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "account.sqlite3")
    with pytest.raises(NothingCollected):
        keep(store, projected(MONDAY, 50))
    with store.transaction() as tx:
        save_identity(tx, Identity(NAME, "1"))
    # Three quantiles of two days, a level, and three paces.
    made = projected(MONDAY, 50, 60, dates=(dated("13", noon_after(MONDAY, 2)),))
    assert keep(store, made) == 3 * 2 + 1 + 3
    assert keep(store, made) == 0
    with store.reading() as tx:
        assert outbox.pending(tx) == 10
        assert projections.projection(tx) == made
    store.close()
