"""Routes of the report: the script that draws it, a day of its calendar, an item."""

from functools import partial

from collector.app import App
from collector.daemon.web.day_page import day_page
from collector.daemon.web.item_page import ItemPages
from collector.daemon.web.report_page import SCRIPT, script
from collector.daemon.web.server import Routes


def report_routes(app: App) -> Routes:
    """Return the function for each path that the report of an account of *app* leads to."""
    items = ItemPages(app)
    return {
        SCRIPT: script,
        "/account/*/day/*": partial(day_page, app),
        "/account/*/item/*": items.of_account,
        "/item/*": items.of_only_account,
    }
