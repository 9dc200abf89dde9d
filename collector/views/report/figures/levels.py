"""The days that each level took."""

from collections import Counter
from collections.abc import Iterator

from collector.core.facts import LevelAttempt
from collector.core.local_time import local_date
from collector.core.moments import DAY
from collector.views.report.data import ReportData
from collector.views.report.figures.style import FAINT, NO_POLL_YET, Figure, colour, empty_figure


def levels(data: ReportData) -> Figure:
    """Return a bar for each attempt at a level, of the whole past: days from unlocked to passed.

    The one in progress has the days so far; one abandoned by a reset, or locked by the subscription, has a
    place but no bar.
    """
    attempts = list(_attempts(data))
    if not attempts:
        return empty_figure(NO_POLL_YET)
    return Figure(
        [
            {
                "type": "bar",
                "x": [name for name, _ in attempts],
                "y": [_days(attempt, data) for _, attempt in attempts],
                "text": [_hover_text(attempt, data) for _, attempt in attempts],
                "textposition": "none",
                "marker": {"color": [_colour(attempt) for _, attempt in attempts]},
                "hovertemplate": "level %{x}: %{text}<extra></extra>",
                "showlegend": False,
            }
        ],
        {
            # A level that was given up has no bar to point at.
            "hovermode": "x",
            "xaxis": {"type": "category", "title": {"text": "level"}},
            "yaxis": {"title": {"text": "days"}},
        },
    )


def _attempts(data: ReportData) -> Iterator[tuple[str, LevelAttempt]]:
    """Yield the attempts in order with a name: `12`, and `12 (2)` for a second attempt."""
    times: Counter[int] = Counter()
    for attempt in data.levels:
        times[attempt.level] += 1
        nth = times[attempt.level]
        yield f"{attempt.level}" if nth == 1 else f"{attempt.level} ({nth})", attempt


def _is_locked(attempt: LevelAttempt, data: ReportData) -> bool:
    return attempt.level > data.granted and attempt.passed_at is None


def _is_abandoned(attempt: LevelAttempt) -> bool:
    return attempt.abandoned and attempt.passed_at is None


def _days(attempt: LevelAttempt, data: ReportData) -> float:
    if _is_abandoned(attempt) or _is_locked(attempt, data):
        return 0
    return round(((attempt.passed_at or data.now) - attempt.unlocked_at) / DAY, 1)


def _colour(attempt: LevelAttempt) -> str:
    return colour("enlightened") if attempt.passed_at is not None else FAINT


def _hover_text(attempt: LevelAttempt, data: ReportData) -> str:
    since = f"{local_date(attempt.unlocked_at, data.zone):%e %b %Y}".strip()
    if _is_abandoned(attempt):
        return f"started on {since}, abandoned by a reset"
    if _is_locked(attempt, data):
        return f"unlocked on {since}, locked by the subscription"
    days = _days(attempt, data)
    return (
        f"{days} days from {since}" if attempt.passed_at is not None else f"{days} days so far, since {since}"
    )
