"""Which time zone the settings name."""

import pytest

from collector.config.typos import zone_warnings
from tests.config.conftest import Read

ZONES = [
    pytest.param({}, "UTC", id="UTC where nothing is set"),
    pytest.param({"TZ": "Asia/Tokyo"}, "Asia/Tokyo", id="the usual variable"),
    pytest.param({"TZ": ":Europe/Berlin"}, "Europe/Berlin", id="POSIX allows a colon before it"),
    pytest.param({"TZ": "CET-1CEST"}, "UTC", id="POSIX rules are no name of a zone"),
    pytest.param({"TZ": ":/etc/localtime"}, "UTC", id="a file is no name of a zone"),
    pytest.param({"TZ": "Asia/Tokyo", "COLLECTOR_TIMEZONE": "Asia/Seoul"}, "Asia/Seoul", id="ours wins"),
]


@pytest.mark.parametrize(("variables", "zone"), ZONES)
def test_the_time_zone_falls_back(settings: Read, variables: dict[str, str], zone: str) -> None:
    assert settings(**variables).zone.key == zone


def test_an_invalid_tz_is_reported_as_ignored(settings: Read) -> None:
    assert settings(TZ="CET-1CEST").unknown_tz == "CET-1CEST"
    assert settings(TZ="Asia/Tokyo").unknown_tz is None
    assert settings(TZ="CET-1CEST", COLLECTOR_TIMEZONE="Europe/Berlin").unknown_tz is None


@pytest.mark.parametrize(
    ("tz", "ours", "sentences"),
    [
        pytest.param("Asia/Tokyo", None, 0, id="TZ alone counts"),
        pytest.param("Asia/Tokyo", "Asia/Tokyo", 0, id="both say the same"),
        pytest.param(":Asia/Tokyo", "Asia/Tokyo", 0, id="in two ways"),
        pytest.param("Asia/Tokyo", "Asia/Seoul", 1, id="they differ"),
        pytest.param("CET-1CEST", "Asia/Seoul", 0, id="TZ is no name, and is not used"),
        pytest.param("CET-1CEST", None, 1, id="TZ is no name, and is all there is"),
    ],
)
def test_two_zones_that_differ_are_said_and_ours_counts(
    settings: Read, tz: str, ours: str | None, sentences: int
) -> None:
    read = settings(TZ=tz, **{"COLLECTOR_TIMEZONE": ours} if ours else {})
    said = zone_warnings(read)
    assert len(said) == sentences
    if ours and said:
        assert read.zone.key == ours
        assert f"days are counted in {ours}. Remove one of the two" in said[0]
