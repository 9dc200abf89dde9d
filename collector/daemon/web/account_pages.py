"""The pages of the accounts: all on one while they are a few, else a list, and a page for each."""

from collections import OrderedDict
from http import HTTPStatus

from collector.core.moments import Moment, moment
from collector.core.wording import age
from collector.daemon.health import AccountHealth
from collector.daemon.jobs import Jobs
from collector.daemon.web.account_answer import no_such_account, not_found
from collector.daemon.web.report_page import ReportPage
from collector.daemon.web.server import REVALIDATE, WebPage
from collector.views.report.index import IndexRow, index_page

# A page of one account is half a megabyte: only the pages last viewed are kept.
_KEPT = 8


class AccountPages:
    """Makes the pages when they are asked for; each reloads itself every *refresh* seconds."""

    def __init__(self, jobs: Jobs, refresh: int) -> None:
        self._jobs = jobs
        self._refresh = refresh
        self._whole = ReportPage(jobs.app, refresh)
        self._pages: OrderedDict[str, ReportPage] = OrderedDict()

    def front(self) -> WebPage:
        """Return the report of a few accounts, or the list of many."""
        if self._jobs.app.listed.few:
            return self._whole.page()
        now = moment(self._jobs.app.clock.now())
        rows = sorted(_row(each, now) for each in self._jobs.health())
        html = index_page(rows, problems=self._jobs.mistakes(), refresh=self._refresh)
        return WebPage(HTTPStatus.OK, "text/html; charset=utf-8", html.encode(), REVALIDATE)

    def one(self, name: str) -> WebPage:
        """Return the report of the account called *name*, or 404."""
        if name not in self._jobs.app.accounts and name not in self._jobs.app.unusable:
            return not_found(no_such_account(self._jobs.app))
        page = self._pages.pop(name, None) or ReportPage(self._jobs.app, self._refresh, name)
        self._pages[name] = page
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        return page.page()


def _row(health: AccountHealth, now: Moment) -> IndexRow:
    state_name = health.state_name or health.name
    polled = "" if health.polled_at is None else f"{age(health.polled_at, now)} ago"
    return IndexRow(
        state_name=state_name,
        name=state_name if health.name == state_name else f"{state_name} ({health.name})",
        level="" if health.level is None else str(health.level),
        reviews="" if health.reviews is None else f"{health.reviews:,}",
        polled=polled if health.seen else "not checked yet",
        problem=health.state_problem or health.poll_problem,
    )
