"""The reviews that fall due in each hour, and the hours that changed since they were last written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from collector.core.facts import ForecastHour
from collector.core.kinds import KINDS
from collector.core.model import Item, User
from collector.core.moments import Moment, hour_of
from collector.core.stages import REVIEWED_GROUPS, REVIEWED_STAGES, SrsStage

Hour = tuple[Moment, str]
_GROUPS = {int(stage): stage.group for stage in SrsStage}


def foreseen(items: Iterable[Item], user: User, now: Moment) -> dict[Hour, ForecastHour]:
    """Return the reviews that fall due after *now*, by hour and kind; none while on vacation.

    An item counts when it is not hidden and its subject's level is within the subscription.
    """
    if user.vacation_started_at is not None:
        return {}
    counts: defaultdict[Hour, Counter[str]] = defaultdict(Counter)
    levels = user.subscription.levels
    for item in items:
        if item.available_at is not None and item.available_at > now and _counts(item, levels):
            counts[hour_of(item.available_at), item.kind][_GROUPS[item.stage]] += 1
    return {
        (hour, kind): ForecastHour(
            hour=hour, subject_type=kind, **{group: by[group] for group in REVIEWED_GROUPS}
        )
        for (hour, kind), by in counts.items()
    }


def _counts(item: Item, levels: int) -> bool:
    return (
        not item.hidden
        and item.kind in KINDS
        and item.stage in REVIEWED_STAGES
        and (item.level is None or item.level <= levels)
    )


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
