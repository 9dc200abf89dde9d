"""`export`: the learner's own data as tables, a module for the tables of one source."""

import click

from collector.cli.lazy_group import LazyGroup

TABLES = {
    "failed": ("export.items:failed", "What you got wrong, for extra study."),
    "known": ("export.items:known", "Items at or above a stage."),
    "unknown": ("export.items:unknown", "Items you do not know yet."),
    "item": ("export.item:item", "One item: every review, and when it falls due."),
    "reviews": ("export.reviews:reviews", "Every review; import reviews can read it back."),
    "sessions": ("export.reviews:sessions", "Sessions, with length and accuracy."),
    "srs": ("export.counts:srs", "How many items were in each stage, over time."),
    "forecast": ("export.counts:forecast", "Reviews that fall due, by stage."),
    "levels": ("export.counts:levels", "Every attempt at a level, and how long it took."),
    "leeches": ("export.items:leeches", "The worst leeches."),
    "accuracy": ("export.reviews:accuracy", "Accuracy by stage."),
}


@click.group("export", cls=LazyGroup, table=TABLES)
def command() -> None:
    """Export your data from the state; it needs no network, and the collector may be running.

    Times are in your time zone (COLLECTOR_TIMEZONE). TIME is 7d, 12h, 2w, 2026-01-01, 2026-01, today, …
    """
