"""Reads all that is known of one item, in one moment."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from collector.core.facts import Milestone, Review
from collector.core.model import HIGHEST_LEVEL, Subject, SubjectId
from collector.core.moments import Moment
from collector.storage import item_rows, mirror, statistics_reads
from collector.storage.transaction import Transaction
from collector.views.item.history import ItemHistory, ItemReset


def read_item(tx: Transaction, subject_id: SubjectId, now: Moment, zone: ZoneInfo) -> ItemHistory | None:
    """Return the history of a subject as of *now* (`present`); None where the subject is not known."""
    subject = item_rows.subject(tx, subject_id)
    if subject is None:
        return None
    user = mirror.user(tx)
    read = statistics_reads.statistics_read(tx)
    assignment = item_rows.assignment(tx, subject_id)
    reviews = item_rows.reviews(tx, assignment.id) if assignment else []
    milestones = item_rows.milestones(tx, assignment.id) if assignment else []
    return ItemHistory(
        now=now,
        zone=zone,
        subject=subject,
        assignment=assignment,
        statistic=item_rows.review_statistic(tx, subject_id),
        reviews=reviews,
        milestones=milestones,
        resets=_resets(mirror.confirmed_resets(tx), subject, reviews, milestones),
        first_poll=read.first if read else now,
        last_poll=read.last if read else now,
        vacation_since=user.vacation_started_at if user else None,
        granted=user.subscription.levels if user else HIGHEST_LEVEL,
    )


def _resets(
    confirmed: Sequence[tuple[Moment, int]],
    subject: Subject,
    reviews: Sequence[Review],
    milestones: Sequence[Milestone],
) -> list[ItemReset]:
    """Return the resets that found the item unlocked, at a level that they went back to or below."""
    past: list[Review | Milestone] = [*reviews, *milestones]
    levels = sorted((each.at, each.level or subject.level) for each in past)
    found = []
    for at, target_level in sorted(confirmed):
        before = [level for seen_at, level in levels if seen_at < at]
        if before and before[-1] >= target_level:
            found.append(ItemReset(at, target_level))
    return found
