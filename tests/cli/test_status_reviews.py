"""What `status --full` says of reviews: today and lately, by stage, and how well they went."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from collector.cli.commands.status import status
from collector.cli.commands.status_reviews import reviewed_rows
from collector.config.settings import Settings
from collector.core.percent import percent
from collector.core.stages import COLOURS
from collector.core.tallies import StageTally
from collector.simulator.world.world import World
from collector.views.status import Reviewed
from tests.harness import DAY, HOUR, NOON, TOKEN, Rig
from tests.simulator.world_moves import bring_to, of_kind

Shown = Callable[..., list[str]]
TOKYO = "Asia/Tokyo"
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    """Return the lines of `status --full`, run on the state of a rig; none is wider than 80 columns."""

    def run(rig: Rig, zone: str = "UTC") -> list[str]:
        settings = Settings.model_construct(
            wanikani_token=SecretStr(TOKEN), collector_state=rig.folder, collector_timezone=zone
        )
        assert status(settings, rig.clock, full=True) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80
        return lines

    return run


def _line(lines: list[str], label: str) -> str:
    """Return what is said behind *label*, its blanks made one."""
    (found,) = (line for line in lines if line.startswith(f" {label} "))
    return " ".join(found.removeprefix(f" {label} ").split())


def _cells(lines: list[str], label: str) -> list[str]:
    """Return what stands in each column of a row of the table."""
    return re.findall(r"\d+ \d+ %|–", _line(lines, label))


@pytest.fixture
def around_midnight(tmp_path: Path) -> Rig:
    return _around_midnight(tmp_path, TOKYO)


def _around_midnight(tmp_path: Path, zone: str) -> Rig:
    """One review at 23:31 of 4 March in Tokyo and two at 00:10, the last of them wrong; hourly polls."""
    rig = Rig(tmp_path / "state", World(NOON, levels=2, per_level=60))
    rig.settings["collector_timezone"] = zone
    rig.good_poll()
    first, second, third = rig.world.lessons()[:3]
    for subject in (first, second, third):
        rig.world.start(subject)
    rig.poll_hourly(2)
    rig.pass_time(31 * _MINUTE)
    rig.world.review(first)
    rig.pass_time(29 * _MINUTE)
    rig.good_poll()
    rig.pass_time(10 * _MINUTE)
    rig.world.review(second)
    rig.world.review(third, meaning_wrong=1)
    rig.pass_time(50 * _MINUTE)
    rig.good_poll()
    return rig


CUTS = [
    pytest.param(
        TOKYO, "2024-03-04T16:30", ["2 50 %", "3 67 %", "3 67 %"], id="today begins at local midnight"
    ),
    pytest.param("UTC", "2024-03-04T16:30", ["3 67 %", "3 67 %", "3 67 %"], id="where it is still one day"),
    pytest.param(
        TOKYO, "2024-03-05T14:59", ["2 50 %", "3 67 %", "3 67 %"], id="today lasts to local midnight"
    ),
    pytest.param(TOKYO, "2024-03-05T15:00", ["–", "3 67 %", "3 67 %"], id="and then it is yesterday"),
    pytest.param(
        TOKYO, "2024-03-10T14:59", ["–", "3 67 %", "3 67 %"], id="seven days are today and six before"
    ),
    pytest.param(
        TOKYO, "2024-03-10T15:00", ["–", "2 50 %", "3 67 %"], id="the first of seven days goes whole"
    ),
    pytest.param(
        TOKYO, "2024-03-11T15:00", ["–", "–", "3 67 %"], id="after seven days it is in the month only"
    ),
    pytest.param(TOKYO, "2024-04-02T14:59", ["–", "–", "3 67 %"], id="thirty days are today and 29 before"),
    pytest.param(TOKYO, "2024-04-02T15:00", ["–", "–", "2 50 %"], id="the first of thirty days goes whole"),
    pytest.param(TOKYO, "2024-04-03T15:00", ["–", "–", "–"], id="a month without reviews is dashes"),
]


@pytest.mark.parametrize(("zone", "now", "expected"), CUTS)
def test_days_are_those_of_the_learners_zone(
    tmp_path: Path, shown: Shown, zone: str, now: str, expected: list[str]
) -> None:
    rig = _around_midnight(tmp_path, zone)
    rig.clock.set(datetime.fromisoformat(now).replace(tzinfo=UTC))
    lines = shown(rig, zone)
    assert [_cells(lines, label)[0] for label in ("Today", "7 days", "30 days")] == expected


def test_a_review_counts_for_the_stage_it_began_in(tmp_path: Path, shown: Shown) -> None:
    world = World(NOON, levels=2, per_level=155)
    rig = Rig(tmp_path / "state", world)
    burning, falling, rising, guru, passing, new = world.lessons()[:6]
    for subject, its_stage in (
        (burning, 8),
        (falling, 8),
        (rising, 7),
        (guru, 6),
        (passing, 4),
        (new, 1),
    ):
        bring_to(world, subject, its_stage)
    rig.pass_time(130 * DAY)
    rig.good_poll()
    for subject, wrong in ((burning, 0), (falling, 1), (rising, 2), (guru, 0), (passing, 0), (new, 0)):
        rig.pass_time(_MINUTE)
        world.review(subject, meaning_wrong=wrong)
    rig.pass_time(HOUR)
    rig.good_poll()
    lines = shown(rig)
    assert _line(lines, "Reviews").split() == ["all", "apprentice", "guru", "master", "enlightened"]
    assert _cells(lines, "Today") == ["6 67 %", "2 100 %", "1 100 %", "1 0 %", "2 50 %"]
    assert _cells(lines, "30 days") == _cells(lines, "7 days") == _cells(lines, "Today")


def test_before_a_review_is_found_one_line_says_so_and_the_lifetime_is_there(
    tmp_path: Path, shown: Shown
) -> None:
    world = World(NOON, levels=2, per_level=60)
    rig = Rig(tmp_path / "state", world)
    bring_to(world, of_kind(world, "radical")[0], 3)
    rig.pass_time(HOUR)
    rig.good_poll()
    lines = shown(rig)
    assert _line(lines, "Reviews") == "none found yet; they are reconstructed from the first poll on"
    assert not any(line.startswith((" Today", " 7 days", " 30 days")) for line in lines)
    assert _line(lines, "All answers") == "100.0 % of meanings right"


def test_without_any_answer_the_lifetime_says_so(tmp_path: Path, shown: Shown) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=2, per_level=60))
    rig.good_poll()
    lines = shown(rig)
    assert _line(lines, "All answers") == "none yet"
    assert _line(lines, "Streak") == "0 days in a row"


def test_the_lifetime_counts_answers_and_not_reviews(tmp_path: Path, shown: Shown) -> None:
    world = World(NOON, levels=2, per_level=60)
    rig = Rig(tmp_path / "state", world)
    for radical in of_kind(world, "radical"):
        bring_to(world, radical, 5)
    radicals, kanji = len(of_kind(world, "radical")), of_kind(world, "kanji")[0]
    bring_to(world, kanji, 1)
    rig.pass_time(DAY)
    world.review(kanji, meaning_wrong=1, reading_wrong=3)
    rig.good_poll()
    meanings = percent(4 * radicals + 1, 4 * radicals + 2, decimals=1)
    said = _line(shown(rig), "All answers")
    assert said == f"{meanings} % of meanings, 25.0 % of readings right"


def test_the_streak_is_of_local_days_and_says_its_age_when_it_is_old(
    around_midnight: Rig, shown: Shown
) -> None:
    assert _line(shown(around_midnight, TOKYO), "Streak") == "2 days in a row"
    around_midnight.pass_time(3 * DAY)
    assert _line(shown(around_midnight, TOKYO), "Streak") == "2 days in a row, 3 d ago"


def test_a_first_lesson_is_one_day_in_a_row(tmp_path: Path, shown: Shown) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=2, per_level=60))
    rig.world.start(rig.world.lessons()[0])
    rig.pass_time(HOUR)
    rig.good_poll()
    assert _line(shown(rig), "Streak") == "1 day in a row"


def test_until_a_poll_was_good_nothing_is_said_of_reviews(tmp_path: Path, shown: Shown) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=2, per_level=12))
    assert rig.poll(httpx.MockTransport(lambda _: httpx.Response(401))).problem is not None
    assert not any(line.startswith((" Reviews", " Streak", " All answers")) for line in shown(rig))


def test_the_columns_stand_below_each_other_up_to_five_digits() -> None:
    many = [StageTally(stage, 12_345, 12_345) for stage in (1, 5, 7, 8)]
    few = [StageTally(stage, 1, 1) for stage in (1, 5, 7, 8)]
    (_, heading), *rows = reviewed_rows(Reviewed(today=[], week=few, month=many), COLOURS)
    assert [len(text.plain) for _, text in rows] == [len(heading.plain)] * 3 == [63] * 3
    ends = [[match.end() for match in re.finditer("%", text.plain)] for _, text in rows[1:]]
    assert ends == [[match.end() for match in re.finditer(r"\w+", heading.plain)]] * 2


def test_a_heading_has_the_colour_of_its_stage() -> None:
    _, heading = next(reviewed_rows(Reviewed([], [], []), COLOURS))
    styles = [style for _, style in heading.pieces]
    assert [style.removeprefix("bold ") for style in styles if "#" in style] == [
        COLOURS[name] for name in ("apprentice", "guru", "master", "enlightened")
    ]


PERCENT = [
    pytest.param(0, 7, 0, "0", id="none is 0"),
    pytest.param(7, 7, 0, "100", id="all is 100"),
    pytest.param(2, 3, 0, "67", id="rounded up"),
    pytest.param(1, 3, 0, "33", id="rounded down"),
    pytest.param(1, 8, 0, "13", id="a half goes up"),
    pytest.param(3, 8, 0, "38", id="also where Python would round to even"),
    pytest.param(9996, 10_000, 0, "99", id="nearly all is not all"),
    pytest.param(1, 10_000, 0, "1", id="nearly none is not none"),
    pytest.param(9996, 10_000, 1, "99.9", id="nearly all is not all in tenths either"),
    pytest.param(1, 10_000, 1, "0.1", id="nearly none is not none in tenths either"),
    pytest.param(7, 7, 1, "100.0", id="all is 100 in tenths"),
    pytest.param(934, 1000, 1, "93.4", id="a tenth is itself"),
]


@pytest.mark.parametrize(("part", "whole", "decimals", "expected"), PERCENT)
def test_percentages_are_rounded_but_only_all_is_100_and_only_none_is_0(
    part: int, whole: int, decimals: int, expected: str
) -> None:
    assert percent(part, whole, decimals=decimals) == expected


def test_thirty_days_that_are_not_over_yet_say_since_when_they_count(
    around_midnight: Rig, shown: Shown
) -> None:
    assert "      reconstructed since 2024-03-04" in "\n".join(shown(around_midnight, TOKYO))
    around_midnight.clock.set(datetime(2024, 4, 3, 15, tzinfo=UTC))
    assert "reconstructed since" not in "\n".join(shown(around_midnight, TOKYO))
