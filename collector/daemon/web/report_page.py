"""The report at `/`: the page of the `report` command, which reloads itself."""

import gzip
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from threading import Lock
from typing import TypeVar
from urllib.parse import quote

from collector.app import App
from collector.core.errors import CollectorError
from collector.core.moments import SECOND, Moment, moment
from collector.daemon.web.server import REVALIDATE, WebPage
from collector.pipeline.account import Account
from collector.storage import runs
from collector.storage.transaction import Transaction
from collector.views.report.page import page
from collector.views.report.plotly_js import plotly_js_gzipped
from collector.views.report.read import Report, read_report

SCRIPT = "/plotly.min.js"
# Relative: behind a reverse proxy, the page may be below a path that the collector never sees.
_SCRIPT_BESIDE_THE_PAGE = SCRIPT.removeprefix("/")
_MINUTE = 60 * SECOND
# A browser may keep the script for a day: it only changes with a new version.
_FOR_A_DAY = "max-age=86400"

T = TypeVar("T")


class ReportPage:
    """The page of all accounts, rendered again once a poll or a minute has passed since the last request.

    A browser reloads it every *refresh* seconds. With *only* it is the page of that account, two folders
    further down. An account whose state cannot be read does not hide the others.
    """

    def __init__(self, app: App, refresh: int, only: str | None = None) -> None:
        self._app = app
        self._only = only
        self._refresh = refresh
        # From an account's page to that of all.
        self._root = "" if only is None else "../../"
        self._lock = Lock()
        self._made: tuple[object, bytes] | None = None

    def page(self) -> WebPage:
        """Return the page as of now."""
        now = moment(self._app.clock.now())
        with self._lock:
            state = (now // _MINUTE, [str(_read(one, _last_run)) for one in self._accounts().values()])
            if self._made is None or self._made[0] != state:
                self._made = (state, gzip.compress(self._html(now).encode(), compresslevel=6, mtime=0))
            return _gzipped("text/html; charset=utf-8", self._made[1], REVALIDATE)

    def _accounts(self) -> dict[str, Account]:
        accounts = self._app.accounts
        if self._only is None:
            return accounts
        return {name: account for name, account in accounts.items() if name == self._only}

    def _html(self, now: Moment) -> str:
        settings = self._app.settings

        def report(tx: Transaction) -> Report | None:
            return read_report(tx, now, settings.zone, settings.poll_every)

        found = {name: _read(account, report) for name, account in self._accounts().items()}
        problems = {name: one for name, one in found.items() if isinstance(one, CollectorError)}
        shown = {name: one for name, one in found.items() if isinstance(one, Report)}
        return page(
            list(shown.values()),
            problems=[
                f"{name}: {problem}"
                for name, problem in (self._app.unusable | problems).items()
                if self._only in {None, name}
            ],
            script_url=f"{self._root}{_SCRIPT_BESIDE_THE_PAGE}",
            account_urls=[f"{self._root}account/{quote(name, safe='')}/" for name in shown],
            refresh=self._refresh,
        )


def script() -> WebPage:
    """Return the script that draws the charts."""
    return _gzipped("text/javascript; charset=utf-8", _script(), _FOR_A_DAY)


@cache
def _script() -> bytes:
    # One copy for all who ask at a time: a copy each would fill a container's memory.
    return plotly_js_gzipped()


def _gzipped(content_type: str, body: bytes, cache: str) -> WebPage:
    return WebPage(HTTPStatus.OK, content_type, body, cache, gzipped=True)


def _last_run(tx: Transaction) -> Moment | None:
    run = runs.last_run(tx)
    return None if run is None else run.at


def _read(account: Account, read: Callable[[Transaction], T]) -> T | CollectorError:
    try:
        with account.store.reading() as tx:
            return read(tx)
    except CollectorError as problem:
        return problem
