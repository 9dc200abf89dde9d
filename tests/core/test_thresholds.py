"""Thresholds: their bounds, and what is said of each mistake in a file with them."""

import re
from pathlib import Path

import pytest

from collector.config.thresholds import load_thresholds
from collector.core.errors import InvalidSettings
from collector.core.thresholds import BY_KEY, THRESHOLDS, Kind, Threshold, fill_in, mark, marked
from collector.core.thresholds_file import read_thresholds
from grafana.alerts.thresholds import FILE


def written(threshold: Threshold, amount: float) -> str:
    return f"{amount:g}m" if threshold.kind is Kind.TIME else f"{amount:.15g}"


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda each: str(each.key))
def test_both_bounds_are_allowed_and_nothing_beyond_them(threshold: Threshold) -> None:
    for bound in (threshold.least, threshold.most):
        assert threshold.parse(written(threshold, bound)) == written(threshold, bound)
    for beyond in (threshold.least - 1, threshold.most + 1):
        with pytest.raises(ValueError, match=f"^must be {re.escape(threshold.allowed)}$"):
            threshold.parse(written(threshold, beyond))


@pytest.mark.parametrize(
    ("key", "given", "text"),
    [
        ("backlog_high.reviews", 150, "150"),
        ("backlog_high.reviews", " 0150 ", "150"),
        ("backlog_spike.times_usual", 2, "2"),
        ("backlog_spike.times_usual", 2.50, "2.5"),
        ("backlog_spike.times_usual", "1.000001", "1.000001"),
        ("token_rejected.pending", "05m", "5m"),
        ("token_rejected.pending", "24h", "24h"),
    ],
)
def test_it_becomes_the_text_that_grafana_reads(key: str, given: object, text: str) -> None:
    assert BY_KEY[key].parse(given) == text


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("backlog_high.reviews", value)
        for value in (True, 150.5, "150.0", "", "many", "1e3", "1_000", "१५०", [150], None, "150 || 1 == 1")
    ]
    + [("backlog_spike.times_usual", value) for value in ("1,5", "inf", "nan", float("nan"), "-2", "0x2")]
    + [("token_rejected.pending", value) for value in (5, "5", "5s", "1d", "0m", "-5m", "5 m", "1h30m")],
)
def test_an_invalid_number_is_refused(key: str, given: object) -> None:
    with pytest.raises(ValueError, match=r"^must be (a whole number|a number|minutes or hours)"):
        BY_KEY[key].parse(given)


def test_marks_are_filled_in_and_found() -> None:
    template = f"$N >= {mark('backlog_high.reviews')} for {mark('backlog_high.pending')}"
    assert marked(template) == {"backlog_high.reviews", "backlog_high.pending"}
    given = {"backlog_high.reviews": "1", "backlog_high.pending": "2h"}
    assert fill_in(template, given) == "$N >= 1 for 2h"


def test_the_projects_own_file_has_every_threshold() -> None:
    found, mistakes = read_thresholds(FILE.read_text("utf-8"), FILE.name)
    assert mistakes == []
    assert set(found) == set(BY_KEY)


MISTAKES = {
    "[level_stuck]\n\n# days\ndays = 0": "4: level_stuck.days must be a whole number from 1 to 3650.",
    "level_stuck.days = '5x'": "1: level_stuck.days must be a whole number from 1 to 3650.",
    "level_stuck = {\ndays = 5}": "1: this is not TOML (",
    "\nlevel_stuck = {days = true}": "2: level_stuck.days must be a whole number from 1 to 3650.",
    "[level_stuck]\ndays = [\n1,\n2]\n": "4: level_stuck.days must be a whole number from 1 to 3650.",
    "[level_stuk]\ndays = 5": "1: level_stuk is not an alert (did you mean level_stuck?).",
    "[weather]\n": "1: weather is not an alert; there are backlog_high, backlog_spike, ",
    "[level_stuck]\npendnig = '1h'": "2: level_stuck.pendnig is not a threshold of that alert (did you mean",
    "[level_stuck]\nweeks = 6": "2: level_stuck.weeks is not a threshold of that alert; there are days, ",
    "level_stuck = 45": "1: level_stuck is an alert: write its thresholds below a line [level_stuck].",
    "[level_stuck]\ndays = 45 days": "2: this is not TOML (",
    "[level_stuck]\ndays = 45\n[level_stuck]": "3: this is not TOML (",
    "[level_stuck\n": "1: this is not TOML (",
    "days": "1: this is not TOML (",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_each_mistake_is_said_with_its_line(text: str) -> None:
    found, mistakes = read_thresholds(text, "mine.toml")
    assert found == {}
    (sentence,) = mistakes
    assert sentence.startswith(f"mine.toml:{MISTAKES[text]}")
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_one_mistake_does_not_hide_another() -> None:
    _, mistakes = read_thresholds("[level_stuck]\ndays = 0\n[backlog_high]\nreviews = 0\n", "mine.toml")
    assert [sentence.split(" ")[0] for sentence in mistakes] == ["mine.toml:2:", "mine.toml:4:"]


UNREADABLE = {
    "gone.toml": "which does not exist: correct the path",
    ".": "which cannot be read (Is a directory): correct the path",
    "picture.toml": "which is not a text file: correct the path",
    "~nobody-here/mine.toml": "which cannot be read (",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # Every test runs in its own tmp_path.
    (tmp_path / "picture.toml").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("ALERT_THRESHOLDS_FILE", name)
    with pytest.raises(InvalidSettings) as caught:
        load_thresholds()
    assert str(caught.value).startswith(f"ALERT_THRESHOLDS_FILE names {name}, {UNREADABLE[name]}")


def test_an_editors_mark_at_the_begin_of_the_file_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.toml").write_text("\ufeff[level_stuck]\r\ndays = 60\r\n", "utf-8")
    monkeypatch.setenv("ALERT_THRESHOLDS_FILE", "mine.toml")
    assert load_thresholds() == {"level_stuck.days": "60"}
