"""The hours ahead as they were foreseen; the newest row of an hour counts. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import ForecastHour
from collector.core.moments import ALWAYS, Moment
from collector.storage.rows import insert, records
from collector.storage.transaction import Transaction


def append_forecast(tx: Transaction, hours: Iterable[ForecastHour]) -> None:
    """Append hours as they are foreseen now."""
    insert(tx, "forecast", hours)


def forecast_final(tx: Transaction) -> Iterator[ForecastHour]:
    """Yield every hour as it was last foreseen, in the order of time."""
    return iter(forecast_from(tx, Moment(0)).values())


def forecast_from(
    tx: Transaction, hour: Moment, end: Moment = ALWAYS[1]
) -> dict[tuple[Moment, str], ForecastHour]:
    """Return for every hour from *hour* to before *end*, and each kind of subject, what was last foreseen."""
    rows = tx.execute(
        # SQLite takes the other columns of a max() from the row that has the maximum
        # (https://www.sqlite.org/lang_select.html, "Bare columns in an aggregate query").
        "SELECT *, max(id) FROM forecast WHERE hour >= ? AND hour < ? GROUP BY hour, subject_type",
        (hour, end),
    )
    return {(foreseen.hour, foreseen.subject_type): foreseen for foreseen in records(ForecastHour, rows)}
