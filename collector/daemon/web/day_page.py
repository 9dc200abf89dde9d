"""What happened on a day, for the calendar of an account's page."""

from datetime import date
from http import HTTPStatus

from collector.app import App
from collector.core.errors import CollectorError
from collector.daemon.web.server import REVALIDATE, TEXT, WebPage
from collector.views.report.calendar.details import as_text, day_details
from collector.views.zone import days_zone

# WaniKani is younger, and a calendar has no days of centuries to come.
_YEARS = range(2000, 2200)


def day_page(app: App, name: str, day: str) -> WebPage:
    """Return as JSON what the account called *name* did on *day*, such as `2026-11-28`.

    404 where there is no such account or day, 503 with the reason where the state cannot be read.
    """
    account, wanted = app.accounts.get(name), _date(day)
    if account is None or wanted is None:
        return WebPage(HTTPStatus.NOT_FOUND, TEXT, b"There is no such account, or no such day.\n")
    try:
        with account.store.reading() as tx:
            body = as_text(day_details(tx, wanted, days_zone(tx, app.settings.zone))).encode()
    except CollectorError as problem:
        return WebPage(HTTPStatus.SERVICE_UNAVAILABLE, TEXT, f"{problem}\n".encode())
    return WebPage(HTTPStatus.OK, "application/json; charset=utf-8", body, REVALIDATE)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
