"""What is written nearly right is refused together with what would be right."""

import pytest

from collector.config.near_answers import near_interval, near_zone

INTERVALS = [
    ("60m", "1h"), ("60 min", "1h"), ("1 hour", "1h"), ("hourly", "1h"), ("daily", "1d"), ("24h", "1d"),
    ("1w", "7d"),
    ("weekly", "7d"), ("3600s", "1h"), ("3600", "1h"), ("10m", "15m"), ("45m", "30m"), ("5h", "4h"),
    ("2d", "1d"),
    ("30d", "7d"), ("1s", "15m"), ("h", None), ("", None), ("soon", None),
    ("999999999999999999d", "7d"), ("0m", "15m"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "near"), INTERVALS)
def test_the_nearest_interval(text: str, near: str | None) -> None:
    assert near_interval(text) == near


ZONES = [
    ("Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"),
    ("New York", "America/New_York"), ("new_york", "America/New_York"), ("Tokyo", "Asia/Tokyo"),
    ("Europe/Berlinn", "Europe/Berlin"), ("Asia/Berlin", "Europe/Berlin"),
    ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ("Tokio", "Asia/Tokyo"), ("posix/Europe/Berlin", "Europe/Berlin"),
    ("GMT+2", None), ("gmt-5", None), ("UTC+2", None), ("/etc/localtime", None), ("localtime", None),
    ("utc", "UTC"), ("Utopia", None), ("../../etc/passwd", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "near"), ZONES)
def test_the_nearest_zone(text: str, near: str | None) -> None:
    assert near_zone(text) == near
