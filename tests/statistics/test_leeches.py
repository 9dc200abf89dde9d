"""Leeches: who they are, in what order, and which ranks are worth a line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Leech, LeechRank
from collector.core.model import Item, SubjectId
from collector.statistics.leeches import RANKS, changed_ranks, facet_score, score, worst
from tests.statistics.items import NEW_KIND, NOON, after, any_items, item

COSTLY: dict[str, Any] = {"meaning_incorrect": 5, "meaning_streak": 1}


@pytest.mark.parametrize(
    ("special", "expected"),
    [
        pytest.param({}, 0.0, id="an item without wrong answers is no leech"),
        pytest.param({"meaning_incorrect": 3, "meaning_streak": 1}, 3.0, id="the score is the wrong answers"),
        pytest.param({"meaning_incorrect": 3, "meaning_streak": 0}, 3.0, id="no streak counts as one of one"),
        pytest.param(
            {"meaning_incorrect": 8, "meaning_streak": 4}, 1.0, id="a streak divides, by its power of 1.5"
        ),
        pytest.param(
            {**COSTLY, "reading_incorrect": 9, "reading_streak": 1}, 9.0, id="the worse facet counts"
        ),
        pytest.param(
            {**COSTLY, "reading_incorrect": 9, "reading_streak": 9}, 5.0, id="worse by score, not by errors"
        ),
        pytest.param(
            {"reading_incorrect": 4, "reading_streak": 1}, 4.0, id="a reading alone can make a leech"
        ),
        pytest.param({**COSTLY, "stage": 0}, 0.0, id="a lesson is no leech"),
        pytest.param({**COSTLY, "stage": 8}, 5.0, id="an enlightened item can be one"),
        pytest.param({**COSTLY, "stage": 9}, 0.0, id="a burned item is none"),
        pytest.param({**COSTLY, "hidden": True}, 0.0, id="a hidden item is none"),
        pytest.param(
            {"kind": "radical", "reading_incorrect": 9}, 0.0, id="stray readings of a radical do not count"
        ),
        pytest.param(
            {"kind": "kana_vocabulary", "reading_incorrect": 9}, 0.0, id="nor those of kana vocabulary"
        ),
        pytest.param(
            {"kind": NEW_KIND, "reading_incorrect": 9}, 9.0, id="a new kind counts, with its readings"
        ),
    ],
)
def test_the_score_of_an_item(special: dict[str, Any], expected: float) -> None:
    assert score(item(**special)) == expected


@given(st.integers(1, 2000))
def test_a_score_of_exactly_one_is_met_exactly(root: int) -> None:
    assert facet_score(root**3, root**2) == 1.0


@pytest.mark.parametrize(
    ("special", "incorrect", "streak"),
    [
        pytest.param(
            {"meaning_incorrect": 4, "meaning_streak": 1}, 4, 1, id="the meaning's, when it is worse"
        ),
        pytest.param(
            {"meaning_incorrect": 4, "meaning_streak": 2, "reading_incorrect": 3, "reading_streak": 1},
            3,
            1,
            id="the reading's, when it scores higher with fewer errors",
        ),
        pytest.param(
            {"meaning_incorrect": 2, "meaning_streak": 1, "reading_incorrect": 16, "reading_streak": 4},
            2,
            1,
            id="the meaning's, when both score alike",
        ),
        pytest.param(
            {"kind": "radical", "meaning_incorrect": 2, "reading_incorrect": 9},
            2,
            0,
            id="the meaning's, where nothing is read",
        ),
    ],
)
def test_a_leech_shows_the_facet_that_scores_higher(
    special: dict[str, Any], incorrect: int, streak: int
) -> None:
    (leech,) = worst([item(**special)])
    assert (leech.incorrect, leech.current_streak) == (incorrect, streak)


def test_a_leech_shows_its_item() -> None:
    (leech,) = worst([item(440, "vocabulary", stage=5, label="水玉", meaning_text="Polka Dot", **COSTLY)])
    assert leech == Leech(
        subject_id=SubjectId(440),
        srs_stage=5,
        incorrect=5,
        current_streak=1,
        score=5.0,
        characters="水玉",
        meaning="Polka Dot",
        subject_type="vocabulary",
    )


def test_the_worst_comes_first_and_equals_come_by_id() -> None:
    wrong = {7: 2, 3: 2, 5: 4, 4: 1}
    found = worst(item(each, meaning_incorrect=count, meaning_streak=1) for each, count in wrong.items())
    assert [leech.subject_id for leech in found] == [5, 3, 7, 4]


def test_a_score_just_below_one_is_not_a_leech() -> None:
    assert worst([item(meaning_incorrect=2, meaning_streak=2)]) == []


def test_there_are_at_most_fifty_ranks() -> None:
    found = worst(item(each, **COSTLY) for each in range(1, 60))
    assert [leech.subject_id for leech in found] == list(range(1, RANKS + 1))
    assert RANKS == 50


def _leech(subject_id: int, **special: Any) -> Leech:
    (leech,) = worst([item(subject_id, **{**COSTLY, **special})])
    return leech


A, B = _leech(1), _leech(2)


@pytest.mark.parametrize(
    ("leeches", "written", "expected"),
    [
        pytest.param([], {}, [], id="no leech is no line"),
        pytest.param([A], {}, [(1, A)], id="a new leech takes its rank"),
        pytest.param([A, B], {1: A, 2: B}, [], id="a list that did not change is not written"),
        pytest.param([B, A], {1: A, 2: B}, [(1, B), (2, A)], id="two that change places are both written"),
        pytest.param([A], {1: A, 2: B}, [(2, None)], id="a rank that was freed is written once"),
        pytest.param([A], {1: A, 2: None}, [], id="and not again"),
        pytest.param([A, B], {1: A, 2: None}, [(2, B)], id="a freed rank can be taken again"),
        pytest.param([], {1: A, 2: B}, [(1, None), (2, None)], id="all ranks can be freed"),
        pytest.param(
            [_leech(1, stage=2)], {1: A}, [(1, _leech(1, stage=2))], id="another stage is other content"
        ),
    ],
)
def test_ranks_worth_writing(
    leeches: list[Leech], written: dict[int, Leech | None], expected: list[tuple[int, Leech | None]]
) -> None:
    assert changed_ranks(NOON, leeches, written) == [LeechRank(NOON, rank, leech) for rank, leech in expected]


@given(st.lists(any_items(), max_size=6))
def test_after_any_history_the_newest_row_of_each_rank_is_todays_list(history: list[list[Item]]) -> None:
    newest: dict[int, Leech | None] = {}
    for hours, items in enumerate(history):
        today = worst(items)
        rows = changed_ranks(after(hours), today, newest)
        for row in rows:
            assert row.at == after(hours)
            assert row.leech != newest.get(row.rank)
            newest[row.rank] = row.leech
        assert newest == {rank: dict(enumerate(today, start=1)).get(rank) for rank in newest}
        assert len([leech for leech in newest.values() if leech]) == len(today)
        assert changed_ranks(after(hours), today, newest) == []


@given(any_items(most=12))
def test_the_list_is_every_item_of_score_one_or_more_in_order(items: list[Item]) -> None:
    found = worst(reversed(items))
    assert {leech.subject_id for leech in found} == {each.subject_id for each in items if score(each) >= 1}
    order = [(-leech.score, leech.subject_id) for leech in found]
    assert order == sorted(order)
    assert all(leech.score == facet_score(leech.incorrect, leech.current_streak) for leech in found)
