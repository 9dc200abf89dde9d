"""How right earlier projections were is told from what came."""

from collector.core.moments import DAY, Moment
from collector.core.projection_facts import ProjectionScore
from collector.views.projection.score import Score, score_lines, score_table, scores
from tests.views.projection.made import TODAY, ZONE, noon


def week(
    days_ahead: int, projected: int, came: int, off: float | None = None, ago: int = 0
) -> ProjectionScore:
    """Return a week of whose reviews a tenth more or less are in the band."""
    return ProjectionScore(
        at=Moment(noon(TODAY) - ago * DAY),
        days_ahead=days_ahead,
        projected=projected,
        low=projected - projected // 10,
        high=projected + projected // 10,
        came=came,
        level_days_off=off,
    )


def test_each_number_of_days_ahead_is_judged_by_itself() -> None:
    found = scores([week(28, 100, 50), week(7, 100, 95, off=-2), week(7, 100, 125, off=1), week(7, 100, 100)])
    assert found == [
        Score(7, compared=3, inside=2, error=5 / 95, level_days_off=1.5),
        Score(28, compared=1, inside=0, error=1.0, level_days_off=None),
    ]


def test_a_week_without_reviews_has_no_share_but_counts() -> None:
    assert scores([week(7, 100, 0)]) == [Score(7, 1, 0, None, None)]


def test_the_score_is_put_into_words() -> None:
    (line,) = score_lines(scores([week(7, 100, 95, off=2), week(7, 100, 125), week(7, 100, 100)]))
    assert line == ("7 days", "3", "67 %", "5 %", "2.0 days")


def test_of_programs_each_week_is_a_row() -> None:
    table = score_table([week(7, 100, 95, off=-2, ago=7), week(28, 100, 120)], ZONE)
    assert [dict(zip(table.columns, row, strict=True)) for row in table.rows] == [
        {
            "day": TODAY.replace(day=13), "days_ahead": 7, "projected": 100, "low": 90, "high": 110,
            "came": 95, "inside": 1, "level_days_off": -2,
        },
        {
            "day": TODAY, "days_ahead": 28, "projected": 100, "low": 90, "high": 110, "came": 120,
            "inside": 0, "level_days_off": None,
        },
    ]  # fmt: skip
