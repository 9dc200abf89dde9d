"""Compares what `status` shows with WaniKani's present data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from collector.app.conversations import conversation_of
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.errors import ActionRequiredError
from collector.core.model import Assignment, Summary, User
from collector.core.moments import Moment, hour_of
from collector.core.poll_counts import PollCounts
from collector.core.wording import age
from collector.diagnostics.finding import Finding, Severity
from collector.statistics import differences
from collector.statistics.differences import AccountNumbers, AssignmentState, AssignmentStates, Difference
from collector.storage import items, ledger, mirror
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.wanikani.fetch import Snapshot, fetch_snapshot


@dataclass(frozen=True, slots=True)
class _Known:
    """The state as of one moment."""

    counts: PollCounts
    summary: Summary
    user: User
    items: AssignmentStates
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The *differences* from the last successful poll, at *polled_at*; *asked_at* is WaniKani's time.

    *item_count* is how many items were compared.
    """

    polled_at: Moment
    asked_at: Moment
    item_count: int
    differences: list[Difference]

    @property
    def poll_age(self) -> str:
        """The age of the last poll, in words."""
        return age(self.polled_at, self.asked_at)

    @property
    def findings(self) -> list[Finding]:
        """The differences: a note where the time since the poll explains it, else a problem."""
        return [_finding(each) for each in self.differences]


def compare_with_wanikani(
    settings: Settings, name: str, token: Secret, clock: Clock, progress: Callable[[str, int, int], None]
) -> SyncResult:
    """Fetch the present data of the account *name* and compare the last poll with it.

    *progress* is called with endpoint, page and pages. Raises `ActionRequiredError` when nothing was
    collected yet, `UnusableSecret`, `TokenRejected` or `WaniKaniUnavailable`.
    """
    state = state_file(settings.collector_state, name)
    known = read_state(state, _known)
    if known is None:
        raise ActionRequiredError("nothing collected yet: run wanikani-collector poll first.")
    with conversation_of(settings, token, clock) as conversation:
        now = fetch_snapshot(conversation, progress)
    found = list(_differences(state, known, now))
    return SyncResult(known.counts.at, now.at, len(known.items), found)


def _finding(difference: Difference) -> Finding:
    return Finding(
        Severity.NOTE if difference.explained else Severity.PROBLEM,
        f"{difference.name}: status says {difference.stored}, WaniKani {difference.current}",
    )


def _known(tx: Transaction) -> _Known | None:
    counts = ledger.polls.last_poll(tx)
    summary = mirror.summary(tx)
    user = mirror.user(tx)
    if counts is None or summary is None or user is None:
        return None
    return _Known(counts, summary, user, items.assignment_states(tx), items.hidden_subjects(tx))


def _differences(state: Path, known: _Known, now: Snapshot) -> Iterator[Difference]:
    theirs = {row.id: _assignment_state(row, known.hidden) for row in now.assignments}
    found = list(differences.assignment_differences(known.items, theirs, known.counts.at))
    changed = any(one.explained for _, one in found) or now.user.updated_at > known.user.updated_at
    due = known.summary.reviews + sum(
        count for hour, count in known.summary.coming if hour <= hour_of(now.at)
    )
    yield from differences.number_differences(
        _stored_numbers(known.counts), _current_numbers(now), due, changed=changed
    )
    whole = bool(found) and all(one.explained for _, one in found)
    yield from differences.count_differences(known.counts, theirs, changed=whole)
    subjects = {id_: state.subject_id for each in (theirs, known.items) for id_, state in each.items()}
    names = read_state(state, lambda tx: [items.name_of(tx, subjects[id_]) for id_, _ in found]) or []
    yield from (one._replace(name=name) for name, (_, one) in zip(names, found, strict=True))


def _assignment_state(row: Assignment, hidden: frozenset[int]) -> AssignmentState:
    counted = row.unlocked_at is not None and not row.hidden and row.subject_id not in hidden
    return AssignmentState(
        subject_id=row.subject_id,
        kind=row.subject_type,
        stage=row.srs_stage,
        counted=counted,
        updated_at=row.updated_at,
    )


def _stored_numbers(counts: PollCounts) -> AccountNumbers:
    queue = counts.queue
    return AccountNumbers(
        at=counts.at,
        level=counts.level.level,
        on_vacation=queue.on_vacation,
        lessons=queue.lessons,
        reviews=queue.reviews,
        next_reviews_at=queue.next_reviews_at,
    )


def _current_numbers(now: Snapshot) -> AccountNumbers:
    return AccountNumbers(
        at=now.at,
        level=now.user.level,
        on_vacation=now.user.vacation_started_at is not None,
        lessons=now.summary.lessons,
        reviews=now.summary.reviews,
        next_reviews_at=now.summary.next_reviews_at,
    )
