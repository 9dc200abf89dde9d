"""`sync-check`: what `status` says against what WaniKani says right now."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from collector.app import open_conversation
from collector.cli.output import echo
from collector.cli.progress_line import AnnouncingClock, Progress
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.errors import ActionRequiredError, CollectorError
from collector.core.facts import PollCounts
from collector.core.model import Assignment, Summary, User
from collector.core.moments import age, hour_of
from collector.statistics import differences
from collector.statistics.differences import AccountNumbers, AssignmentState, AssignmentStates, Difference
from collector.storage import items, ledger, mirror
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.wanikani.client import http_client
from collector.wanikani.fetch import Snapshot, fetch_snapshot

_ADVICE = (
    "That is more than time explains: please report it, with these lines; it should not be. "
    "What WaniKani says is right."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the state says, all of one moment."""

    counts: PollCounts
    summary: Summary
    user: User
    items: AssignmentStates
    hidden: frozenset[int]


def sync_check(settings: Settings, clock: Clock) -> int:
    """Compare every account; the worst of all exit codes is returned."""
    codes = []
    with http_client() as http:
        for name, token in settings.tokens().items():
            try:
                codes.append(_one(settings, clock, http, (name, token)))
            except CollectorError as problem:
                echo(str(problem), lead=f"{name}: ", err=True)
                codes.append(problem.exit_code)
    return max(codes)


def _one(settings: Settings, clock: Clock, http: httpx.Client, account: tuple[str, Secret]) -> int:
    name, token = account
    state = state_file(settings.collector_state, name)
    known = read_state(state, _known)
    if known is None:
        raise ActionRequiredError("nothing was collected yet: wanikani-collector poll does it.")
    with Progress() as progress:
        progress.echo(f"Asking {settings.wanikani_url} …")
        patient = AnnouncingClock(clock, progress)
        conversation = open_conversation(http, settings.wanikani_url, token, patient)
        now = fetch_snapshot(conversation, progress.page)
    return _told(name, known, now, list(_differences(state, known, now)))


def _known(tx: Transaction) -> _Known | None:
    counts, summary, user = ledger.polls.last_poll(tx), mirror.summary(tx), mirror.user(tx)
    if counts is None or summary is None or user is None:
        return None
    return _Known(counts, summary, user, items.assignment_states(tx), items.hidden_subjects(tx))


def _differences(state: Path, known: _Known, now: Snapshot) -> Iterator[Difference]:
    theirs = {row.id: _stands(row, known.hidden) for row in now.assignments}
    found = list(differences.assignment_differences(known.items, theirs, known.counts.at))
    changed = any(one.explained for _, one in found) or now.user.updated_at > known.user.updated_at
    due = known.summary.reviews + sum(
        count for hour, count in known.summary.coming if hour <= hour_of(now.at)
    )
    yield from differences.number_differences(_said(known.counts), _says(now), due, changed=changed)
    whole = bool(found) and all(one.explained for _, one in found)
    yield from differences.count_differences(known.counts, theirs, changed=whole)
    subjects = {id_: state.subject_id for each in (theirs, known.items) for id_, state in each.items()}
    names = read_state(state, lambda tx: [items.name_of(tx, subjects[id_]) for id_, _ in found]) or []
    yield from (one._replace(name=name) for name, (_, one) in zip(names, found, strict=True))


def _stands(row: Assignment, hidden: frozenset[int]) -> AssignmentState:
    counted = row.unlocked_at is not None and not row.hidden and row.subject_id not in hidden
    return AssignmentState(row.subject_id, row.subject_type, row.srs_stage, counted, row.updated_at)


def _said(counts: PollCounts) -> AccountNumbers:
    queue = counts.queue
    return AccountNumbers(
        at=counts.at,
        level=counts.level.level,
        on_vacation=queue.on_vacation,
        lessons=queue.lessons,
        reviews=queue.reviews,
        next_reviews_at=queue.next_reviews_at,
    )


def _says(now: Snapshot) -> AccountNumbers:
    return AccountNumbers(
        at=now.at,
        level=now.user.level,
        on_vacation=now.user.vacation_started_at is not None,
        lessons=now.summary.lessons,
        reviews=now.summary.reviews,
        next_reviews_at=now.summary.next_reviews_at,
    )


def _told(name: str, known: _Known, now: Snapshot, found: list[Difference]) -> int:
    since = f"the last poll, {age(known.counts.at, now.at)} ago"
    if not found:
        echo(f"{name}: all agrees with WaniKani: level, what waits, {len(known.items):,} items.")
        return 0
    echo(f"{name}: WaniKani now, against {since}, which is what status shows:")
    for one in found:
        mark = "· " if one.explained else "✗ "
        echo(f"{one.name}: status says {one.stored}, WaniKani {one.current}", lead=f"  {mark}")
    if all(one.explained for one in found):
        echo(f"All of it came after {since}; the next poll takes it in.")
        return 0
    echo(f"✗ {_ADVICE}")
    return 1
