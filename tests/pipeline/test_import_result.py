"""What became of the rows of an import."""

from collector.core.moments import Moment
from collector.importers.rejections import Rejected, RejectionReason
from collector.pipeline.import_result import ImportResult


def test_every_row_is_counted_once() -> None:
    result = ImportResult()
    result.note([Moment(5), Moment(3)], already_present=4)
    result.note([Moment(4)])
    result.reject(Rejected(RejectionReason.UNREADABLE, "line 8"))
    assert (result.added, result.already_present, result.rejected.total, result.seen) == (3, 4, 1, 8)


def test_the_span_is_that_of_what_was_added() -> None:
    result = ImportResult()
    result.note([], already_present=2)
    assert (result.first, result.last) == (None, None)
    result.note([Moment(5), Moment(3), Moment(9)])
    assert (result.first, result.last) == (3, 9)
