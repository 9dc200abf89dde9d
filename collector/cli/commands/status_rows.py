"""Rows of a label and a text, which both forms of `status` on a terminal print."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from collector.cli.styled_text import Text
from collector.core.local_time import local_date
from collector.core.moments import HOUR, Moment, instant
from collector.core.poll_counts import PollCounts, Queue
from collector.core.stages import COLOURS
from collector.core.wording import age, counted
from collector.views.projection.dates import in_words, level_band, name_of
from collector.views.status import Locked, Status
from collector.views.workload import gauges

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LABEL = 15
# However narrow a terminal says it is.
_NARROWEST = 20
# What a row is called, and what it says.
Row = tuple[str, Text]
EMPTY: Row = ("", Text.of())


def lines_of(row: Row, width: int) -> list[Text]:
    """Return *row* in lines of *width* at most, a blank column left on both sides."""
    label, text = row
    parts = text.wrapped(max(width - 2 - _LABEL, _NARROWEST))
    return [Text.of(f" {label if part is parts[0] else '':<{_LABEL}}", part) for part in parts]


def waiting_row(counts: PollCounts, now: Moment) -> Row:
    """Return the waiting lessons and reviews, or when the next reviews fall due."""
    queue = counts.queue
    text = Text.of(
        (f"{queue.reviews:>5}", "bold"), "  reviews and ", (f"{queue.lessons}", "bold"), " lessons"
    )
    old = f", {age(counts.at, now)} ago" if now - counts.at >= HOUR else ""
    return "Waiting", Text.of(text, old, _next_reviews(queue, now))


def workload_rows(counts: PollCounts) -> Iterator[Row]:
    """Yield the workload in percent of the learner's own references, where there are any."""
    weight, reviews = gauges(counts.workload)[:2] or (None, None)
    parts = []
    if weight is not None and weight.times is not None:
        parts.append(Text.of((f"{weight.percent:>5}", "bold"), f" % of {weight.of} apprentice weight"))
    if reviews is not None and reviews.times is not None:
        width = 0 if parts else 5
        parts.append(Text.of((f"{reviews.percent:>{width}}", "bold"), f" % of {reviews.of}"))
    if parts:
        yield "Workload", Text.of(parts[0], *(Text.of(", ", part) for part in parts[1:]))


def locked_rows(locked: Locked | None) -> Iterator[Row]:
    """Yield what the subscription locks, if anything."""
    if locked is not None:
        yield "Locked", Text.of(locked.sentence())


def _next_reviews(queue: Queue, now: Moment) -> str:
    if queue.on_vacation:
        return "; on vacation: nothing falls due"
    if queue.reviews or queue.next_reviews_at is None:
        return ""
    if queue.next_reviews_at <= now:
        return "; some are due by now"
    return f"; the next reviews in {age(now, queue.next_reviews_at)}"


def next_hours_rows(hours: Mapping[Moment, int], zone: ZoneInfo) -> Iterator[Row]:
    """Yield how many reviews come in the next *hours*, a bar for each, and the clock of *zone* below."""
    most = max(hours.values())
    text = Text.of((f"{sum(hours.values()):>5}", "bold"), "  reviews")
    at_most = f", at most {most} in an hour (clock of {zone.key})" if most else ""
    yield "Next 24 hours", Text.of(text, at_most)
    if most:
        bars = "".join(_EIGHTHS[-(-8 * count // most)] * 2 for count in hours.values())
        clock = [instant(hour).astimezone(zone).hour for hour in hours]
        yield "", Text.of(("       " + bars, COLOURS["apprentice"]))
        yield "", Text.of(("       " + "".join(f"{hour:<8}" for hour in clock[::4]), "dim"))


def projected_rows(status: Status) -> Iterator[Row]:
    """Yield when the next level and the last one are reached, or why that is not projected."""
    today = local_date(status.now, status.zone)
    for place, each in enumerate(status.projected):
        when = in_words(level_band(each, status.zone), today)
        yield "" if place else "Projected", Text.of(f"       {name_of(each)} {when}")
    if status.not_projected:
        yield "Projected", Text.of((status.not_projected, "dim"))


def polled_rows(status: Status, now: Moment) -> Iterator[Row]:
    """Yield how old the counts are, and why the last poll failed if it did."""
    good = f"{age(status.counts.at, now)} ago" if status.counts else None
    if status.run.ok:
        yield "Last poll", Text.of(good or "never")
        return
    yield (
        "Last poll",
        Text.of(
            (f"failed {age(status.run.at, now)} ago", "red"),
            f"; the last successful one {good}" if good else "; none was successful yet",
        ),
    )
    yield "", Text.of((status.run.problem, "red"))


def delivered_rows(status: Status, bucket: str | None, replace: str) -> Iterator[Row]:
    """Yield what was delivered and what was not; *bucket* and *replace* are as for `status_view`."""
    return _kept(status) if bucket is None else _delivered(status, bucket, replace)


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
            Text.of(
                (f"{counted(status.rejected, 'point')}; the last one: {status.last_rejection.reason}", "red")
            ),
        )
    if status.too_old is not None:
        yield "Too old", Text.of((status.too_old.sentence(bucket), "red"))
    if status.unknown_polls is not None:
        yield "Unknown", Text.of((status.unknown_polls.sentence(status.name, bucket, replace), "red"))
