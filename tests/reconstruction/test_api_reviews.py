"""Rows of `/reviews`, should there be any again, in place of what was inferred."""

from collector.reconstruction.api_reviews import found_review, prefer_api_rows
from tests.reconstruction.items import found, row
from tests.statistics.items import NOON, after

GUESSED = found(NOON, (4, 5), inferred=True)


def test_a_row_says_all_about_its_review() -> None:
    told = row(
        after(1),
        starting_srs_stage=7,
        ending_srs_stage=5,
        incorrect_meaning_answers=2,
        incorrect_reading_answers=1,
    )
    assert found_review(told) == found(after(1), (7, 5), meaning_incorrect=2, reading_incorrect=1)


def test_without_rows_the_found_reviews_stay() -> None:
    assert prefer_api_rows([GUESSED], []) == (GUESSED,)
    assert prefer_api_rows([], []) == ()


def test_a_row_takes_the_place_of_a_guess_wherever_the_guess_was() -> None:
    assert prefer_api_rows([GUESSED], [row(after(5), starting_srs_stage=3, ending_srs_stage=4)]) == (
        found(after(5), (3, 4)),
    )


def test_how_late_the_only_review_was_stays_known() -> None:
    exact = found(NOON, (4, 5), late_seconds=90)
    assert prefer_api_rows([exact], [row(NOON)]) == (exact,)


def test_how_late_either_of_two_reviews_was_is_not_known() -> None:
    exact = found(NOON, (4, 5), late_seconds=90)
    rows = prefer_api_rows([exact], [row(NOON), row(after(9))])
    assert [each.late_seconds for each in rows] == [None, None]


def test_rows_for_all_reviews_are_all_of_them_in_the_order_of_time() -> None:
    guesses = [found(NOON, (1, 2), inferred=True), found(after(9), (2, 3))]
    rows = [
        row(after(8.5), starting_srs_stage=1, ending_srs_stage=2),
        row(after(0.2), starting_srs_stage=2, ending_srs_stage=1),
    ]
    assert prefer_api_rows(guesses, rows) == (found(after(0.2), (2, 1)), found(after(8.5), (1, 2)))


def test_rows_add_reviews_that_nothing_else_showed() -> None:
    assert prefer_api_rows([], [row(NOON)]) == (found(NOON, (4, 5)),)
    assert len(prefer_api_rows([GUESSED], [row(NOON), row(after(9))])) == 2


def test_fewer_rows_than_reviews_say_nothing_as_wrong_answers_would_no_longer_add_up() -> None:
    first, last = found(NOON, (1, 2), inferred=True), found(after(9), (2, 3))
    assert prefer_api_rows([first, last], [row(after(9))]) == (first, last)
