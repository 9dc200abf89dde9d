"""The report as the daemon serves it: the same page as the command's, which asks for itself again."""

from http import HTTPStatus
from threading import Lock

from collector.account import Account
from collector.app import App
from collector.daemon.http import IF_UNCHANGED, Page
from collector.moments import SECOND, Moment, moment
from collector.report.gathered import Gathered, gathered
from collector.report.page import page, plotly_js
from collector.storage import runs

SCRIPT = "/plotly.min.js"
_MINUTE = 60 * SECOND
# A browser may keep the script for a day: it only changes with a new version.
_FOR_A_DAY = "max-age=86400"


class ReportPage:
    """The page of all accounts, made anew when a poll or a minute has gone by since it was last asked for.

    Whoever looks at it sees what is new every *refresh* seconds.
    """

    def __init__(self, app: App, refresh: int) -> None:
        self._app = app
        self._refresh = refresh
        self._lock = Lock()
        self._made: tuple[object, bytes] | None = None

    def page(self) -> Page:
        """Return the page as of now."""
        now = moment(self._app.clock.now())
        with self._lock:
            state = (now // _MINUTE, *(_last_run(account) for account in self._app.accounts.values()))
            if self._made is None or self._made[0] != state:
                self._made = (state, self._html(now).encode())
            return Page(HTTPStatus.OK, "text/html; charset=utf-8", self._made[1], IF_UNCHANGED)

    def _html(self, now: Moment) -> str:
        settings = self._app.settings
        known = [_gathered(account, now, settings.timezone) for account in self._app.accounts.values()]
        return page(
            [one for one in known if one is not None],
            problems=[f"{name}: {problem}" for name, problem in self._app.unusable.items()],
            script_url=SCRIPT,
            refresh=self._refresh,
        )


def script() -> Page:
    """Return the script that draws the charts."""
    return Page(HTTPStatus.OK, "text/javascript; charset=utf-8", plotly_js().encode(), _FOR_A_DAY)


def _last_run(account: Account) -> Moment | None:
    with account.store.reading() as tx:
        run = runs.last(tx)
    return None if run is None else run.at


def _gathered(account: Account, now: Moment, zone: str) -> Gathered | None:
    with account.store.reading() as tx:
        return gathered(tx, now, zone)
