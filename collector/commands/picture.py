"""The picture of a learner's standing on a terminal: bars in WaniKani's colours, ages, what waits."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from collector.commands.standing import Standing
from collector.daemon.health import age
from collector.facts.types import PollCounts
from collector.model import SrsStage, Summary
from collector.moments import DAY, HOUR, Moment, instant
from collector.points.from_facts import seconds_until_reviews

COLOURS = {
    "lesson": "#888888",
    "apprentice": "#dd0093",
    "guru": "#882d9e",
    "master": "#294ddb",
    "enlightened": "#0093dd",
    "burned": "#e49900",
}
_BAR = 40
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def picture(standing: Standing, now: Moment, zone: str, *, delivering: bool) -> RenderableType:
    """Return the whole picture; *zone* is the learner's, for the clock under the next hours."""
    parts: list[RenderableType] = [Rule(Text(f"{standing.name}", style="bold"), align="left")]
    if standing.counts is not None and standing.summary is not None:
        parts += [
            _level(standing.counts),
            Text(),
            _stages(standing.counts),
            Text(),
            _queue(standing.counts),
            *_next_24h(standing.summary, zone),
            Text(),
        ]
    parts += _collector(standing, now, delivering=delivering)
    return Padding(Group(*parts), (0, 1, 1, 1))


def _level(counts: PollCounts) -> Text:
    level = counts.level
    text = Text.assemble("Level ", (str(level.level), "bold"))
    if level.kanji_total:
        missing = max(0, level.kanji_required - level.kanji_passed)
        text.append(f"   kanji passed {level.kanji_passed}/{level.kanji_total} ")
        filled = round(20 * min(1.0, level.kanji_passed / level.kanji_required))
        text.append("━" * filled, style=COLOURS["guru"])
        text.append("━" * (20 - filled), style="dim")
        text.append(
            f" {missing} more to level {level.level + 1}" if missing else " enough for the next level"
        )
    if level.since is not None:
        text.append(f"   {(counts.at - level.since) / DAY:.1f} days on it")
    return text


def _stages(counts: PollCounts) -> Table:
    together = [sum(column) for column in zip(*counts.stages.values(), strict=True)]
    groups: dict[str, int] = dict.fromkeys(COLOURS, 0)
    for stage in SrsStage:
        groups[stage.group] += together[stage]
    most = max(1, *groups.values())
    table = Table.grid(padding=(0, 1))
    for name, count in groups.items():
        bar = Text("█" * max(round(_BAR * count / most), 1 if count else 0), style=COLOURS[name])
        table.add_row(
            name.capitalize() + ("s" if name == "lesson" else ""), Text(str(count), justify="right"), bar
        )
    return table


def _queue(counts: PollCounts) -> Text:
    queue = counts.queue
    text = Text.assemble(
        (str(queue.reviews), "bold"), " reviews and ", (str(queue.lessons), "bold"), " lessons wait now"
    )
    if queue.on_vacation:
        return text.append("   on vacation: nothing falls due", style="yellow")
    wait = seconds_until_reviews(counts)
    if wait:
        text.append(f"   next reviews in {age(Moment(0), Moment(wait * 1_000_000))}")
    return text.append(f"   {queue.next_hour} in the next hour, {queue.next_24h} in the next 24 hours")


def _next_24h(summary: Summary, zone: str) -> Iterator[Text]:
    """Two lines: a bar an hour, and the hours of the learner's clock below."""
    coming = dict(summary.coming)
    hours = [Moment(summary.hour + step * HOUR) for step in range(1, 25)]
    most = max(1, *(coming.get(hour, 0) for hour in hours))
    bars = (_EIGHTHS[-(-8 * coming.get(hour, 0) // most)] for hour in hours)
    yield Text(
        "  " + "".join(bar * 2 for bar in bars) + f"  most in an hour: {most}", style=COLOURS["apprentice"]
    )
    clock = (instant(hour).astimezone(ZoneInfo(zone)).hour for hour in hours)
    yield Text(
        "  " + "".join(f"{hour:<8}" for step, hour in enumerate(clock) if step % 4 == 0) + zone, style="dim"
    )


def _collector(standing: Standing, now: Moment, *, delivering: bool) -> Iterator[Text]:
    last = standing.counts.at if standing.counts else None
    yield Text(f"Last good poll: {age(last, now)} ago" if last is not None else "No good poll yet")
    if not standing.run.ok:
        yield Text(
            f"Last poll failed {age(standing.run.ended_at, now)} ago: {standing.run.problem}", style="red"
        )
    delivery = standing.delivery
    if not delivering:
        yield Text(f"{standing.pending} points kept; INFLUXDB_URL is not set, so nothing is delivered")
        return
    delivered = delivery.succeeded_at if delivery else None
    since = f"{age(delivered, now)} ago" if delivered is not None else "never"
    waits = f"{standing.pending} points wait" if standing.pending else "nothing waits"
    yield Text(f"Last delivery to InfluxDB: {since}; {waits}")
    if delivery and delivery.problem:
        yield Text(f"Not delivered: {delivery.problem}", style="red")
    if standing.last_rejection is not None:
        yield Text(
            f"{standing.rejected} points refused; the last one: {standing.last_rejection.reason}", style="red"
        )
