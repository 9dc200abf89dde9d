"""The events of a day, for the calendar of an account's page."""

from datetime import date
from http import HTTPStatus

from collector.app import App
from collector.daemon.web.account_answer import answer_of, not_found
from collector.daemon.web.server import REVALIDATE, WebPage
from collector.storage.transaction import Transaction
from collector.views.report.calendar.details import as_text, day_details
from collector.views.zone import days_zone

# WaniKani is younger, and a calendar has no days of centuries to come.
_YEARS = range(2000, 2200)


def day_page(app: App, name: str, day: str) -> WebPage:
    """Return as JSON what the account called *name* did on *day*, such as `2026-11-28`.

    404 where there is no such day; else as `answer_of`.
    """
    wanted = _date(day)
    if wanted is None:
        return not_found("There is no such day.")

    def page(tx: Transaction) -> WebPage:
        body = as_text(day_details(tx, wanted, days_zone(tx, app.settings.zone))).encode()
        return WebPage(HTTPStatus.OK, "application/json; charset=utf-8", body, REVALIDATE)

    return answer_of(app, name, page)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
