"""One poll: fetch what changed, decide what it means, commit it once."""

from dataclasses import dataclass, replace
from datetime import timedelta

from collector.core.clock import Clock
from collector.core.errors import CollectorError, StateUnusable, TokenRejected, UnusableSecret
from collector.core.facts import Heartbeat
from collector.core.moments import SECOND, Moment, moment, seconds_between
from collector.core.progress import no_progress
from collector.pipeline import reconcile, record
from collector.pipeline.account import Account
from collector.pipeline.emit import PointQueue
from collector.pipeline.identity import refuse_taken, resolve_identity
from collector.storage import cursors, ledger, mirror, outbox, runs
from collector.storage import identity as identities
from collector.storage.transaction import Transaction
from collector.wanikani.client import Conversation
from collector.wanikani.fetch import Changes, Progress, fetch_changes


@dataclass(frozen=True, slots=True)
class PollReport:
    """How a poll went. *problem* is None when it was good; *name* is None while nobody told it.

    *unexplained* says of each change that no rule explains what it was.
    """

    state_name: str
    name: str | None
    at: Moment
    requests: int = 0
    not_modified: int = 0
    changed_rows: int = 0
    points: int = 0
    seconds: float = 0.0
    reviews_found: int = 0
    unexplained: tuple[str, ...] = ()
    problem: CollectorError | None = None

    @property
    def token_ok(self) -> bool:
        """Whether WaniKani may be asked again with this token."""
        return not isinstance(self.problem, TokenRejected | UnusableSecret)


def poll(account: Account, clock: Clock, progress: Progress = no_progress) -> PollReport:
    """Ask WaniKani once and commit what it said: all of it, or nothing but a heartbeat that says why not.

    Raises `Stopped` when the process is to end, and then nothing was changed. A poll that would fall on
    the very second of the last one waits for the next.
    """
    started = clock.elapsed()
    conversation: Conversation | None = None
    try:
        conversation = account.open_conversation(clock)
        with account.store.reading() as tx:
            known, subjects = cursors.load(tx), mirror.subject_ids(tx)
            last = ledger.heartbeats.last_heartbeat(tx)
        changes = fetch_changes(conversation, known, subjects, last.at if last else None, progress)
        return _commit(account, changes, _Effort.of(conversation, clock.elapsed() - started))
    except CollectorError as problem:
        at = moment(conversation.first_date if conversation and conversation.first_date else clock.now())
        return record_failed_poll(account, at, problem, _Effort.of(conversation, clock.elapsed() - started))


@dataclass(frozen=True, slots=True)
class _Effort:
    """What a poll cost."""

    requests: int
    not_modified: int
    seconds: float

    @classmethod
    def of(cls, conversation: Conversation | None, took: timedelta) -> "_Effort":
        return cls(
            conversation.requests if conversation else 0,
            conversation.not_modified if conversation else 0,
            took.total_seconds(),
        )


def _commit(account: Account, changes: Changes, effort: _Effort) -> PollReport:
    """Make everything a good poll brought true at once: mirror, cursors, facts, points, heartbeat."""
    with account.store.transaction() as tx:
        before = mirror.user(tx)
        who = resolve_identity(
            identities.identity(tx), account.name, changes.user or before, account.token.place
        )
        if who is None:
            raise AssertionError("a good poll always knows its user")
        refuse_taken(who.name, account.taken_names)
        identities.save_identity(tx, who)
        pending, refused = outbox.pending(tx), outbox.rejected(tx)
        changed = record.mirror_news(tx, changes)
        found = reconcile.account(tx, changes, before)
        poll = record.PollContext(changes, before, changed, account.every, account.zone)
        queue = PointQueue(tx, who.name)
        queue.add(record.new_facts(tx, poll, found.reviews))
        report = PollReport(
            account.state_name, who.name, changes.at, effort.requests, effort.not_modified, changed,
            points=queue.count, seconds=effort.seconds,
            reviews_found=len(found.reviews), unexplained=tuple(found.unexplained),
        )  # fmt: skip
        heartbeat = _heartbeat(report, account.zone.key, 0, (pending, refused))
        ledger.heartbeats.append_heartbeat(tx, heartbeat)
        queue.add([heartbeat])
        cursors.advance(tx, changes.cursors)
        runs.append_run(tx, runs.Run(changes.at, ok=True, problem=""))
    return replace(report, points=queue.count)


def record_failed_poll(
    account: Account, at: Moment, problem: CollectorError, effort: "_Effort | None" = None
) -> PollReport:
    """Write the heartbeat of a poll that failed, in a transaction of its own, and change nothing else.

    An account that never had a good poll and has no configured name has no heartbeat: nobody could
    tell whose it is. Nor is anything written to a state that was just found unusable.
    """
    effort = effort or _Effort(0, 0, 0.0)
    report = PollReport(
        account.state_name, account.name, at, effort.requests, effort.not_modified, seconds=effort.seconds,
        problem=problem,
    )  # fmt: skip
    if isinstance(problem, StateUnusable):
        return report
    try:
        with account.store.transaction() as tx:
            runs.append_run(tx, runs.Run(at, ok=False, problem=str(problem)))
            name = _kept_name(tx, account)
            if name is None:
                return report
            report = replace(report, name=name, at=_free_second(tx, at))
            return _beat(tx, report, account.zone.key)
    except CollectorError:
        # The state itself is the problem (a full disk, say): the report tells of the first one.
        return report


def _kept_name(tx: Transaction, account: Account) -> str | None:
    """Return the name that points carry, and keep a configured one from the first point on."""
    kept = identities.identity(tx)
    if kept is None and account.name is not None:
        kept = identities.Identity(account.name, None)
        identities.save_identity(tx, kept)
    return kept.name if kept else None


def _free_second(tx: Transaction, at: Moment) -> Moment:
    """Return *at*, or the second after the last heartbeat where two would be one point."""
    last = ledger.heartbeats.last_heartbeat(tx)
    return Moment(last.at + SECOND) if last is not None and at <= last.at < at + 2 * SECOND else at


def _beat(tx: Transaction, report: PollReport, timezone: str) -> PollReport:
    success = ledger.polls.last_success(tx)
    since = None if success is None else max(0, seconds_between(success, report.at))
    heartbeat = _heartbeat(report, timezone, since, (outbox.pending(tx), outbox.rejected(tx)))
    ledger.heartbeats.append_heartbeat(tx, heartbeat)
    queue = PointQueue(tx, report.name or "")
    queue.add([heartbeat])
    return replace(report, points=queue.count)


def _heartbeat(report: PollReport, timezone: str, since: int | None, waiting: tuple[int, int]) -> Heartbeat:
    return Heartbeat(
        at=report.at,
        timezone=timezone,
        ok=report.problem is None,
        token_ok=report.token_ok,
        seconds_since_success=since,
        requests=report.requests,
        not_modified=report.not_modified,
        changed_rows=report.changed_rows,
        outbox_pending=waiting[0],
        outbox_rejected=waiting[1],
        duration_seconds=round(report.seconds, 3),
        reviews_found=report.reviews_found,
        unexplained=len(report.unexplained),
    )
