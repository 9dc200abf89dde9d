"""What became of the rows of an import."""

import pytest

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


LATE = RejectionReason.AFTER_FIRST_POLL


@pytest.mark.parametrize(
    ("added", "present", "reasons", "succeeded"),
    [
        pytest.param(1, 0, [RejectionReason.NO_REVIEW], True, id="something was taken"),
        pytest.param(0, 2, [], True, id="all was there already"),
        pytest.param(0, 2, [LATE], True, id="the collector knows the rest by itself"),
        pytest.param(0, 2, [LATE, RejectionReason.NO_ZONE], False, id="not all was there"),
        pytest.param(0, 0, [LATE], False, id="nothing of before the first poll"),
        pytest.param(0, 0, [RejectionReason.NO_ZONE], False, id="nothing fits"),
        pytest.param(0, 0, [], False, id="nothing was in it"),
    ],
)
def test_an_import_that_took_nothing_succeeded_only_if_all_was_there(
    added: int, present: int, reasons: list[RejectionReason], succeeded: bool
) -> None:
    result = ImportResult()
    result.note([Moment(number) for number in range(added)], already_present=present)
    for reason in reasons:
        result.reject(Rejected(reason, "line 1"))
    assert result.succeeded is succeeded
