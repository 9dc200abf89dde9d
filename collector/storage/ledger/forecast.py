"""The hours ahead as they were foreseen; the newest row of an hour counts. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import (
    ForecastHour,
)
from collector.core.moments import Moment
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_FORECAST = "hour, subject_type, apprentice, guru, master, enlightened"


def append_forecast(tx: Transaction, hours: Iterable[ForecastHour]) -> None:
    """Append hours as they are foreseen now."""
    tx.executemany(
        f"INSERT INTO forecast ({_FORECAST}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
        [columns(hour) for hour in hours],
    )


def forecast_final(tx: Transaction) -> Iterator[ForecastHour]:
    """Yield every hour as it was last foreseen."""
    return iter(forecast_from(tx, Moment(0)).values())


def forecast_from(tx: Transaction, hour: Moment) -> dict[tuple[Moment, str], ForecastHour]:
    """Return what was last written for every hour from *hour* on."""
    rows = tx.execute(
        # SQLite takes the other columns of a max() from the row that has the maximum.
        f"SELECT {_FORECAST}, max(id) FROM forecast WHERE hour >= ? GROUP BY hour, subject_type",  # noqa: S608
        (hour,),
    )
    return {(row[0], row[1]): ForecastHour(*row[:6]) for row in rows}
