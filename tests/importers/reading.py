"""Reads a file as `import progress --file` does, up to the choice of one history."""

from pathlib import Path

from collector.importers.history_choice import ChosenHistory, choose_history
from collector.importers.input_file import open_input
from collector.importers.script_data import HistoryQuery, ScriptData
from collector.importers.script_file import read_script_file

FIXTURES = Path(__file__).parents[1] / "fixtures" / "progress"
Values = dict[str, float]


def read(path: Path, *tags: str, fields: tuple[str, ...] = (), database: str = "wanikani") -> ScriptData:
    """Return what *path* holds; *tags* and *fields* as the options name them."""
    with open_input(path) as source:
        return read_script_file(source, HistoryQuery(database, tags, ignored_fields=fields))


def choose(
    path: Path, *tags: str, fields: tuple[str, ...] = (), policies: tuple[str, ...] = ()
) -> ChosenHistory:
    """Return the one history in *path* that the options choose."""
    query = HistoryQuery("wanikani", tags, policies, fields)
    with open_input(path) as source:
        data = read_script_file(source, query)
    return choose_history(data, query, "The file")


def points(data: ScriptData) -> list[tuple[int, Values]]:
    """Return the points of the only series there is, in the order of time."""
    (series,) = data.series.values()
    return [(time, dict(values)) for time, values in sorted(series.items())]


def counts(history: ChosenHistory, name: str) -> list[float]:
    """Return one field of *history* in the order of time."""
    return [values[name] for _, values in sorted(history.points.items())]
