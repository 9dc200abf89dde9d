"""The document of `status --json` and `/status.json`. Its fields are stable: new ones may come, none goes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from collector.core.json_document import JsonDay, JsonTime, day_in_json, exact_time, time_in_json
from collector.core.moments import Moment
from collector.core.percent import percent
from collector.core.poll_counts import PollCounts, Totals
from collector.core.projection import ALL_BURNED
from collector.core.projection_facts import ProjectedLevel
from collector.core.tallies import StageTally
from collector.core.wording import counted
from collector.views.projection.dates import level_band
from collector.views.status import Locked, Reviewed, Status

_NOTHING_COLLECTED = "Nothing was collected yet: run wanikani-collector poll."


@dataclass(frozen=True, slots=True)
class HourJson:
    """An hour to come."""

    starts_at: Annotated[JsonTime, "When the hour begins."]
    reviews: Annotated[int, "The reviews that become available in it."]


@dataclass(frozen=True, slots=True)
class StagesJson:
    """The items in each group of stages."""

    lesson: Annotated[int, "Items unlocked whose lesson waits; without those that the subscription locks."]
    apprentice: Annotated[int, "Items in stages 1 to 4."]
    guru: Annotated[int, "Items in stages 5 and 6."]
    master: Annotated[int, "Items in stage 7."]
    enlightened: Annotated[int, "Items in stage 8."]
    burned: Annotated[int, "Items in stage 9."]


@dataclass(frozen=True, slots=True)
class ReviewsJson:
    """The reviews of some days."""

    reviews: Annotated[int, "How many reviews were done."]
    correct: Annotated[int, "How many of them had no wrong answer."]
    accuracy_percent: Annotated[float | None, "The share of those, to a tenth; null without a review."]


@dataclass(frozen=True, slots=True)
class WorkloadJson:
    """The workload, compared with the learner's own 90 days before."""

    apprentice_weight: Annotated[int, "The items in Apprentice, those in early stages counted more often."]
    apprentice_weight_usual: Annotated[int | None, "Its median; null until 14 days have a poll."]
    apprentice_weight_high: Annotated[int | None, "What it does not exceed on nine of ten days."]
    reviews_per_day: Annotated[float | None, "The mean of the last seven whole days."]
    reviews_per_day_capacity: Annotated[
        int | None,
        "What the reviews of a day do not exceed on nine of ten days; null until 14 days have any.",
    ]
    seconds_per_review: Annotated[float | None, "How long a review took in the last seven whole days."]
    seconds_per_review_usual: Annotated[float | None, "How long a review usually takes."]


@dataclass(frozen=True, slots=True)
class LockedJson:
    """Items and levels that the subscription locks."""

    subscription: Annotated[str, "The type of the subscription, such as `free`."]
    highest_level: Annotated[int, "The highest level that it grants."]
    own_level_locked: Annotated[bool, "True if the learner's own level is above it."]
    lessons: Annotated[int, "Locked lessons."]
    items_in_review: Annotated[int, "Locked items whose lesson was done."]


@dataclass(frozen=True, slots=True)
class ProjectedJson:
    """A day to come, as the newest projection has it."""

    target: Annotated[str, "`level` or `burned`: a level is reached, or every item is burned."]
    level: Annotated[int | None, "The level; null for `burned`."]
    expected_on: Annotated[JsonDay | None, "The day by which half of the simulated futures are there."]
    earliest_on: Annotated[JsonDay | None, "The day by which a tenth of them are there."]
    latest_on: Annotated[JsonDay | None, "The day by which nine tenths of them are there."]


@dataclass(frozen=True, slots=True)
class AccountJson:
    """One account. Counts are those of the last successful poll."""

    account: Annotated[str, "The account's name in settings, commands and addresses."]
    name: Annotated[
        str | None, "The learner's name, as on points and pages; null before the first successful poll."
    ] = None
    ok: Annotated[bool, "True if `problems` is empty."] = False
    problems: Annotated[list[str], "One sentence for each problem, with what to do."] = field(
        default_factory=list
    )
    last_poll_at: Annotated[JsonTime | None, "When the last poll was tried."] = None
    last_successful_poll_at: Annotated[
        JsonTime | None, "When the last successful poll was: the age of the counts."
    ] = None
    time_zone: Annotated[str | None, "The zone whose days are counted, such as `Europe/Berlin`."] = None
    reviews_waiting: Annotated[int | None, "Reviews available now."] = None
    lessons_waiting: Annotated[int | None, "Lessons available now."] = None
    next_reviews_at: Annotated[
        JsonTime | None,
        "When the next reviews become available; in the past once they are, null if none are to come.",
    ] = None
    on_vacation: Annotated[bool | None, "True in vacation mode: nothing becomes available."] = None
    reviews_due_24_hours: Annotated[int | None, "Reviews that become available in the next 24 hours."] = None
    reviews_due_later_today: Annotated[
        int | None, "Reviews that become available after this hour and before midnight."
    ] = None
    reviews_due_tomorrow: Annotated[int | None, "Reviews that become available tomorrow."] = None
    reviews_due_by_hour: Annotated[list[HourJson], "The next 24 hours, in order."] = field(
        default_factory=list
    )
    level: Annotated[int | None, "The learner's level."] = None
    level_started_at: Annotated[
        JsonTime | None, "When the level began; null if that is not known, or the level is passed or locked."
    ] = None
    level_kanji_passed: Annotated[int | None, "Kanji of the level that were passed."] = None
    level_kanji_required: Annotated[int | None, "How many of them must be, for the next level."] = None
    level_kanji_total: Annotated[int | None, "Kanji of the level."] = None
    stages: Annotated[StagesJson | None, "Items by group of stages."] = None
    reviews_today: Annotated[ReviewsJson | None, "The reviews of today."] = None
    reviews_7_days: Annotated[ReviewsJson | None, "The reviews of the last 7 days, with today."] = None
    reviews_30_days: Annotated[ReviewsJson | None, "The reviews of the last 30 days, with today."] = None
    reviews_found_since: Annotated[
        JsonDay | None, "The day on which reviews began to be found, if it is within these 30 days."
    ] = None
    streak_days: Annotated[int | None, "Days in a row with a review or a lesson."] = None
    leeches: Annotated[int | None, "Items that are answered wrong again and again."] = None
    meaning_accuracy_percent: Annotated[float | None, "Right answers among all meanings ever asked."] = None
    reading_accuracy_percent: Annotated[float | None, "Right answers among all readings ever asked."] = None
    workload: Annotated[WorkloadJson | None, "How much there is to do."] = None
    locked: Annotated[LockedJson | None, "What the subscription locks; null if that is nothing."] = None
    projected: Annotated[
        list[ProjectedJson], "The next level and the last one; on the last level, when all is burned."
    ] = field(default_factory=list)
    not_projected: Annotated[str | None, "Why there is no projection, if it says so."] = None
    last_delivery_at: Annotated[JsonTime | None, "When InfluxDB last had every point."] = None
    points_waiting: Annotated[int | None, "Points that wait for InfluxDB."] = None
    points_refused: Annotated[int | None, "Points that InfluxDB refused."] = None
    points_too_old: Annotated[int | None, "Points older than the database keeps."] = None

    @classmethod
    def without_status(cls, account: str, problem: str) -> "AccountJson":
        """Return an account of which nothing is known, because of *problem*."""
        return cls(account=account, problems=[problem])


@dataclass(frozen=True, slots=True)
class StatusJson:
    """All accounts, or the one that was asked for."""

    generated_at: Annotated[JsonTime, "When the document was made."]
    accounts: Annotated[list[AccountJson], "The accounts."]
    problems: Annotated[list[str], "What is wrong with the settings: one sentence for each mistake."]


def status_document(now: Moment, accounts: Iterable[AccountJson], problems: Iterable[str]) -> StatusJson:
    """Return the document of *accounts* as of *now*."""
    return StatusJson(exact_time(now), list(accounts), list(problems))


def account_document(account: str, status: Status | None, bucket: str | None, replace: str) -> AccountJson:
    """Return *status* of the account that settings call *account*, None if no poll was ever tried.

    *bucket* is what InfluxDB calls the place that is delivered to, None where no server is set; *replace* is
    the command that makes it equal to the state.
    """
    if status is None:
        return AccountJson.without_status(account, _NOTHING_COLLECTED)
    problems = list(_problems(status, bucket, replace))
    return AccountJson(
        account=account,
        ok=not problems,
        problems=problems,
        last_poll_at=exact_time(status.run.at),
        time_zone=status.zone.key,
        last_delivery_at=time_in_json(status.delivery.succeeded_at if status.delivery else None),
        points_waiting=status.pending,
        points_refused=status.rejected,
        points_too_old=status.too_old.points if status.too_old else 0,
        **(_counted(status, status.counts) | _to_come(status) if status.counts else {}),
        **_reviewed(status.reviewed),
    )


def _problems(status: Status, bucket: str | None, replace: str) -> Iterator[str]:
    if status.run.problem:
        yield status.run.problem
    if bucket is None:
        return
    if status.delivery and status.delivery.problem:
        yield status.delivery.problem
    if status.last_rejection is not None:
        refused = counted(status.rejected, "point")
        yield f"InfluxDB refused {refused}; the last one: {status.last_rejection.reason}"
    if status.too_old is not None:
        yield status.too_old.sentence(bucket)
    if status.unknown_polls is not None:
        yield status.unknown_polls.sentence(status.name, bucket, replace)


def _counted(status: Status, counts: PollCounts) -> dict[str, Any]:
    level, queue, totals = counts.level, counts.queue, sum(counts.totals.values(), Totals())
    return {
        "name": status.name,
        "last_successful_poll_at": exact_time(counts.at),
        "reviews_waiting": queue.reviews,
        "lessons_waiting": queue.lessons,
        "next_reviews_at": time_in_json(queue.next_reviews_at),
        "on_vacation": queue.on_vacation,
        "level": level.level,
        "level_started_at": time_in_json(level.since),
        "level_kanji_passed": level.kanji_passed,
        "level_kanji_required": level.kanji_required,
        "level_kanji_total": level.kanji_total,
        "stages": StagesJson(**status.groups),
        "streak_days": queue.streak_days,
        "leeches": totals.leeches,
        "meaning_accuracy_percent": _share(totals.meaning_correct, totals.meaning_incorrect),
        "reading_accuracy_percent": _share(totals.reading_correct, totals.reading_incorrect),
        "workload": WorkloadJson(**asdict(counts.workload)) if counts.workload else None,
    }


def _to_come(status: Status) -> dict[str, Any]:
    return {
        "reviews_due_24_hours": sum(status.next_hours.values()),
        "reviews_due_later_today": status.due_today,
        "reviews_due_tomorrow": status.due_tomorrow,
        "reviews_due_by_hour": [HourJson(exact_time(at), due) for at, due in status.next_hours.items()],
        "locked": _locked(status.locked) if status.locked else None,
        "projected": [_projected(each, status.zone) for each in status.projected],
        "not_projected": status.not_projected or None,
    }


def _locked(locked: Locked) -> LockedJson:
    return LockedJson(
        subscription=locked.subscription,
        highest_level=locked.highest,
        own_level_locked=locked.level is not None,
        lessons=locked.lessons,
        items_in_review=locked.in_review,
    )


def _projected(projected: ProjectedLevel, zone: ZoneInfo) -> ProjectedJson:
    burned, band = projected.level == ALL_BURNED, level_band(projected, zone)
    return ProjectedJson(
        target="burned" if burned else "level",
        level=None if burned else int(projected.level),
        expected_on=day_in_json(band.at),
        earliest_on=day_in_json(band.early),
        latest_on=day_in_json(band.late),
    )


def _reviewed(reviewed: Reviewed | None) -> dict[str, Any]:
    if reviewed is None:
        return {}
    return {
        "reviews_today": _reviews(reviewed.today),
        "reviews_7_days": _reviews(reviewed.week),
        "reviews_30_days": _reviews(reviewed.month),
        "reviews_found_since": day_in_json(reviewed.since),
    }


def _reviews(tallies: Sequence[StageTally]) -> ReviewsJson:
    reviews = sum(tally.reviews for tally in tallies)
    correct = sum(tally.correct for tally in tallies)
    return ReviewsJson(reviews, correct, _share(correct, reviews - correct))


def _share(right: int, wrong: int) -> float | None:
    return float(percent(right, right + wrong, decimals=1)) if right + wrong else None
