"""Turns the facts of projections into points, for `from_facts`."""

from collector.core.moments import SECOND, Moment, nanoseconds
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
from collector.points import measurements as catalogue
from collector.points.measurements import Point, Value


def band_points(band: ProjectedBand) -> list[Point]:
    """Return the point of one quantile of a day."""
    fields: dict[str, Value] = {
        "due": band.due,
        "done": band.done,
        "backlog": band.backlog,
        "minutes": band.minutes,
    }
    return [Point(catalogue.PROJECTION, nanoseconds(band.at), {"quantile": band.quantile}, fields)]


def level_points(reached: ProjectedLevel) -> list[Point]:
    """Return the point of a projected level."""
    fields: dict[str, Value] = {
        "early_seconds": reached.early_seconds,
        "late_seconds": reached.late_seconds,
    }
    return [Point(catalogue.PROJECTED_LEVEL, nanoseconds(reached.at), {"level": reached.level}, fields)]


def pace_points(outcome: ProjectedPace) -> list[Point]:
    """Return the point of one pace."""
    fields: dict[str, Value] = {
        "lessons_a_day": outcome.lessons_a_day,
        "reviews_a_day": outcome.reviews_a_day,
        "minutes_a_day": outcome.minutes_a_day,
        "level_60_at": _epoch_seconds(outcome.level_60_at),
        "burned_at": _epoch_seconds(outcome.burned_at),
    }
    return [Point(catalogue.PROJECTION_PACE, nanoseconds(outcome.at), {"pace": outcome.pace}, fields)]


def _epoch_seconds(at: Moment | None) -> int:
    """Return *at* in seconds since 1970, 0 for None: without the field, an older point's date would stay."""
    return 0 if at is None else at // SECOND


def score_points(score: ProjectionScore) -> list[Point]:
    """Return the point of a completed week."""
    fields: dict[str, Value] = {
        "projected": score.projected,
        "low": score.low,
        "high": score.high,
        "came": score.came,
        "inside": int(score.inside),
    }
    if score.level_days_off is not None:
        fields["level_days_off"] = score.level_days_off
    tags = {"days_ahead": f"{score.days_ahead:02d}"}
    return [Point(catalogue.PROJECTION_SCORE, nanoseconds(score.at), tags, fields)]
