"""`/status.json`: the document of `status --json`, for dashboards that ask every few seconds.

An account is read again once its state was written, or a quarter of an hour has passed: within one no hour
begins and no local day ends.
"""

from collections.abc import Iterable
from http import HTTPStatus
from threading import Lock

from collector.app import App
from collector.core.advice import replace_command
from collector.core.errors import CollectorError
from collector.core.json_document import as_json
from collector.core.moments import HOUR, Moment, moment
from collector.daemon.jobs import Jobs
from collector.daemon.web.account_answer import no_such_account
from collector.daemon.web.server import WebPage
from collector.storage import commit_numbers
from collector.storage.transaction import Transaction
from collector.views.status import read_status
from collector.views.status_json import AccountJson, account_document, status_document

CONTENT_TYPE = "application/json; charset=utf-8"
_QUARTER = HOUR // 4
# The number of the state's last transaction, and the quarter of an hour.
_Version = tuple[int, int]


class StatusPages:
    """Makes the documents when they are asked for."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._lock = Lock()
        self._read: dict[str, tuple[_Version, AccountJson]] = {}

    @property
    def _app(self) -> App:
        return self._jobs.app

    def all(self) -> WebPage:
        """Return the document of every account."""
        return self._page(self._app.listed.tokens, self._jobs.mistakes())

    def one(self, name: str) -> WebPage:
        """Return the document of the account called *name*; of no account, with 404, if there is none."""
        if name not in self._app.listed.tokens:
            return self._page((), [no_such_account(self._app)], HTTPStatus.NOT_FOUND)
        return self._page([name], ())

    def _page(
        self, names: Iterable[str], problems: Iterable[str], status: HTTPStatus = HTTPStatus.OK
    ) -> WebPage:
        now = moment(self._app.clock.now())
        with self._lock:
            accounts = [self._account(name, now) for name in names]
            self._read = {name: kept for name, kept in self._read.items() if name in self._app.accounts}
        document = as_json(status_document(now, accounts, problems))
        return WebPage(status, CONTENT_TYPE, f"{document}\n".encode())

    def _account(self, name: str, now: Moment) -> AccountJson:
        account = self._app.accounts.get(name)
        if account is None:
            return AccountJson.without_status(name, str(self._app.unusable.get(name, "It is not open yet.")))
        try:
            with account.store.reading() as tx:
                return self._as_of(tx, name, now)
        except CollectorError as problem:
            return AccountJson.without_status(name, str(problem))

    def _as_of(self, tx: Transaction, name: str, now: Moment) -> AccountJson:
        version = (commit_numbers.number(tx), now // _QUARTER)
        kept = self._read.get(name)
        if kept is None or kept[0] != version:
            kept = (version, self._fresh(tx, name, now))
            self._read[name] = kept
        return kept[1]

    def _fresh(self, tx: Transaction, name: str, now: Moment) -> AccountJson:
        settings = self._app.settings
        replace = replace_command(name, self._app.listed.tokens)
        status = read_status(tx, now, settings.zone)
        return account_document(name, status, settings.delivered_bucket, replace)
