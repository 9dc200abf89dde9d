"""The learner's present, read from the state in one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.model import HIGHEST_LEVEL, Summary, User
from collector.core.moments import HOUR, Moment, hour_of
from collector.core.poll_counts import PollCounts
from collector.core.projection import ALL_BURNED
from collector.core.projection_facts import ProjectedLevel
from collector.core.retention import PointsTooOld
from collector.core.tallies import StageTally
from collector.core.unknown_polls import UnknownPolls
from collector.core.wording import counted
from collector.storage import identity as identities
from collector.storage import ledger, mirror, outbox, projections, runs, statistics_reads
from collector.storage.items import items_above
from collector.storage.outbox import RejectedPoint
from collector.storage.runs import DeliveryState, Run
from collector.storage.transaction import Transaction
from collector.views.present import present
from collector.views.scheduled import scheduled
from collector.views.zone import days_zone


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The reviews of today, and of the last 7 and 30 local days, today included.

    *since* is the day on which reviews began to be found, if that is within the 30 days.
    """

    today: list[StageTally]
    week: list[StageTally]
    month: list[StageTally]
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Locked:
    """Items that a free or lapsed subscription locks: all above *highest*, the last level that it grants.

    *level* is the learner's own level if that is locked too, else None. WaniKani lists none of it as
    available, so nothing here waits for it.
    """

    subscription: str
    highest: int
    level: int | None
    lessons: int
    in_review: int

    def sentence(self) -> str:
        """Return why these items do not count, in words."""
        locked = [
            f"level {self.level}" if self.level else "",
            counted(self.lessons, "lesson") if self.lessons else "",
            counted(self.in_review, "item") + " in review" if self.in_review else "",
        ]
        *others, last = [part for part in locked if part]
        what = f"{', '.join(others)} and {last} are" if others else f"{last} {self._is_or_are()}"
        return (
            f"The subscription ({self.subscription}) ends at level {self.highest}: {what} locked and not "
            "counted."
        )

    def _is_or_are(self) -> str:
        return "is" if self.level or self.lessons + self.in_review == 1 else "are"


@dataclass(frozen=True, slots=True)
class Status:
    """All that `status` shows. *user*, *counts* and *summary* are None until the first successful poll.

    *now* is never before the last successful poll (`present`); *clock_now* is this machine's clock, which
    dates deliveries. *zone* is that of the learner's days. *reviewed* is None until a review was
    found, *locked* while the subscription locks nothing. *projected* are the next level and the last one, of
    those that are projected for today or later; *not_projected* says why the projection has none, if so.
    *due_today* and *due_tomorrow* are the reviews that become available after this hour, by local day.
    """

    name: str
    now: Moment
    clock_now: Moment
    zone: ZoneInfo
    user: User | None
    counts: PollCounts | None
    summary: Summary | None
    locked: Locked | None
    reviewed: Reviewed | None
    run: Run
    delivery: DeliveryState | None
    pending: int
    rejected: int
    last_rejection: RejectedPoint | None
    too_old: PointsTooOld | None
    unknown_polls: UnknownPolls | None
    projected: Sequence[ProjectedLevel] = ()
    not_projected: str = ""
    due_today: int = 0
    due_tomorrow: int = 0

    @property
    def next_hours(self) -> dict[Moment, int]:
        """Reviews that become available in each of the next 24 hours; nothing before a successful poll."""
        if self.summary is None:
            return {}
        coming, this_hour = dict(self.summary.coming), hour_of(self.now)
        hours = [Moment(this_hour + step * HOUR) for step in range(1, 25)]
        return {hour: coming.get(hour, 0) for hour in hours}

    @property
    def groups(self) -> dict[str, int]:
        """The items in each group of stages, those lessons left out that the subscription locks."""
        groups = self.counts.groups if self.counts else {}
        lessons = max(0, groups.get("lesson", 0) - (self.locked.lessons if self.locked else 0))
        return groups | {"lesson": lessons} if groups else {}


def read_status(tx: Transaction, clock_now: Moment, configured: ZoneInfo) -> Status | None:
    """Return the learner's status when the machine's clock says *clock_now*; None if no poll was ever tried.

    Days are those of `days_zone`.
    """
    run = runs.last_run(tx)
    if run is None:
        return None
    who = identities.identity(tx)
    now = present(tx, clock_now)
    zone = days_zone(tx, configured)
    user = mirror.user(tx)
    counts = ledger.polls.last_poll(tx)
    today = local_date(now, zone)
    projected = _projected(tx, counts, midnight(today, zone)) if counts else []
    due = scheduled(tx, now, zone, end=midnight(today + timedelta(days=2), zone))
    return Status(
        now=now,
        clock_now=clock_now,
        zone=zone,
        name=who.name if who else "(no account yet)",
        user=user,
        counts=counts,
        summary=mirror.summary(tx),
        locked=_locked(tx, user) if user else None,
        reviewed=_reviewed(tx, now, zone),
        run=run,
        delivery=runs.delivery(tx),
        pending=outbox.pending(tx),
        rejected=outbox.rejected(tx),
        last_rejection=outbox.last_rejection(tx),
        too_old=outbox.points_too_old(tx),
        unknown_polls=runs.overlapping_polls(tx),
        projected=projected,
        not_projected="" if projected else _why_not_projected(tx),
        due_today=due[today],
        due_tomorrow=due[today + timedelta(days=1)],
    )


def _locked(tx: Transaction, user: User) -> Locked | None:
    highest = user.subscription.levels
    if highest >= HIGHEST_LEVEL:
        return None
    above = items_above(tx, highest)
    if not user.beyond_subscription and not any(above):
        return None
    level = user.level if user.beyond_subscription else None
    return Locked(user.subscription.type, highest, level, above.lessons, above.in_review)


def _reviewed(tx: Transaction, now: Moment, zone: ZoneInfo) -> Reviewed | None:
    first = ledger.reviews.first_review(tx)
    read = statistics_reads.statistics_read(tx)
    if first is None:
        return None
    today = local_date(now, zone)

    def last(days: int) -> list[StageTally]:
        return ledger.reviews.by_stage(tx, midnight(today - timedelta(days=days - 1), zone))

    began = local_date(min(first, read.first) if read else first, zone)
    within = began > today - timedelta(days=29)
    return Reviewed(today=last(1), week=last(7), month=last(30), since=began if within else None)


def _projected(tx: Transaction, counts: PollCounts, today: Moment) -> list[ProjectedLevel]:
    """Return what the newest projection says of the next level and the last one, or of burning all.

    Read by level: to read all of a projection would take as long as the rest of the status.
    """
    made_at = projections.projected_at(tx)
    if made_at is None:
        return []
    ahead = (f"{counts.level.level + 1:02d}", f"{HIGHEST_LEVEL}")
    names = dict.fromkeys(ahead) if counts.level.level < HIGHEST_LEVEL else (ALL_BURNED,)
    found = (ledger.projected.level_as_of(tx, made_at, name) for name in names)
    return [each for each in found if each is not None and each.stands and each.at >= today]


def _why_not_projected(tx: Transaction) -> str:
    made = projections.projection(tx)
    return made.reason if made else ""
