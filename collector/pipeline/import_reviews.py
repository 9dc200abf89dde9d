"""An archive of reviews, up to the first live poll; and the sessions, hours and days they make."""

from collections.abc import Iterable, Iterator
from itertools import islice
from zoneinfo import ZoneInfo

from collector.core.errors import NothingCollected
from collector.core.facts import Fact, Review
from collector.core.model import AssignmentId
from collector.core.moments import Moment
from collector.importers import review_rules
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_archive import RawReview
from collector.importers.review_rules import ArchivedReview
from collector.pipeline import activity
from collector.pipeline.emit import queue_of
from collector.pipeline.import_result import AT_ONCE, Imported, Progress
from collector.storage import baselines, items, ledger
from collector.storage.database import Store
from collector.storage.transaction import Transaction


def take_reviews(
    store: Store, rows: Iterable[RawReview | Rejected], now: Moment, progress: Progress
) -> Imported:
    """Keep the reviews of *rows*, and the sessions, hours and days they make: all of them, or none.

    Raises `NothingCollected`, and whatever reading *rows* raises.
    """
    with store.transaction() as tx:
        return _reviews(tx, rows, now, progress)


def rehearse_reviews(
    store: Store, rows: Iterable[RawReview | Rejected], now: Moment, progress: Progress
) -> Imported:
    """Say what `take_reviews` would do, and change nothing."""
    with store.rehearsal() as tx:
        return _reviews(tx, rows, now, progress)


def _reviews(
    tx: Transaction, rows: Iterable[RawReview | Rejected], now: Moment, progress: Progress
) -> Imported:
    read, zone = baselines.statistics_read(tx), ledger.heartbeats.last_zone(tx)
    if read is None or zone is None:
        raise NothingCollected
    done, new = Imported(), list[Review]()
    covered = activity.counted_since(tx)
    for number, row in enumerate(rows, start=1):
        review = _review(tx, row, read.first, now)
        if isinstance(review, Rejected):
            done.refused.add(review)
        elif kept := _kept(tx, review):
            done.take(kept.at)
            new.append(kept)
        else:
            done.there += 1
        if number % AT_ONCE == 0:
            progress(f"{number:,} reviews looked at")
    queue = queue_of(tx)
    queue.add(new)
    queue.add(_studies(tx, new, ZoneInfo(zone), progress))
    queue.add(_lessons(tx, covered, ZoneInfo(zone)))
    return done


def _review(tx: Transaction, row: RawReview | Rejected, first_poll: Moment, now: Moment) -> Review | Rejected:
    if isinstance(row, Rejected):
        return row
    found = review_rules.read(row, first_poll, now)
    return found if isinstance(found, Rejected) else _joined(tx, found, row.where)


def _joined(tx: Transaction, row: ArchivedReview, where: str) -> Review | Rejected:
    """Return the review as the ledger keeps it; an own export's level is the one the subject had then."""
    item = items.known_item(tx, AssignmentId(row.assignment_id))
    if item is None or item.subject_id != row.subject_id:
        reason = RejectionReason.UNKNOWN_ITEM if item is None else RejectionReason.OTHER_SUBJECT
        return Rejected(reason, f"{where} (assignment {row.assignment_id})")
    return Review(
        assignment_id=item.assignment_id,
        at=row.at,
        subject_id=item.subject_id,
        subject_type=item.kind,
        level=item.level if row.level is None else row.level,
        starting_stage=row.starting_srs_stage,
        ending_stage=row.ending_srs_stage,
        meaning_incorrect=row.incorrect_meaning_answers,
        reading_incorrect=row.incorrect_reading_answers if item.has_reading else None,
        late_seconds=row.late_seconds,
        inferred=row.inferred,
    )


def _kept(tx: Transaction, review: Review) -> Review | None:
    """Append *review*, unless it is there. Moments that are guesses are known to the microsecond only."""
    same = ledger.reviews.is_known_exactly if review.inferred else ledger.reviews.is_known
    if same(tx, review.assignment_id, review.at):
        return None
    return next(iter(ledger.reviews.append_reviews(tx, [review])), None)


def _studies(tx: Transaction, new: list[Review], zone: ZoneInfo, progress: Progress) -> Iterator[Fact]:
    """Bring sessions, hours and days up to date, in the order of time."""
    done, rest = 0, iter(sorted(new, key=lambda review: review.at))
    while some := list(islice(rest, AT_ONCE)):
        yield from activity.studies(tx, some, (), zone)
        done += len(some)
        progress(f"sessions and days of {done:,} of {len(new):,} reviews")


def _lessons(tx: Transaction, covered: Moment, zone: ZoneInfo) -> Iterator[Fact]:
    """Count lessons as far back as reviews are known now; so far they counted from *covered* on."""
    lessons = ledger.milestones.lessons(tx, activity.counted_since(tx), covered)
    yield from activity.studies(tx, (), lessons, zone)
