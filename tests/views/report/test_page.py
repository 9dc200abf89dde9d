"""The page is one file that makes no request, and says how fresh its numbers are."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from collector import __version__
from collector.core.facts import Leech
from collector.core.model import SubjectId
from collector.core.moments import DAY, HOUR, SECOND, Moment
from collector.storage.runs import Run
from collector.views.report import headline
from collector.views.report.page import page
from collector.views.report.plotly_js import plotly_js
from collector.views.report.read import Report
from tests.harness import Rig, only_account
from tests.views.report.lived import Lived, report_now

SCRIPT = "/draws.js"
MINUTE = 60 * SECOND


@pytest.fixture
def report(lived: Lived) -> Report:
    """What was gathered of forty days."""
    return lived.report


class Elements(HTMLParser):
    """Every element with its attributes, and all text outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside not in {"script", "style"}:
            self.text += data


def test_the_page_in_a_file_holds_everything_and_allows_no_request(report: Report) -> None:
    html = page([report])
    elements = [attrs for _, attrs in Elements(html).found]
    addresses = [attrs[name] for attrs in elements for name in ("src", "href") if name in attrs]
    assert addresses == ["data:,"]
    (policy,) = [attrs["content"] for attrs in elements if "http-equiv" in attrs]
    assert policy is not None
    assert {"default-src 'none'", "connect-src 'none'"} <= set(policy.split("; "))
    assert plotly_js() in html


def test_the_served_page_names_the_script_instead_of_holding_it(report: Report) -> None:
    html = page([report], script_url=SCRIPT, refresh=5)
    assert f' src="{SCRIPT}?{__version__}"></script>' in html
    assert 'data-refresh="5"' in html
    assert len(html) < 400_000


def test_every_chart_is_json_of_its_own(report: Report) -> None:
    texts = re.findall(
        r'<script type="application/json" data-plot="([a-z]+)-0"[^>]*>(.*?)</script>', page([report])
    )
    names = [name for name, _ in texts]
    assert names == ["stages", "reviews", "hours", "days", "accuracy", "levels", "coverage"]
    assert all(json.loads(text)["data"] for _, text in texts)


def test_two_learners_share_a_page_and_no_chart(report: Report) -> None:
    other = replace(report, status=replace(report.status, name="another learner"))
    elements = Elements(page([report, other], script_url=SCRIPT))
    charts = [attrs["id"] for _, attrs in elements.found if attrs.get("class") == "plot"]
    assert len(charts) == len(set(charts)) == 2 * 7
    assert "another learner" in elements.text


def _leech(characters: str = "山", meaning: str = "Mountain", subject_type: str = "kanji") -> Leech:
    return Leech(
        subject_id=SubjectId(1),
        srs_stage=4,
        incorrect=9,
        current_streak=1,
        score=9.0,
        characters=characters,
        meaning=meaning,
        subject_type=subject_type,
    )


def test_nothing_an_item_or_a_name_holds_becomes_markup(report: Report) -> None:
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    leech = _leech(characters=nasty, meaning=nasty, subject_type=nasty)
    status = replace(report.status, name=nasty, run=Run(report.data.now, ok=False, problem=nasty))
    marks = [replace(mark, title=nasty, text=nasty) for mark in report.data.marks]
    html = page([with_data(replace(report, status=status), leeches=[leech], marks=marks)], script_url=SCRIPT)
    assert "<img" not in html
    assert "alert(1)</script>" not in html
    assert nasty in Elements(html).text


def test_before_the_first_poll_the_page_says_what_to_expect() -> None:
    assert "Nothing collected yet" in page([])


def test_a_state_that_cannot_be_read_is_named_on_the_page(report: Report) -> None:
    assert "hanako: The state is damaged." in page([report], problems=["hanako: The state is damaged."])


def cards(report: Report) -> dict[str, str]:
    return {card.label: card.value for card in headline.cards(report)}


def test_the_figures_on_top_are_the_present_ones(lived: Lived) -> None:
    shown = cards(lived.report)
    assert shown["Level"] == str(lived.world.user.level)
    assert shown["Reviews waiting"] == str(len(lived.world.due()))
    assert shown["Lessons"] == str(len(lived.world.lessons()))
    assert [tile.count for tile in headline.tiles(lived.report)][1:] == [
        sum(row.stage in stages and not row.hidden for row in lived.world.assignments)
        for stages in ((1, 2, 3, 4), (5, 6), (7,), (8,), (9,))
    ]


def with_data(report: Report, **changed: Any) -> Report:
    return replace(report, data=replace(report.data, **changed))


def test_a_failed_poll_is_said_before_anything_else(report: Report) -> None:
    failed = replace(
        report.status, run=Run(Moment(report.data.now - 3 * HOUR), ok=False, problem="No answer.")
    )
    (warning,) = headline.warnings(replace(report, status=failed))
    assert warning == "The last poll failed 3 h ago: No answer."


def test_figures_of_days_ago_are_not_shown_as_of_now(report: Report) -> None:
    (warning,) = headline.warnings(with_data(report, now=Moment(report.data.now + 5 * DAY)))
    assert warning == "The last poll was 5 d ago: is the collector running?"
    assert not list(headline.warnings(report))


def test_who_is_polled_once_a_week_is_not_asked_whether_it_runs(report: Report) -> None:
    weekly = replace(report, poll_every=timedelta(days=7))
    assert not list(headline.warnings(with_data(weekly, now=Moment(report.data.now + 6 * DAY))))
    assert list(headline.warnings(with_data(weekly, now=Moment(report.data.now + 22 * DAY))))


def with_queue(report: Report, **changed: object) -> Report:
    counts = report.status.counts
    assert counts is not None
    queue = replace(counts.queue, reviews=0, **changed)  # type: ignore[arg-type] # any of its fields
    return replace(report, status=replace(report.status, counts=replace(counts, queue=queue)))


@pytest.mark.parametrize(
    ("due_in", "note"),
    [
        pytest.param(30 * MINUTE, "the next in 30 min", id="to come"),
        pytest.param(-9 * HOUR, "some fell due 9 h ago", id="since the last poll"),
        pytest.param(None, "none scheduled", id="never"),
    ],
)
def test_when_the_next_reviews_come_is_told_as_of_now(report: Report, due_in: int | None, note: str) -> None:
    at = None if due_in is None else Moment(report.data.now + due_in)
    waiting = headline.cards(with_queue(report, next_reviews_at=at))[1]
    assert (waiting.value, waiting.note) == ("0", note)


def test_thirty_days_of_which_few_are_known_say_since_when(lived: Lived) -> None:
    reviewed = lived.report.status.reviewed
    assert reviewed is not None
    began = date(2024, 4, 10)
    young = replace(lived.report.status, reviewed=replace(reviewed, since=began))
    shown = {card.label: card.note for card in headline.cards(replace(lived.report, status=young))}
    assert shown["Last 30 days"].endswith(" reviews since 10 April")
    assert shown["Last 7 days"].endswith(" since 10 April")
    assert "since" not in shown["Accuracy today"]
    assert "since" not in headline.cards(lived.report)[-1].note


def test_before_the_first_good_poll_nothing_unknown_is_said(rig: Rig) -> None:
    rig.api.fail("user", 503, times=100)
    with rig.app() as app:
        app.poll(only_account(app))
        report = report_now(app, rig)
    text = Elements(page([report], script_url=SCRIPT)).text
    assert "The last poll failed" in text
    # Every day, stages, hours, days, what is to come, levels, leeches, kanji; reviews have their own words.
    assert text.count("Shown after the first successful poll.") == 8
    assert text.count("Reviews are reconstructed from the first poll on") == 3
    assert "Nothing falls due" not in text
    assert "None now" not in text


def test_how_many_leeches_there_are_is_told_beyond_the_ranks(report: Report) -> None:
    counts = report.status.counts
    assert counts is not None
    leech = _leech()
    many = replace(counts, totals={"kanji": replace(counts.totals["kanji"], leeches=82)})
    status = replace(report.status, counts=many)
    html = page([with_data(replace(report, status=status), leeches=[leech] * 50)], script_url=SCRIPT)
    assert "the worst 20 of 82" in html


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_is_written_on_a_colour_can_be_read(report: Report) -> None:
    """WCAG 2: at least 4.5 to 1 for text."""
    for tile in headline.tiles(report):
        lighter, darker = sorted((_luminance(tile.colour), _luminance(tile.ink)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, tile.name


def test_a_vacation_is_said(report: Report) -> None:
    user = report.status.user
    assert user is not None
    away = replace(report.status, user=replace(user, vacation_started_at=report.data.now))
    (warning,) = headline.warnings(replace(report, status=away))
    assert warning.startswith("On vacation since 13 April 2024, ")
