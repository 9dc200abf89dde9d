"""The page of one item, made when it is asked for: `/item/ID`, or `/account/NAME/item/ID` of one of several.

Addresses are relative: behind a reverse proxy, all pages may be below a path that the collector never sees.
"""

import re
from http import HTTPStatus

from collector.app import App
from collector.core.model import SubjectId
from collector.core.moments import moment
from collector.daemon.web.account_answer import answer_of, not_found
from collector.daemon.web.server import REVALIDATE, WebPage
from collector.storage import identity as identities
from collector.storage import mirror
from collector.storage.transaction import Transaction
from collector.views.item.page import item_page
from collector.views.item.read import read_item
from collector.views.present import present
from collector.views.zone import days_zone

# The folder above the items is the report of their account.
_REPORT = "../"
_NUMBER = re.compile(r"[0-9]{1,18}")


class ItemPages:
    """Makes the page of an item from the account's state, as of now; nothing is kept."""

    def __init__(self, app: App) -> None:
        self._app = app

    def of_only_account(self, number: str) -> WebPage:
        """Return the page of an item of the only account; 404 where there are several."""
        names = list(self._app.listed.tokens)
        if len(names) != 1:
            return not_found(f"There are several accounts: ask for /account/NAME/item/{_shown(number)}.")
        return self.of_account(names[0], number)

    def of_account(self, name: str, number: str) -> WebPage:
        """Return the page of an item of the account called *name*; 404 where there is none."""
        return answer_of(self._app, name, lambda tx: self._page(tx, name, number))

    def _page(self, tx: Transaction, name: str, number: str) -> WebPage:
        if mirror.user(tx) is None:
            return not_found(f"{name}: nothing collected yet; the first successful poll brings the items.")
        html = self._html(tx, number, name) if _NUMBER.fullmatch(number) else None
        if html is None:
            return not_found(f"There is no item {_shown(number)}: ID is the number of a WaniKani subject.")
        return WebPage(HTTPStatus.OK, "text/html; charset=utf-8", html.encode(), REVALIDATE)

    def _html(self, tx: Transaction, number: str, name: str) -> str | None:
        now = present(tx, moment(self._app.clock.now()))
        zone = days_zone(tx, self._app.settings.zone)
        history = read_item(tx, SubjectId(int(number)), now, zone)
        if history is None:
            return None
        who = identities.identity(tx)
        return item_page(history, account=who.name if who else name, report_url=_REPORT)


def _shown(number: str) -> str:
    return number if _NUMBER.fullmatch(number) else "ID"
