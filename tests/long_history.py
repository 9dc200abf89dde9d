"""Ten years of a learner as hourly polls would have left them, written in seconds: for what must stay fast.

The ledger is what the views read, by the storage functions that polls use; the mirror holds the user alone,
and nothing waits in the outbox.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from collector.core.facts import (
    Annotation,
    ForecastHour,
    Heartbeat,
    Leech,
    LeechRank,
    LevelAttempt,
    Review,
    StudyDay,
)
from collector.core.local_time import midnight
from collector.core.model import AssignmentId, SubjectId, Subscription, User
from collector.core.moments import DAY, HOUR, SECOND, Moment, moment
from collector.core.poll_counts import LevelState, PollCounts, Queue, Totals, Workload
from collector.statistics.leeches import RANKS
from collector.statistics.workload import apprentice_weight
from collector.storage import ledger, mirror, runs, statistics_reads
from collector.storage.database import open_store
from collector.storage.identity import Identity, save_identity
from collector.storage.rows import insert
from collector.storage.runs import Run
from collector.storage.transaction import Transaction

ZONE = ZoneInfo("Europe/Berlin")
UNTIL = datetime(2024, 3, 4, 12, tzinfo=UTC)

_ITEMS = {"radical": 498, "kanji": 2087, "vocabulary": 6650, "kana_vocabulary": 68}
# The share of the time after which everything is learned, and from which on items burn.
_LEARNED = 0.6
_FIRST_BURNED = 0.08
_STUDIED_HOURS = (7, 8, 12, 18, 21, 22)
_REVIEWS_A_DAY = 110


def write_ten_years(path: Path, until: datetime = UNTIL) -> None:
    """Write the state file *path* of a learner whose last successful poll was at *until*; always the same."""
    write_years(path, 10, until)


def write_years(path: Path, years: int, until: datetime = UNTIL) -> None:
    """Write the same of fewer years, or more: who is quicker is at level 60 sooner."""
    store = open_store(path)
    with store.transaction() as tx:
        _Life(tx, years * 365, until, Random(60)).write()
    store.close()


class _Life:
    """Writes what ten years left, table by table."""

    def __init__(self, tx: Transaction, days: int, until: datetime, chance: Random) -> None:
        self._tx = tx
        self._now = moment(until)
        self._chance = chance
        today = until.astimezone(ZONE).date()
        self._days = [today - timedelta(days=back) for back in reversed(range(days))]
        # The machine was off for some weeks.
        self._offline = range(days * 2 // 5, days * 2 // 5 + 40)

    def write(self) -> None:
        """Write everything."""
        self._who()
        self._polls()
        insert(self._tx, "review", self._reviews())
        insert(self._tx, "study_day", self._study_days())
        ledger.levels.append_level_attempts(self._tx, self._levels())
        ledger.annotations.append_annotations(self._tx, self._marks())
        ledger.leeches.append_leeches(self._tx, self._leeches())
        ledger.forecast.append_forecast(self._tx, self._forecast())

    def _who(self) -> None:
        save_identity(self._tx, Identity("durtle", "5a6a5234-a392-4a87-8f3f-33342afe8a42"))
        subscription = Subscription(active=True, type="lifetime", max_level_granted=60)
        mirror.save_user(
            self._tx,
            User(
                id="5a6a5234-a392-4a87-8f3f-33342afe8a42",
                username="durtle",
                level=60,
                vacation_started_at=None,
                subscription=subscription,
                updated_at=self._now,
            ),
        )

    def _begins(self, number: int) -> Moment:
        return midnight(self._days[number], ZONE)

    def _polls(self) -> None:
        counted = self._counts(0)
        before: PollCounts | None = None
        for at in self._poll_times():
            number, hour = divmod((at - self._begins(0)) // HOUR, 24)
            if hour in _STUDIED_HOURS:
                counted = self._counts(number)
            polled = _poll(at, counted, self._chance.randrange(90))
            ledger.polls.append_poll(self._tx, polled, before)
            before = polled
        for at in (next(self._poll_times()), self._now):
            statistics_reads.note_statistics_read(self._tx, at)
        insert(self._tx, "heartbeat", map(_heartbeat, self._poll_times()))
        runs.append_run(self._tx, Run(self._now, ok=True, problem=""))

    def _poll_times(self) -> Iterator[Moment]:
        """Yield the hours of all days but those that the machine was off."""
        for at in range(self._now - (self._now - self._begins(0)) // HOUR * HOUR, self._now + 1, HOUR):
            if (at - self._begins(0)) // DAY not in self._offline:
                yield Moment(at)

    def _counts(self, number: int) -> Mapping[str, tuple[int, ...]]:
        """Return the items of each kind in the ten stages, on a day by its number."""
        passed = number / len(self._days)
        return {kind: self._stages(total, passed) for kind, total in _ITEMS.items()}

    def _stages(self, total: int, passed: float) -> tuple[int, ...]:
        known = int(total * min(1.0, passed / _LEARNED))
        burned = int(known * max(0.0, passed - _FIRST_BURNED))
        weights = [self._chance.uniform(0.8, 1.2) * share for share in (1, 2, 2, 3, 3, 8, 8, 20, 53)]
        going = [int((known - burned) * weight / sum(weights)) for weight in weights]
        return (known - burned - sum(going[1:]), *going[1:], burned)

    def _reviews(self) -> Iterator[Review]:
        for number in range(len(self._days)):
            if number not in self._offline:
                start = self._begins(number)
                yield from (
                    self._review(Moment(start + 8 * HOUR + n * 60 * SECOND)) for n in range(_REVIEWS_A_DAY)
                )

    def _review(self, at: Moment) -> Review:
        item = self._chance.randrange(1, sum(_ITEMS.values()))
        stage = self._chance.randrange(1, 9)
        wrong = self._chance.random() < 0.2
        return Review(
            assignment_id=AssignmentId(item),
            at=Moment(at + item),
            subject_id=SubjectId(item),
            subject_type="kanji",
            level=1 + item % 60,
            starting_stage=stage,
            ending_stage=max(1, stage - 1) if wrong else stage + 1,
            meaning_incorrect=int(wrong),
            reading_incorrect=0,
            late_seconds=60,
            inferred=False,
        )

    def _study_days(self) -> Iterator[StudyDay]:
        """Yield each day as often as a poll found it changed."""
        for number in range(len(self._days)):
            for part in range(1, len(_STUDIED_HOURS) + 1):
                done = (_REVIEWS_A_DAY + self._chance.randrange(-40, 40)) * part // len(_STUDIED_HOURS)
                if number not in self._offline:
                    yield _study_day(self._begins(number), done, int(done * self._chance.uniform(0.7, 0.95)))

    def _levels(self) -> Iterator[LevelAttempt]:
        each = int(len(self._days) * _LEARNED / 60)
        for level in range(1, 61):
            begun = self._begins((level - 1) * each)
            passed = Moment(begun + each * DAY) if level < 60 else None
            yield LevelAttempt(level, level, begun, passed, abandoned=level == 31)

    def _marks(self) -> Iterator[Annotation]:
        for number in range(100, len(self._days) - 14, 365):
            yield Annotation(self._begins(number), "vacation_start", "Vacation", "")
            yield Annotation(self._begins(number + 14), "vacation_end", "Back from vacation", "")
        yield Annotation(
            self._begins(len(self._days) * 3 // 10), "reset", "Reset to level 30", "from level 31"
        )

    def _leeches(self) -> Iterator[LeechRank]:
        """Yield the ranks as they change once a week."""
        for number in range(0, len(self._days), 7):
            for rank in range(1, RANKS + 1):
                yield LeechRank(self._begins(number), rank, self._leech(rank))

    def _leech(self, rank: int) -> Leech:
        return Leech(
            subject_id=SubjectId(self._chance.randrange(1, 9000)),
            srs_stage=self._chance.randrange(1, 8),
            incorrect=60 - rank,
            current_streak=1,
            score=60.0 - rank,
            characters="山",
            meaning="Mountain",
            subject_type="kanji",
        )

    def _forecast(self) -> Iterator[ForecastHour]:
        """Yield the hours of half a year ahead, as they were foreseen by the polls of the last week."""
        for foreseen in range(-7, 1):
            start = self._now - self._now % HOUR + foreseen * DAY
            for hours in range(1, 183 * 24):
                if self._chance.random() < 0.3:
                    yield ForecastHour(
                        Moment(start + hours * HOUR),
                        self._chance.choice([*_ITEMS]),
                        apprentice=self._chance.randrange(3) if hours < 48 else 0,
                        guru=self._chance.randrange(4),
                        master=self._chance.randrange(4),
                        enlightened=self._chance.randrange(4),
                    )


def _poll(at: Moment, stages: Mapping[str, tuple[int, ...]], waiting: int) -> PollCounts:
    level = LevelState(level=60, kanji_total=32, kanji_passed=12, kanji_required=29, since=Moment(at - DAY))
    return PollCounts(
        at=at,
        stages=stages,
        queue=Queue(
            lessons=stages["kanji"][0],
            reviews=waiting,
            next_hour=waiting // 9,
            next_24h=2 * waiting,
            next_reviews_at=Moment(at + HOUR),
            on_vacation=False,
            streak_days=at // DAY % 365,
        ),
        totals={kind: Totals(counts[9], 3, counts[9], 2, 4) for kind, counts in stages.items()},
        level=level,
        workload=_workload(at // DAY, stages),
    )


def _workload(day: int, stages: Mapping[str, tuple[int, ...]]) -> Workload:
    return Workload(
        apprentice_weight=apprentice_weight(stages),
        apprentice_weight_usual=400 + day % 5,
        apprentice_weight_high=600 + day % 7,
        reviews_per_day=150 + day % 9 / 7,
        reviews_per_day_capacity=220 + day % 11,
        seconds_per_review=9 + day % 13 / 7,
        seconds_per_review_usual=10 + day % 3 / 7,
    )


def _heartbeat(at: Moment) -> Heartbeat:
    return Heartbeat(
        at=at,
        timezone=ZONE.key,
        ok=True,
        token_ok=True,
        requests=7,
        not_modified=4,
        changed_rows=12,
        outbox_pending=0,
        outbox_rejected=0,
        duration_seconds=0.8,
        seconds_since_success=HOUR // SECOND,
        reviews_found=5,
        unexplained=0,
    )


def _study_day(at: Moment, done: int, correct: int) -> StudyDay:
    return StudyDay(at, done, correct, lessons=5, sessions=3, study_seconds=10 * done)


if __name__ == "__main__":
    import sys

    write_ten_years(Path(sys.argv[1]))
