"""InfluxQL statements with names from the catalogue, in forms that InfluxDB 1.x and 2.x answer alike.

Tested on InfluxDB 1.6.7 and 2.9.1: `GROUP BY time` stops at `now()` unless the query has an upper bound, 0/0
is 0, and days are local only with `tz('…')`.
"""

from collections.abc import Iterator, Mapping, Sequence

from collector.points.measurements import COLLECTOR, LEVEL_PROGRESSION, Measurement

# Only `:raw` and `:regex` leave a value as InfluxQL wants it; a slash would be escaped otherwise.
ZONE = "tz('${timezone:raw}')"
OF_ACCOUNT = '"account" =~ /^${account:regex}$/'
# Below this number of reviews a share says little.
ENOUGH = 10
OF_KIND = "{subject_type} =~ /^${{kind:regex}}$/"
OF_DAYS_AHEAD = "{days_ahead} =~ /^${{before:regex}}$/"
OF_LISTS = "{list} =~ /^${{lists:regex}}_/"
OF_LEVEL = "{level} ${{level:raw}}"

# The value of the other column where accounts are listed, which a variable leaves out.
NO_ACCOUNT = -1

DASHBOARD_RANGE = "$timeFilter"
ALL_TIME = ""
INTERVAL = "time($__interval)"
DAY = "time(1d)"
# InfluxDB's weeks begin on a Thursday, as 1970 did. By four days forward weeks would be Mondays too, but
# InfluxDB then puts those after a change of the clocks into the wrong week, and 2.x loses them.
WEEK = "time(1w, -3d)"
FOUR_WEEKS = "time(4w, -3d)"
# The same offset for steps that Grafana chooses, of a day or more.
LOCAL_INTERVAL = "time($__interval, -3d)"
# The step that the viewer chose; an offset of whole days does not move days.
CHOSEN_STEP = "time(${every}, -3d)"


def last_period(duration: str) -> str:
    """Return the condition for the last *duration*, such as `7d`."""
    return f"time > now() - {duration} AND time <= now()"


# Where the newest value is asked for: polls are seven days apart at most, and an older value is not today's.
# InfluxDB reads nothing older then. InfluxDB 3 Core has a file for each poll, and refuses to open 432.
LATELY = last_period("15d")


def range_and_before(duration: str) -> str:
    """Return the condition for the dashboard's range and the *duration* before it.

    What is written only when it changes has its value at the beginning of the range from before it. And
    `moving_average` over steps reads a single step before the bound, however many it averages (1.6.7 and
    2.9.1), so its first values would be missing. The rows before the range lie left of the chart.
    """
    return f"time >= ${{__from}}ms - {duration} AND time <= ${{__to}}ms"


# WaniKani opened in 2012; without a lower bound all steps since 1970 would be grouped.
SINCE_EVER = "time >= '2012-01-01T00:00:00Z' AND time <= now()"


def next_period(duration: str) -> str:
    """Return the condition for the next *duration*; without an end, nothing after now is grouped."""
    return f"time > now() AND time < now() + {duration}"


def if_enough(value: str, number: str) -> str:
    """Return the expression for *value* (less than 1000), null where the integer *number* is below ten.

    A share of three reviews says nothing. InfluxQL has no condition for it, and a division by zero is 0, but
    a remainder of the division by 0.0 is null.
    """
    return f"({value}) % (1000.0 * {whole_tens(number)})"


def if_few(value: str, number: str) -> str:
    """Return the expression for *value* (less than 1000), null where the integer *number* is ten or more."""
    return f"({value}) % (1000.0 * (1 - {whole_tens(number)} / {whole_tens(number)}))"


def whole_tens(number: str) -> str:
    """Return the expression for the integer *number* without its last digit.

    Divided by itself it says whether there are enough: 1 where it is ten or more, and else 0/0, which is 0.
    """
    return f"({number} - {number} % {ENOUGH})"


class _Names(Mapping[str, str]):
    """The tags and fields of a measurement by name, each quoted; no other name is known."""

    def __init__(self, measurement: Measurement) -> None:
        self._measurement = measurement
        self._names = ("account", *measurement.tags, *measurement.fields)

    def __getitem__(self, name: str) -> str:
        if name not in self._names:
            raise ValueError(f"{self._measurement.name} has no tag or field {name!r}")
        return f'"{name}"'

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def select(  # noqa: PLR0913 - a statement has so many parts
    measurement: Measurement,
    columns: Mapping[str, str],
    *,
    when: str = DASHBOARD_RANGE,
    where: str = "",
    by: Sequence[str] = (),
    fill: str = "",
    newest: int = 0,
    newest_first: bool = False,
    of: str = OF_ACCOUNT,
) -> str:
    """Return one statement; tags and fields are in braces: `{"waiting": "last({reviews_available})"}`.

    *columns* are expressions by column name, *by* the steps of time and tags to group by, *newest* the number
    of rows, newest first (0: all, oldest first). Raises `ValueError` for a name that is not in the catalogue.

    Days and weeks that are filled with 0 are asked for with *newest_first*, and sorted in the panel: oldest
    first, InfluxDB 1.6.7 and 2.9.1 add a row without points where the clock goes back at midnight (Cairo), in
    every range with that night. Newest first they add one where it skips midnight, on that day alone (and in
    Nuuk): the rarer of the two.

    >>> from collector.points.measurements import QUEUE
    >>> select(QUEUE, {"waiting": "last({reviews_available})"}, when=ALL_TIME, of="")
    'SELECT last("reviews_available") AS "waiting" FROM "queue"'
    """
    names = _Names(measurement)
    selected = ", ".join(f'{how.format_map(names)} AS "{name}"' for name, how in columns.items())
    conditions = " AND ".join(each for each in (of, where.format_map(names), when) if each)
    parts = [
        f'SELECT {selected} FROM "{measurement.name}"',  # noqa: S608 - of the catalogue's names alone
        f"WHERE {conditions}" if conditions else "",
        f"GROUP BY {', '.join(_grouping(each, names) for each in by)}" if by else "",
        f"fill({fill})" if fill else "",
        "ORDER BY time DESC" if newest or newest_first else "",
        f"LIMIT {newest}" if newest else "",
        ZONE if any(each.startswith("time(") for each in by) and of == OF_ACCOUNT else "",
    ]
    return " ".join(part for part in parts if part)


def tag_table(  # noqa: PLR0913 - as `select`
    measurement: Measurement,
    columns: Mapping[str, str],
    *,
    by: Sequence[str],
    when: str = DASHBOARD_RANGE,
    where: str = "",
    having: str = "",
) -> str:
    """Return a statement for a table: one row for each value of the tags *by*, the tags as columns.

    Grafana's versions differ in the table they make of a result grouped by tags; an outer SELECT gives
    the same table everywhere. *by* may have a step of time too; its rows are in the order of the server.
    *having* is a condition on the columns. Raises `ValueError` as `select` does.
    """
    inner = select(measurement, columns, when=when, where=where, by=by)
    tags = [each for each in by if not each.startswith("time(")]
    selected = ", ".join(f'"{name}"' for name in (*tags, *columns))
    return f"SELECT {selected} FROM ({inner})" + (f" WHERE {having}" if having else "")  # noqa: S608


def medians_by_tag(
    measurement: Measurement, columns: Mapping[str, str], *, by: str, when: str, where: str = ""
) -> str:
    """Return a statement for a table: the median of each of *columns* for each value of the tag *by*.

    InfluxQL has medians of columns alone, so an expression is one of a subquery. Raises `ValueError` as
    `select` does.

    >>> from collector.points.measurements import SESSION
    >>> medians_by_tag(SESSION, {"n": "{reviews} / 2"}, by="account", when=ALL_TIME)[:82]
    'SELECT "account", "n" FROM (SELECT median("n") AS "n" FROM (SELECT "reviews" / 2 A'
    """
    rows = select(measurement, columns, when=when, where=where, by=(by,))
    medians = ", ".join(f'median("{name}") AS "{name}"' for name in columns)
    selected = ", ".join(f'"{name}"' for name in (by, *columns))
    by_tag = f'SELECT {medians} FROM ({rows}) GROUP BY "{by}"'  # noqa: S608 - of the catalogue's names
    return f"SELECT {selected} FROM ({by_tag})"  # noqa: S608 - of the catalogue's names


def newest_steps(  # noqa: PLR0913 - as `select`
    measurement: Measurement,
    totals: Mapping[str, str],
    columns: Mapping[str, str],
    *,
    step: str,
    number: int,
    when: str,
) -> str:
    """Return a statement for one row: *totals* over *columns* of the newest *number* of steps.

    A period such as `7d` is no seven days: where the clock changed, it begins an hour before or after
    midnight, and has a day too many or too few. Steps without points count as zeros. *when* has to hold
    more than *number* steps. Raises `ValueError` as `select` does.
    """
    inner = select(measurement, columns, when=when, by=(step,), fill="0", newest=number)
    selected = ", ".join(f'{how} AS "{name}"' for name, how in totals.items())
    # InfluxDB wants the direction of the inner statement here too.
    return f"SELECT {selected} FROM ({inner}) ORDER BY time DESC"  # noqa: S608 - of the catalogue's names


def select_by_account(
    measurement: Measurement, expression: str, *, where: str = "", step: str = "", fill: str = ""
) -> str:
    """Return a statement for an alert rule: one series per account, within the window of the rule."""
    by = (step, "account") if step else ("account",)
    return select(measurement, {"value": expression}, where=where, by=by, fill=fill, of="")


def newest_by_account(measurement: Measurement, field: str, *, always: str, unit: float) -> str:
    """Return a statement for an alert rule: *field* of each account's newest point, in *unit*s.

    An account whose newest point lacks the field has no series, whatever older points had. The field *always*
    is in every point. A column beside a selector is of the selected point (1.6.7 and 2.9.1). Raises
    `ValueError` as `select` does.
    """
    columns = {"always": f"last({{{always}}})", "field": f"{{{field}}}"}
    newest = select(measurement, columns, by=("account",), of="")
    return (
        f'SELECT "field" / {unit} AS "value" FROM ({newest}) '  # noqa: S608 - of the catalogue's names
        'WHERE "field" >= 0 GROUP BY "account"'
    )


def _grouping(what: str, names: Mapping[str, str]) -> str:
    """Return a tag's quoted name, and a step of time unchanged: Grafana's variables have braces too."""
    return what if what.startswith("time(") else names[what]


def accounts() -> str:
    """Return the statement that lists the accounts: those with a level, and those polled lately.

    `SHOW TAG VALUES` of InfluxDB 2.9.1 keeps an account whose points were deleted. An account whose polls
    have all failed has no level yet. InfluxDB 3 opens a file for each poll of the period, and for each level,
    and answers nothing to a tag alone (3.10): the other column is always `NO_ACCOUNT`.
    """
    leveled = select(LEVEL_PROGRESSION, {"n": "last({level_number})"}, when=ALL_TIME, by=("account",), of="")
    polled = select(COLLECTOR, {"n": "last({ok})"}, when=LATELY, by=("account",), of="")
    other = f'0 * "n" + {NO_ACCOUNT} AS "n"'
    return f'SELECT "account", {other} FROM ({leveled}), ({polled})'  # noqa: S608 - of the catalogue's names


def newest_row(
    measurement: Measurement,
    columns: Mapping[str, str],
    *,
    where: str,
    judged: Mapping[str, str] | None = None,
) -> str:
    """Return a statement for the newest row of lately, or for none if that row is not as *where* says.

    *where* is a condition on the columns, quoted, and on those *judged*, which are not shown: a condition
    inside would find an older row. Both statements are ordered alike, or InfluxDB refuses them. Raises
    `ValueError` as `select` does.
    """
    newest = select(measurement, {**columns, **(judged or {})}, when=LATELY, newest=1)
    selected = ", ".join(f'"{name}"' for name in columns)
    return f"SELECT {selected} FROM ({newest}) WHERE {where} ORDER BY time DESC LIMIT 1"  # noqa: S608
