"""The status of a learner on a terminal: bars in WaniKani's colours, ages, what waits."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from collector.cli.commands.status_reviews import lifetime_row, reviewed_rows, streak_row
from collector.cli.styled_text import Text, width_of
from collector.core.advice import REPLACE
from collector.core.local_time import local_date
from collector.core.model import HIGHEST_LEVEL, Summary
from collector.core.moments import DAY, HOUR, Moment, instant
from collector.core.poll_counts import LevelState, PollCounts, Queue
from collector.core.stages import COLOURS
from collector.core.wording import age
from collector.views.projection.dates import in_words, level_band, name_of
from collector.views.status import Locked, Status
from collector.views.workload import gauges

_BAR = 40
_LABEL = 15
# However narrow a terminal says it is.
_NARROWEST = 20
_EIGHTHS = " ▁▂▃▄▅▆▇█"
# What a line is called, and what it says.
Row = tuple[str, Text]
_EMPTY: Row = ("", Text.of())


def status_view(status: Status, width: int, *, bucket: str | None, replace: str = REPLACE) -> list[Text]:
    """Return all of it, in lines of *width* at most; the clock under the next hours is the learner's.

    *bucket* is what InfluxDB calls the place that is delivered to, None where no server is set;
    *replace* is the command that makes it equal to the state.
    """
    # A blank column is left on both sides.
    rule = "─" * (width - 3 - width_of(status.name))
    lines = [Text.of((status.name, "bold"), " ", (rule, "dim"))]
    for label, text in _rows(status, status.now, bucket, replace):
        parts = text.wrapped(max(width - 2 - _LABEL, _NARROWEST))
        lines += [Text.of(f"{label if part is parts[0] else '':<{_LABEL}}", part) for part in parts]
    return [*(Text.of(" ", line) for line in lines), Text.of()]


def _rows(status: Status, now: Moment, bucket: str | None, replace: str) -> Iterator[Row]:
    yield _EMPTY
    if status.counts is not None and status.summary is not None:
        yield from _level(status.counts, status.locked)
        yield _EMPTY
        yield from _stages(status.groups)
        yield _EMPTY
        yield _waiting(status.counts, now)
        yield from _why_not_more(status.locked)
        yield from _next_24h(status.summary, now, status.zone)
        yield from _projected(status)
        yield _EMPTY
        yield from reviewed_rows(status.reviewed, COLOURS)
        yield from _workload(status.counts)
        yield streak_row(status.counts, now)
        yield lifetime_row(status.counts.totals.values())
        yield _EMPTY
    yield from _polled(status, now)
    yield from _kept(status) if bucket is None else _delivered(status, bucket, replace)


def _level(counts: PollCounts, locked: Locked | None) -> Iterator[Row]:
    level = counts.level
    if locked is not None and locked.level is not None:
        yield "Level", Text.of((f"{level.level:>5}", "bold"), "  locked by the subscription")
        return
    since = "" if level.since is None else f"for {(counts.at - level.since) / DAY:.1f} days"
    yield "Level", Text.of((f"{level.level:>5}", "bold"), "  ", since)
    if level.kanji_total:
        filled = round(_BAR * level.kanji_share)
        yield (
            "Kanji passed",
            Text.of(
                (f"{level.kanji_counted:>5}", "bold"),
                ("  " + "━" * filled, COLOURS["guru"]),
                ("─" * (_BAR - filled), "dim"),
                f"  of {level.kanji_required}",
            ),
        )
        yield "", Text.of((f"       {_goal(level)}", "dim"))


def _goal(level: LevelState) -> str:
    missing = level.kanji_required - level.kanji_passed
    goal = f"for level {level.level + 1}" if level.level < HIGHEST_LEVEL else "to pass the last level"
    return f"{missing} more {goal}" if missing > 0 else f"enough {goal}"


def _stages(groups: Mapping[str, int]) -> Iterator[Row]:
    most = max(1, *groups.values())
    for name, count in groups.items():
        bar = "█" * max(round(_BAR * count / most), 1 if count else 0)
        yield (
            "Lessons" if name == "lesson" else name.capitalize(),
            Text.of((f"{count:>5}", "bold"), "  ", (bar, COLOURS[name])),
        )


def _waiting(counts: PollCounts, now: Moment) -> Row:
    queue = counts.queue
    text = Text.of(
        (f"{queue.reviews:>5}", "bold"), "  reviews and ", (f"{queue.lessons}", "bold"), " lessons"
    )
    old = f", {age(counts.at, now)} ago" if now - counts.at >= HOUR else ""
    return "Waiting", Text.of(text, old, _next_reviews(queue, now))


def _workload(counts: PollCounts) -> Iterator[Row]:
    weight, reviews = gauges(counts.workload)[:2] or (None, None)
    parts = []
    if weight is not None and weight.times is not None:
        parts.append(Text.of((f"{weight.percent:>5}", "bold"), f" % of {weight.of} apprentice weight"))
    if reviews is not None and reviews.times is not None:
        width = 0 if parts else 5
        parts.append(Text.of((f"{reviews.percent:>{width}}", "bold"), f" % of {reviews.of}"))
    if parts:
        yield "Workload", Text.of(parts[0], *(Text.of(", ", part) for part in parts[1:]))


def _why_not_more(locked: Locked | None) -> Iterator[Row]:
    if locked is not None:
        yield "Locked", Text.of(locked.sentence())


def _next_reviews(queue: Queue, now: Moment) -> str:
    if queue.on_vacation:
        return "; on vacation: nothing falls due"
    if queue.reviews or queue.next_reviews_at is None:
        return ""
    if queue.next_reviews_at <= now:
        return "; reviews have fallen due since"
    return f"; the next reviews in {age(now, queue.next_reviews_at)}"


def _next_24h(summary: Summary, now: Moment, zone: ZoneInfo) -> Iterator[Row]:
    """Yield how many, a bar an hour, and the hours of the learner's clock below."""
    coming = dict(summary.coming)
    this_hour = now - now % HOUR
    counts = {Moment(this_hour + step * HOUR): 0 for step in range(1, 25)}
    counts |= {hour: coming[hour] for hour in counts if hour in coming}
    most = max(counts.values())
    text = Text.of((f"{sum(counts.values()):>5}", "bold"), "  reviews")
    at_most = f", at most {most} in an hour (clock of {zone.key})" if most else ""
    yield "Next 24 hours", Text.of(text, at_most)
    if most:
        bars = "".join(_EIGHTHS[-(-8 * count // most)] * 2 for count in counts.values())
        clock = [instant(hour).astimezone(zone).hour for hour in counts]
        yield "", Text.of(("       " + bars, COLOURS["apprentice"]))
        yield "", Text.of(("       " + "".join(f"{hour:<8}" for hour in clock[::4]), "dim"))


def _projected(status: Status) -> Iterator[Row]:
    """Yield when the next level and the last one are reached, or why that is not projected."""
    today = local_date(status.now, status.zone)
    for place, each in enumerate(status.projected):
        when = in_words(level_band(each, status.zone), today)
        yield "" if place else "Projected", Text.of(f"       {name_of(each)} {when}")
    if status.not_projected:
        yield "Projected", Text.of((status.not_projected, "dim"))


def _polled(status: Status, now: Moment) -> Iterator[Row]:
    good = f"{age(status.counts.at, now)} ago" if status.counts else None
    if status.run.ok:
        yield "Last poll", Text.of(good or "never")
        return
    yield (
        "Last poll",
        Text.of(
            (f"failed {age(status.run.at, now)} ago", "red"),
            f"; the last good one {good}" if good else "; none was good yet",
        ),
    )
    yield "", Text.of((status.run.problem, "red"))


def _kept(status: Status) -> Iterator[Row]:
    kept = f"{status.pending:,} points, until INFLUXDB_URL is set"
    yield "Kept", Text.of(kept if status.pending else "nothing waits; INFLUXDB_URL is not set now")


def _delivered(status: Status, bucket: str, replace: str) -> Iterator[Row]:
    delivery = status.delivery
    done = delivery.succeeded_at if delivery else None
    waits = f"{status.pending:,} points wait" if status.pending else "nothing waits"
    # Deliveries are dated by this machine's clock, whatever WaniKani's time is.
    ago = f"{age(done, status.clock_now)} ago" if done is not None else "never"
    yield "Delivered", Text.of(f"{ago}; {waits}")
    if delivery and delivery.problem:
        yield "", Text.of((delivery.problem, "red"))
    if status.last_rejection is not None:
        yield (
            "Refused",
            Text.of((f"{status.rejected:,} points; the last one: {status.last_rejection.reason}", "red")),
        )
    if status.too_old is not None:
        yield "Too old", Text.of((status.too_old.sentence(bucket), "red"))
    if status.unknown_polls is not None:
        yield "Unknown", Text.of((status.unknown_polls.sentence(status.name, bucket, replace), "red"))
