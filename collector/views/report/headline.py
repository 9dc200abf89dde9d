"""The numbers at the top of the page, and the warnings about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collector.core.local_time import local_date
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import DAY, Moment, instant
from collector.core.percent import percent
from collector.core.poll_counts import LevelState, PollCounts, Queue
from collector.core.stages import COLOURS
from collector.core.tallies import StageTally
from collector.core.wording import age, counted, dated
from collector.views.report.read import Report
from collector.views.status import Locked

_NAMES = {"lesson": "lessons"}
_MICROSECOND = timedelta(microseconds=1)
# White on these would be hard to read.
_INKS = dict.fromkeys(("lesson", "enlightened", "burned"), "#15181e")


@dataclass(frozen=True, slots=True)
class Card:
    """One number. *share*, from 0 to 1, is drawn as a bar below it."""

    label: str
    value: str
    note: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A group of stages in its colour, and its number of items."""

    name: str
    colour: str
    ink: str
    count: int


def cards(report: Report) -> list[Card]:
    """Return the present numbers; none before the first successful poll."""
    counts = report.status.counts
    return list(_cards(report, counts)) if counts is not None else []


def _cards(report: Report, counts: PollCounts) -> Iterator[Card]:
    queue = counts.queue
    yield _level(counts.level, report.data.now, report.status.locked)
    yield Card("Reviews waiting", f"{queue.reviews:,}", "" if queue.reviews else _next(report, queue))
    yield Card("Lessons", f"{queue.lessons:,}")
    yield Card("Next 24 hours", f"{queue.next_24h:,}", "more reviews")
    yield Card("Streak", f"{queue.streak_days:,}", "day" if queue.streak_days == 1 else "days in a row")
    reviewed = report.status.reviewed
    if reviewed is not None:
        yield _accuracy("Accuracy today", reviewed.today)
        yield _accuracy("Last 7 days", reviewed.week, _since(report, reviewed.since, 7))
        yield _accuracy("Last 30 days", reviewed.month, _since(report, reviewed.since, 30))


def _level(level: LevelState, now: Moment, locked: Locked | None) -> Card:
    if locked is not None and locked.level is not None:
        return Card("Level", str(level.level), "locked by the subscription")
    days = "" if level.since is None else f", {(now - level.since) / DAY:.0f} days so far"
    if not level.kanji_total or level.level >= HIGHEST_LEVEL:
        return Card("Level", str(level.level), days.removeprefix(", "))
    done = f"{level.kanji_counted} of {level.kanji_required} kanji"
    return Card("Level", str(level.level), done + days, level.kanji_share)


def _next(report: Report, queue: Queue) -> str:
    at = queue.next_reviews_at
    if at is None:
        return "" if report.data.on_vacation else "none scheduled"
    if at <= report.data.now:
        return f"some fell due {age(at, report.data.now)} ago"
    return f"the next in {age(report.data.now, at)}"


def _since(report: Report, began: date | None, days: int) -> str:
    """Return the first day with known reviews, in words, if that is within the last *days* days."""
    if began is None or (local_date(report.data.now, report.data.zone) - began).days >= days:
        return ""
    return f" since {began.day} {began:%B}"


def _accuracy(label: str, tallies: Sequence[StageTally], since: str = "") -> Card:
    done = sum(tally.reviews for tally in tallies)
    right = sum(tally.correct for tally in tallies)
    if not done:
        return Card(label, "–", "no reviews")
    return Card(label, f"{percent(right, done)} %", f"of {counted(done, 'review')}{since}")


def tiles(report: Report) -> list[Tile]:
    """Return each group of stages with its items, lessons first; none before a successful poll."""
    return [
        Tile(_NAMES.get(name, name), COLOURS[name], _INKS.get(name, "#ffffff"), count)
        for name, count in report.status.groups.items()
    ]


def warnings(report: Report) -> Iterator[str]:
    """Yield a sentence each for a failed poll, an old one, a vacation, and what the subscription locks."""
    run = report.status.run
    counts = report.status.counts
    if not run.ok:
        yield f"The last poll failed {age(run.at, report.data.now)} ago: {run.problem}"
    elif counts is not None and report.data.now - counts.at > max(
        2 * DAY, 3 * report.poll_every // _MICROSECOND
    ):
        yield f"The last poll was {age(counts.at, report.data.now)} ago: is the collector running?"
    user = report.status.user
    if user is not None and user.vacation_started_at is not None:
        yield f"On vacation since {local_time(report, user.vacation_started_at)}: nothing falls due."
    if report.status.locked is not None:
        yield report.status.locked.sentence()


def freshness(report: Report) -> str:
    """Return the time of the numbers, in words."""
    counts = report.status.counts
    return "nothing collected yet" if counts is None else f"as of {local_time(report, counts.at)}"


def local_time(report: Report, at: Moment) -> str:
    """Return *at* as the learner's clock and calendar show it."""
    local = instant(at).astimezone(report.data.zone)
    return f"{dated(local)}, {local:%H:%M} ({report.data.zone.key})"
