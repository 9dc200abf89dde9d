"""Each rule finds the fault it is there for, in a small panel that is sound but for that one."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.grafana.judge.frames import OLD, RELEASES, TODAY, Json, frames
from tests.grafana.judge.judge import Seen, judge
from tests.grafana.judge.rules import faults

EMPTY = "No poll yet."
DAY = 86_400_000
Change = Callable[[Json], None]


def _override(name: str, **properties: object) -> Json:
    values = [{"id": each.replace("__", "."), "value": value} for each, value in properties.items()]
    return {"matcher": {"id": "byName", "options": name}, "properties": values}


def _panel(kind: str, **options: object) -> Json:
    defaults = {"unit": "locale", "noValue": EMPTY}
    return {
        "type": kind,
        "title": "A panel",
        "options": {"reduceOptions": {"calcs": ["lastNotNull"], "values": False}} | options,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "transformations": [],
    }


def _table(*rows: list[Any]) -> Json:
    series = {"name": "level", "columns": ["time", "level", "days"], "values": list(rows)}
    panel = _panel("table")
    renamed = {"indexByName": {}, "renameByName": {"Time": "unlocked"}, "excludeByName": {}}
    panel["transformations"] = [{"id": "organize", "options": renamed}]
    panel["fieldConfig"]["overrides"] = [_override("days", noValue="–", unit="suffix:days", decimals=1)]
    return {"panel": panel, "answer": [series], "shape": "table"}


def _series(kind: str, *values: float | None, name: str = "guru") -> Json:
    rows = [[DAY * number, value, value] for number, value in enumerate(values)]
    panel = _panel(kind)
    panel["fieldConfig"]["overrides"] = [_override("guru", color={"mode": "fixed", "fixedColor": "#882d9e"})]
    answer = [{"name": "stages", "columns": ["time", name, "all"], "values": rows}]
    return {"panel": panel, "answer": answer, "shape": "time_series"}


def _asked(release: str, question: Json) -> tuple[str, Json]:
    target = {"refId": "A", "alias": "$col", "resultFormat": question["shape"]}
    answer = question["answer"]
    return "a-dashboard", {
        "panel": question["panel"],
        "frames": frames(release, target, answer),
        "rows": sum(len(series["values"]) for series in answer),
        "from": 0,
        "to": 10 * DAY,
        "timeZone": "UTC",
    }


SOUND = {
    "table": _table([0, 1, 9.5], [DAY, 2, 10]),
    "lines": _series("timeseries", 1, 2, 3),
    "bars": _series("barchart", 1, 2, 3),
    "values": _series("stat", 1, 2, 3),
}


@pytest.mark.parametrize("release", RELEASES)
def test_a_sound_panel_has_no_fault(release: str) -> None:
    for seen in judge(release, [_asked(release, each) for each in SOUND.values()]):
        assert faults(seen) == []


def _defaults(**values: object) -> Change:
    return lambda question: question["panel"]["fieldConfig"]["defaults"].update(values)


def _overrides(*overrides: Json) -> Change:
    return lambda question: question["panel"]["fieldConfig"]["overrides"].extend(overrides)


def _transformed(kind: str, **options: object) -> Change:
    return lambda question: question["panel"]["transformations"].append({"id": kind, "options": options})


def _answered(rows: list[list[Any]], **change: object) -> Change:
    return lambda question: question["answer"][0].update({"values": rows, **change})


NINE = {"type": "value", "options": {"9.5": {"text": "9", "index": 0}}}
BACKGROUND = {"type": "color-background"}
ONE_COLOUR = {"type": "value", "options": {"1": {"text": "one", "color": "#ff0000", "index": 0}}}
# The release, a sound panel, what is changed in it, and the sentence that must be found.
Mistake = tuple[str, str, Change | tuple[Change, ...], str]
BROKEN: dict[str, Mistake] = {
    "a panel of an unknown type": (
        TODAY,
        "lines",
        lambda question: question["panel"].update(type="piechart"),
        "no rule for panels of type piechart",
    ),
    "a transformation that does not exist": (
        OLD,
        "table",
        _transformed("sortRows"),
        "Grafana fails",
    ),
    "data of another time": (
        TODAY,
        "lines",
        _answered([[99 * DAY, 1, 1], [100 * DAY, 2, 2]]),
        "it says 'Data outside time range'",
    ),
    "two tables": (
        TODAY,
        "table",
        lambda question: question.update(shape="time_series"),
        "only the first of 2 tables is shown",
    ),
    "the name of a tag": (
        TODAY,
        "lines",
        _answered([[0, 1, 1], [DAY, 2, 2]], columns=["time", "kana_vocabulary", "all"]),
        "a name reads 'kana_vocabulary'",
    ),
    "no name": (
        TODAY,
        "table",
        lambda question: question["panel"].update(transformations=[]),
        "a head reads 'Time'",
    ),
    "one name twice": (
        TODAY,
        "table",
        _overrides(_override("level", displayName="days")),
        "2 are named 'days'",
    ),
    "a text for machines": (
        OLD,
        "table",
        _answered([[0, "kana_vocabulary", 1]]),
        "level reads 'kana_vocabulary'",
    ),
    "the sentence in a cell": (
        TODAY,
        "table",
        _answered([[0, None, 1], [0, 1, 1]]),
        "a cell of 'level' shows the sentence",
    ),
    "nothing in a cell": (
        TODAY,
        "table",
        (_answered([[0, None, 1], [0, 1, 1]]), _overrides(_override("level", noValue=" "))),
        "an empty cell of 'level' reads ' '",
    ),
    "a colour for nothing": (
        TODAY,
        "table",
        (
            _answered([[0, 1, None], [0, 1, 1]]),
            _overrides(_override("days", custom__cellOptions=BACKGROUND, color={"mode": "continuous-blues"})),
        ),
        "an empty cell of 'days' is coloured",
    ),
    "a row that is lost": (
        OLD,
        "table",
        _answered([[0, 1, None], [0, 1, 1]]),
        "2 rows were answered and 1 are shown",
    ),
    "labels of dots": (
        TODAY,
        "bars",
        lambda question: question["panel"]["options"].update(xField="guru", xTickLabelMaxLength=0),
        "3 labels are cut off, such as '...'",
    ),
    "colours that are not visible": (
        TODAY,
        "table",
        _overrides(_override("level", mappings=[ONE_COLOUR])),
        "the colours of 'level' are not shown",
    ),
    "no unit": (OLD, "values", _defaults(unit=None), "'guru' has no unit"),
    "a share that does not look like one": (
        TODAY,
        "table",
        _overrides(_override("days", unit="percent", mappings=[NINE])),
        "'days' reads '9', which is no percent",
    ),
    "thousandths of an item": (TODAY, "lines", _answered([[0, 1.2345, 1], [DAY, 2, 2]]), "'guru' reads '1.2"),
    "a colour of another stage": (
        TODAY,
        "lines",
        _overrides(_override("guru", color={"mode": "fixed", "fixedColor": "#00ff00"})),
        "'guru' is #00ff00, and learners know it as #882d9e",
    ),
    "a line of one value": (
        TODAY,
        "lines",
        (_answered([[0, 1, 1], [DAY, None, 1]]), _defaults(custom={"showPoints": "never"})),
        "'guru' has values, but too few for a line",
    ),
    "bars out of order": (
        TODAY,
        "bars",
        _answered([[DAY, 2], [0, 1]], columns=["time", "guru"]),
        "its bars are not in the order of time",
    ),
    "a column that is not there": (
        TODAY,
        "table",
        _transformed("sortBy", fields={}, sort=[{"field": "rank"}]),
        "a transformation names 'rank'",
    ),
    "an override of nothing": (
        TODAY,
        "table",
        _overrides(_override("rank", unit="locale")),
        "no column matches the override byName rank",
    ),
}


@pytest.fixture(scope="module")
def broken() -> dict[str, Seen]:
    """What is seen of each mistake: all of a release are judged at once."""
    found: dict[str, Seen] = {}
    for release in RELEASES:
        mistakes = [name for name, (of, *_) in BROKEN.items() if of == release]
        asked = [_asked(release, _changed(BROKEN[name])) for name in mistakes]
        found |= dict(zip(mistakes, judge(release, asked), strict=True))
    return found


def _changed(mistake: Mistake) -> Json:
    _, kind, changes, _ = mistake
    question = deepcopy(SOUND[kind])
    for change in changes if isinstance(changes, tuple) else (changes,):
        change(question)
    return question


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_is_found(broken: dict[str, Seen], mistake: str) -> None:
    found = faults(broken[mistake])
    assert any(BROKEN[mistake][-1] in fault for fault in found), found
