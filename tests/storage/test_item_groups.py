"""Items that SQLite counts: the same as counted one by one."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from collector.core.kinds import KINDS
from collector.core.model import (
    Assignment,
    AssignmentId,
    DueGroup,
    Facet,
    Item,
    ItemGroup,
    ReviewStatistic,
    Subject,
    SubjectId,
)
from collector.core.moments import Moment
from collector.core.stages import SrsStage
from collector.statistics.leeches import is_leech
from collector.storage import item_groups, items, mirror
from collector.storage.database import open_store
from collector.storage.transaction import Transaction
from tests.statistics.items import FREE, NEW_KIND, NOON, PAID, after, due, shown, user
from tests.storage.samples import ANSWERED, STUDIED, WATER

_FEW = st.integers(0, 6)
_FACETS = st.builds(Facet, correct=_FEW, incorrect=_FEW, current_streak=_FEW, max_streak=_FEW)


@st.composite
def _rows(draw: st.DrawFn) -> tuple[list[Subject], list[Assignment], list[ReviewStatistic]]:
    """Draw rows of WaniKani in every state, some without subject or statistic."""
    subjects: list[Subject] = []
    assignments: list[Assignment] = []
    statistics: list[ReviewStatistic] = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        kind = draw(st.sampled_from((*KINDS, NEW_KIND)))
        if draw(st.integers(0, 4)):
            subjects.append(draw(_subject(SubjectId(number), kind)))
        assignments.append(draw(_assignment(number, kind)))
        if draw(st.integers(0, 3)):
            statistics.append(draw(_statistic(number, kind)))
    return subjects, assignments, statistics


def _subject(number: SubjectId, kind: str) -> st.SearchStrategy[Subject]:
    return st.builds(
        partial(replace, WATER),
        id=st.just(number),
        kind=st.just(kind),
        level=st.sampled_from((1, 3, 4, 60)),
        readings=st.sampled_from(((), ("すい",))),
        hidden_at=st.sampled_from((None, None, Moment(5))),
    )


def _assignment(number: int, kind: str) -> st.SearchStrategy[Assignment]:
    return st.builds(
        partial(replace, STUDIED),
        id=st.just(AssignmentId(100 + number)),
        subject_id=st.just(SubjectId(number)),
        subject_type=st.just(kind),
        srs_stage=st.sampled_from(SrsStage),
        unlocked_at=st.sampled_from((None, Moment(20))),
        available_at=st.none() | st.integers(-4, 60).map(lambda halves: after(halves / 2)),
        hidden=st.sampled_from((False, False, True)),
    )


def _statistic(number: int, kind: str) -> st.SearchStrategy[ReviewStatistic]:
    return st.builds(
        partial(replace, ANSWERED),
        id=st.just(200 + number),
        subject_id=st.just(SubjectId(number)),
        subject_type=st.just(kind),
        meaning=_FACETS,
        reading=_FACETS,
    )


def _together(groups: Iterable[ItemGroup]) -> dict[tuple[object, ...], Counter[str]]:
    sums: dict[tuple[object, ...], Counter[str]] = {}
    for kind, stage, unlocked, *numbers in groups:
        counted = sums.setdefault((kind, stage, unlocked), Counter())
        counted.update(dict(zip(ItemGroup._fields[3:], numbers, strict=True)))
    return sums


def _counted_due(groups: Iterable[DueGroup]) -> Counter[tuple[object, ...]]:
    counted: Counter[tuple[object, ...]] = Counter()
    for hour, kind, stage, number in groups:
        counted[hour, kind, stage] += number
    return counted


@given(_rows())
def test_groups_count_what_the_items_are_one_by_one(
    rows: tuple[list[Subject], list[Assignment], list[ReviewStatistic]],
) -> None:
    with (
        TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "account.sqlite3")) as store,
        store.transaction() as tx,
    ):
        mirror.save_subjects(tx, rows[0])
        mirror.save_assignments(tx, rows[1])
        mirror.save_review_statistics(tx, rows[2])
        _check(tx, list(items.items(tx)))


def _check(tx: Transaction, every: list[Item]) -> None:
    assert _together(item_groups.shown_items(tx)) == _together(shown(every))
    for plan in (PAID, FREE):
        levels = plan.levels
        expected = _counted_due(due(every, user(subscription=plan), NOON))
        assert _counted_due(item_groups.due_items(tx, after=NOON, levels=levels)) == expected
    leeches = [item for item in every if is_leech(item)]
    assert [item for item in items.often_wrong_items(tx) if is_leech(item)] == leeches
    for level in (1, 3, 4, 60):
        of_level = [item for item in every if item.kind == "kanji" and item.level == level]
        assert list(items.kanji_items(tx, level)) == of_level
