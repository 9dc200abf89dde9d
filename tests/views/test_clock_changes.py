"""`status` and the page count calendar days, on days of 23 and of 25 hours too."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.facts import Review
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import moment
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.views.report.read import read_report
from tests.harness import Rig, only_account

CHANGES = [
    pytest.param("Europe/Berlin", date(2024, 10, 27), 25, id="25 hours"),
    pytest.param("Europe/Berlin", date(2024, 3, 31), 23, id="23 hours"),
    pytest.param("Africa/Cairo", date(2023, 10, 26), 25, id="the clock goes back at midnight"),
    pytest.param("America/Santiago", date(2024, 4, 6), 25, id="there too"),
    pytest.param("America/Asuncion", date(2024, 10, 6), 23, id="a day without midnight"),
]


@pytest.mark.parametrize(("zone", "day", "length"), CHANGES)
def test_a_review_every_hour_is_as_many_a_day_as_it_has_hours(
    tmp_path: Path, zone: str, day: date, length: int
) -> None:
    where = ZoneInfo(zone)
    begins, ends = (
        datetime.combine(day + timedelta(days=number), datetime.min.time(), where).astimezone(UTC)
        for number in (0, 1)
    )
    assert ends - begins == timedelta(hours=length)
    rig = Rig(tmp_path / "state", World(begins - timedelta(days=40), levels=2, per_level=8))
    rig.settings = {"collector_timezone": zone}
    rig.good_poll()
    hours = [begins + timedelta(hours=number, minutes=30) for number in range(-20 * 24, length)]
    with rig.app() as app, only_account(app).store.transaction() as tx:
        ledger.reviews.append_reviews(tx, (_review(at, number) for number, at in enumerate(hours, 1)))
    for now in (begins + timedelta(minutes=31), ends - timedelta(minutes=29), ends - timedelta(seconds=1)):
        with rig.app() as app, only_account(app).store.reading() as tx:
            report = read_report(tx, moment(now), where, timedelta(hours=1))
        assert report is not None
        counted = report.status.reviewed
        assert counted is not None
        shown = [sum(each.reviews for each in tallies) for tallies in (counted.today, counted.week)]
        assert shown == [length, 6 * 24 + length]


def _review(at: datetime, number: int) -> Review:
    return Review(
        assignment_id=AssignmentId(number),
        at=moment(at),
        subject_id=SubjectId(1),
        subject_type="kanji",
        level=1,
        starting_stage=1,
        ending_stage=2,
        meaning_incorrect=0,
        reading_incorrect=0,
        late_seconds=None,
        inferred=False,
    )
