"""What a person asks of an export, in words, and what it means."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import click

from collector.core.moments import Moment
from collector.core.stages import SrsStage
from collector.views.exports import period
from collector.views.exports.table import ExportFilter

_ALL_LEVELS = range(1000)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were given; *ahead*: `--until 7d` is a week from now."""

    since: str | None = None
    until: str | None = None
    kinds: tuple[str, ...] = ()
    levels: str | None = None
    stage: str = "guru"
    by: str = "day"
    account: str | None = None
    ahead: bool = False


def check(asked: Asked, now: Moment) -> None:
    """Raise `click.UsageError` naming the option that means nothing, before the state is read."""
    wanted_of(asked, now, ZoneInfo("UTC"))


def wanted_of(asked: Asked, now: Moment, zone: ZoneInfo) -> ExportFilter:
    """Return what is meant; raises `click.UsageError` naming the option that means nothing."""
    nothing = ExportFilter(now, zone)
    since = _read(asked.since, "--since", lambda text: period.begin(text, now, zone))
    until = _read(asked.until, "--until", lambda text: period.end(text, now, zone, ahead=asked.ahead))
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--since is not before --until: nothing lies between them.")
    return ExportFilter(
        now,
        zone,
        since=nothing.since if since is None else since,
        until=nothing.until if until is None else until,
        kinds=frozenset(asked.kinds),
        levels=_levels(asked.levels),
        stage=least_stage(asked.stage),
        by=asked.by,
    )


def least_stage(name: str) -> int:
    """Return the number of a stage, or of the first one of a group: 5 for `guru`."""
    return min(stage.value for stage in SrsStage if name in {stage.label, stage.group})


def _read(text: str | None, option: str, read: Callable[[str], Moment]) -> Moment | None:
    if text is None:
        return None
    try:
        return read(text)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no time that is understood; these are: {period.FORMS}.", param_hint=option
        ) from None


def _levels(text: str | None) -> range:
    if text is None:
        return _ALL_LEVELS
    found = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", text.replace(" ", ""))
    if found is None or int(found[1]) > int(found[2] or found[1]):
        raise click.BadParameter("must be a level such as 5, or some such as 1-10.", param_hint="--level")
    return range(int(found[1]), int(found[2] or found[1]) + 1)
