"""What waits is taken out by chance: each as likely as any other, none twice, and nothing is lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collector.projection.arrays import Cells
from collector.projection.backlog import Backlog

COLUMNS = 50
waiting = st.lists(st.sets(st.integers(0, COLUMNS - 1)), min_size=1, max_size=4)
limits = st.one_of(st.integers(0, 60), st.just(float("inf")))


def cells(by_future: list[set[int]]) -> Cells:
    found = [row * COLUMNS + column for row, columns in enumerate(by_future) for column in columns]
    return np.array(found, dtype=np.int32)


@given(waiting, st.data())
def test_what_is_taken_waited_and_what_is_left_is_the_rest(
    by_future: list[set[int]], data: st.DataObject
) -> None:
    backlog, rows = Backlog(len(by_future), COLUMNS), len(by_future)
    random = np.random.default_rng(1)
    backlog.add(cells(by_future))
    left = set(cells(by_future).tolist())
    for _ in range(3):
        before, asked = backlog.count, np.array(data.draw(st.lists(limits, min_size=rows, max_size=rows)))
        taken = backlog.take(asked.astype(float), random)
        assert len(set(taken.tolist())) == len(taken)
        assert set(taken.tolist()) <= left
        assert (np.diff(taken // COLUMNS) >= 0).all()
        assert (before - backlog.count == np.minimum(asked, before)).all()
        left -= set(taken.tolist())
    assert set(backlog.take(np.full(rows, np.inf), random).tolist()) == left


def test_each_is_as_likely_as_any_other() -> None:
    rows = 4_000
    backlog, random = Backlog(rows, COLUMNS), np.random.default_rng(1)
    backlog.add(cells([set(range(COLUMNS - 10))] * rows))
    backlog.take(np.full(rows, 7.0), random)
    backlog.add(cells([set(range(COLUMNS - 10, COLUMNS))] * rows))
    taken = np.bincount(backlog.take(np.full(rows, 11.0), random) % COLUMNS, minlength=COLUMNS) / rows
    # Of the first forty, 33 are left; of 43, eleven are taken.
    np.testing.assert_allclose(taken[:-10], 33 / 40 * 11 / 43, atol=0.03)
    np.testing.assert_allclose(taken[-10:], 11 / 43, atol=0.03)


def test_of_some_futures_the_same_goes_on_to_wait() -> None:
    backlog = Backlog(3, COLUMNS)
    backlog.add(cells([{1}, {2, 3}, {4}]))
    backlog.keep(np.array([1]))
    assert backlog.take(np.array([np.inf]), np.random.default_rng(1)).tolist() == [2, 3]
