"""The reviews that fall due in each hour, and the hours that changed since they were last written."""

from collections.abc import Iterable, Mapping

from collector.core.facts import ForecastHour
from collector.core.kinds import KINDS
from collector.core.model import DueGroup, User
from collector.core.moments import Moment
from collector.core.stages import REVIEWED_STAGES, SrsStage

Hour = tuple[Moment, str]
_GROUPS = {int(stage): stage.group for stage in SrsStage}


def foreseen(due: Iterable[DueGroup], user: User) -> dict[Hour, ForecastHour]:
    """Return the reviews that fall due, by hour and kind; none while on vacation.

    Of the items that are *due* later, those count whose kind and stage are reviewed.
    """
    if user.vacation_started_at is not None:
        return {}
    counts: dict[Hour, dict[str, int]] = {}
    for group in due:
        if group.kind in KINDS and group.stage in REVIEWED_STAGES:
            by = counts.setdefault((group.hour, group.kind), {})
            name = _GROUPS[group.stage]
            by[name] = by.get(name, 0) + group.items
    return {
        (hour, kind): ForecastHour(hour=hour, subject_type=kind, **by) for (hour, kind), by in counts.items()
    }


def changed_hours(
    now: Moment, hours: Mapping[Hour, ForecastHour], written: Mapping[Hour, ForecastHour]
) -> list[ForecastHour]:
    """Return the hours that differ from what was last written; one that emptied comes with zeros.

    A past hour keeps what was last foreseen for it.
    """
    emptied = {
        (hour, kind): ForecastHour(hour=hour, subject_type=kind)
        for hour, kind in written
        if (hour, kind) not in hours
    }
    merged = {**emptied, **hours}
    return [hour for key, hour in sorted(merged.items()) if _is_news(hour, written.get(key), now)]


def _is_news(hour: ForecastHour, written: ForecastHour | None, now: Moment) -> bool:
    # Of an hour that has begun only the rest is seen, which is nothing unless items fall due within
    # hours, as after a vacation: fewer than before only means that some fell due meanwhile.
    if written is not None and hour.hour <= now:
        return hour.reviews > written.reviews
    return hour != written
