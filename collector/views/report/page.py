"""The page itself: everything in one file that needs no network."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from collector import __version__
from collector.core.facts import Leech
from collector.core.stages import SrsStage
from collector.views.html_page import own_text, template
from collector.views.report import headline
from collector.views.report.calendar.view import calendar
from collector.views.report.coming import coming
from collector.views.report.coverage import groups_now
from collector.views.report.data import ReportData
from collector.views.report.figures.accuracy import accuracy_by_stage
from collector.views.report.figures.coverage import coverage
from collector.views.report.figures.forecast import by_day, by_hour
from collector.views.report.figures.levels import levels
from collector.views.report.figures.projection import next_quarter, next_year
from collector.views.report.figures.reviews import reviews_by_day
from collector.views.report.figures.stages import stages
from collector.views.report.figures.style import NO_POLL_YET, NO_REVIEW_YET, Figure
from collector.views.report.plotly_js import plotly_js
from collector.views.report.read import Report
from collector.views.report.week import DAYS, hours_of_week
from collector.views.workload import gauges

_SHOWN_LEECHES = 20
_own = partial(own_text, "report")
# The page's own comes last: it draws.
_SCRIPTS = (
    "calendar/calendar_days.js",
    "calendar/day_content.js",
    "calendar/calendar.js",
    "page.js",
)


@dataclass(frozen=True, slots=True)
class _Chart:
    """A chart's place on the page; one that is *paced* shows the pace that is chosen."""

    name: str
    title: str
    note: str
    draw: Callable[[ReportData], Figure]
    wide: bool = False
    paced: bool = False


# In the order in which they are on the page.
_CHARTS = (
    _Chart(
        "stages",
        "Stages over time",
        "Items in each group of stages at the end of the day, from the first poll or import on.",
        stages,
        wide=True,
    ),
    _Chart(
        "reviews",
        "Reviews and accuracy",
        "Reviews done; accuracy is the share without any wrong answer, over seven days.",
        reviews_by_day,
        wide=True,
    ),
    _Chart(
        "hours",
        "The next 48 hours",
        "Reviews that fall due, by the stage of their items; reviews already waiting are not included.",
        by_hour,
    ),
    _Chart("days", "The next 30 days", "As scheduled now: every review you do reschedules its item.", by_day),
    _Chart(
        "quarter",
        "The next 13 weeks at this pace",
        "Reviews a day, as the mean of each week; single days differ more.",
        next_quarter,
        paced=True,
    ),
    _Chart(
        "year",
        "The next year at this pace",
        "Reviews a day, as the mean of each week.",
        next_year,
        paced=True,
    ),
    _Chart(
        "accuracy",
        "Accuracy by stage",
        "By the stage a review started in: the last 30 days, and in a paler colour all known reviews.",
        accuracy_by_stage,
    ),
    _Chart("levels", "Days per level", "From unlocked to passed, over your whole past.", levels, wide=True),
    _Chart(
        "coverage",
        "Kanji you know",
        "The share of each list that you know (passed), over your whole past; the pale part of a bar is "
        "being learned. The JLPT has had no official list since 2010: these are Jonathan Waller's.",
        coverage,
        wide=True,
    ),
)


def page(
    reports: Sequence[Report],
    *,
    problems: Sequence[str] = (),
    script_url: str | None = None,
    account_urls: Sequence[str] = (),
    refresh: int = 0,
) -> str:
    """Return the HTML of the page; *problems* go on top.

    *script_url* is the address of `plotly_js`; without one the script is part of the page, which then makes
    no request. *account_urls* are the folders, one for each of *reports*, below which the collector serves
    more of an account. With *refresh* the page reloads itself every so many seconds.
    """
    urls = account_urls or [""] * len(reports)
    return template("report", "page.html.j2").render(
        learners=[
            _learner(report, number, url)
            for number, (report, url) in enumerate(zip(reports, urls, strict=True))
        ],
        problems=problems,
        policy=_policy(script_url),
        css=Markup(_own("page.css") + _own("calendar/calendar.css")),  # noqa: S704 - ours
        js=Markup("".join(map(_own, _SCRIPTS))),  # noqa: S704
        plotly=Markup("" if script_url else plotly_js()),  # noqa: S704 - plotly's
        script_url=script_url,
        refresh=refresh,
        footer=f"wanikani-collector {__version__}",
        # A browser keeps the script under this address: another version gets another one.
        version=__version__,
    )


def _policy(script_url: str | None) -> str:
    connect = "'self'" if script_url else "'none'"
    scripts = "'self' 'unsafe-inline'" if script_url else "'unsafe-inline'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        f"img-src data: blob:; connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


def _learner(report: Report, number: int, account_url: str) -> dict[str, Any]:
    counts, data = report.status.counts, report.data
    items_url = account_url and f"{account_url}item/"
    return {
        "name": report.status.name,
        "freshness": headline.freshness(report),
        "warnings": list(headline.warnings(report)),
        "cards": headline.cards(report),
        "tiles": headline.tiles(report),
        "gauges": gauges(counts.workload) if counts else [],
        "charts": dict(_charts(report, number)),
        "weekdays": DAYS,
        "weeks": {"recent": hours_of_week(data.recent_hours), "ever": hours_of_week(data.ever_hours)},
        "zone": data.zone.key,
        "coming": coming(report),
        "calendar": _calendar(report, account_url and f"{account_url}day/", items_url),
        "items_url": items_url,
        "groups": groups_now(data),
        "number": number,
        "leeches": [_leech(leech) for leech in data.leeches[:_SHOWN_LEECHES]],
        "leech_count": sum(kind.leeches for kind in counts.totals.values()) if counts else 0,
        "leeches_unknown": NO_POLL_YET if counts is None else "",
        "no_review": NO_REVIEW_YET,
    }


def _calendar(report: Report, days_url: str, items_url: str) -> dict[str, Any]:
    shown = calendar(report.data)
    found = report.details["days"] if report.details else {}
    return {
        "empty": shown.empty,
        "streaks": shown.streaks,
        "since": shown.since,
        "years": shown.years,
        "json": _script(shown.json or {}),
        "details": _script(report.details) if report.details else "",
        "detailed_from": min(found, default=""),
        "days_url": days_url,
        "items_url": items_url,
    }


def _charts(report: Report, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for chart in _CHARTS:
        figure = chart.draw(report.data)
        yield (
            chart.name,
            {
                "id": f"{chart.name}-{number}",
                "title": chart.title,
                "note": chart.note,
                "wide": chart.wide,
                "paced": chart.paced,
                "empty": figure.empty,
                "json": _script(figure.json()),
            },
        )


def _script(figure: dict[str, Any]) -> Markup:
    # Inside a script element nothing is markup but what begins with "<".
    text = json.dumps(figure, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704


def _leech(leech: Leech) -> dict[str, Any]:
    return {
        "subject_id": leech.subject_id,
        "characters": leech.characters,
        "meaning": leech.meaning,
        "kind": leech.subject_type,
        "stage": SrsStage(leech.srs_stage).words,
        "incorrect": leech.incorrect,
        "score": f"{leech.score:.1f}",
    }
