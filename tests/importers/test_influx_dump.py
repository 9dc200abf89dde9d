"""Exports of the old measurement, as influx_inspect and the influx client write them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.core.errors import FileUnusable
from collector.importers.count_rules import ScriptPoint
from collector.importers.influx_dump import Dump, read_dump
from collector.importers.input_file import open_input
from collector.importers.rejections import RejectionReason
from tests.importers.old_script import FIELDS, Written, written

Made = Callable[[bytes | str], Path]
BEGIN = datetime(2021, 6, 1, tzinfo=UTC)
OLD = list(written(BEGIN, BEGIN + timedelta(days=120)))
HEAD = """# INFLUXDB EXPORT: 1677-09-21T00:12:43Z - 2262-04-11T23:47:16Z
# DDL
CREATE DATABASE wanikani WITH NAME autogen
# DML
# CONTEXT-DATABASE:wanikani
# CONTEXT-RETENTION-POLICY:autogen
# writing tsm data
"""


def inspected(old: list[Written]) -> str:
    """Return the points as influx_inspect writes them: all of one field, then all of the next."""
    fields = [
        f"progress {name}={one.values[name]} {one.time}\n"
        for name in FIELDS
        for one in old
        if name in one.values
    ]
    return HEAD + "".join(fields)


def listed(old: list[Written]) -> str:
    """Return the points as `influx -format csv` writes them: fields by name, nothing where one is missing."""
    names = sorted(FIELDS)
    rows = [
        f"progress,{one.time},{','.join(str(one.values.get(name, '')) for name in names)}\n" for one in old
    ]
    return f"name,time,{','.join(names)}\n" + "".join(rows)


def read(path: Path, database: str = "wanikani") -> Dump:
    with open_input(path) as source:
        return read_dump(source, database)


def points(dump: Dump) -> list[tuple[int, dict[str, float]]]:
    (series,) = dump.series
    return [(one.time, dict(one.values)) for one in dump.points(series)]


@pytest.mark.parametrize("form", [inspected, listed])
def test_every_point_comes_back_as_it_was_written(file: Made, form: Callable[[list[Written]], str]) -> None:
    dump = read(file(form(OLD)))
    assert points(dump) == [(one.time, one.values) for one in OLD]
    assert not dump.rejected


def test_lines_as_the_script_sent_them_can_be_read_with_a_time(file: Made) -> None:
    dump = read(file("\n".join(one.line for one in OLD)))
    assert points(dump) == [(one.time, one.values) for one in OLD]


def test_what_stands_in_a_dump_twice_is_one_point_and_the_later_one_holds(file: Made) -> None:
    again = [Written(OLD[0].time, OLD[0].values | {"guru": 999})]
    dump = read(file(inspected(OLD) + "# writing wal data\n" + inspected(again).removeprefix(HEAD)))
    assert points(dump)[0] == (OLD[0].time, OLD[0].values | {"guru": 999})
    assert len(points(dump)) == len(OLD)


def test_other_databases_and_measurements_are_passed_over_and_counted(file: Made) -> None:
    other = inspected(OLD).replace("DATABASE:wanikani", "DATABASE:backup")
    text = other + inspected(OLD[:2]) + "cpu,host=a value=3 1\nprogression x=1 1\n"
    dump = read(file(text))
    assert len(points(dump)) == 2
    assert dump.other_databases == {"backup"}
    assert dump.other_lines == 2 * 1 + 2 + sum(len(one.values) for one in OLD)


def test_values_in_every_way_influxdb_writes_numbers(file: Made) -> None:
    fields = 'apprentice=1e+02,guru=5i,master=7u,enlighten=0.0,burned=12,note="a,guru=9"'
    dump = read(file(f"progress {fields} 1700000000000000000\n"))
    assert points(dump)[0][1] == {"apprentice": 100, "guru": 5, "master": 7, "enlighten": 0, "burned": 12}


def test_each_history_of_its_own_is_told_apart_by_its_tags(file: Made) -> None:
    lines = [
        f"progress,user={who} apprentice=1,guru=2,master=3,enlighten=4,burned=5 {n}"
        for n, who in enumerate("ab")
    ]
    assert set(read(file("\n".join(lines))).series) == {"user=a", "user=b"}
    rows = "name,time,apprentice,burned,enlighten,guru,master,user\nprogress,1700000000,1,2,3,4,5,anna\n"
    assert set(read(file(rows)).series) == {"user=anna"}
    grouped = (
        "name,tags,time,apprentice,burned,enlighten,guru,master\nprogress,user=ben,1700000000,1,2,3,4,5\n"
    )
    assert set(read(file(grouped)).series) == {"user=ben"}


@pytest.mark.parametrize(
    "time",
    [
        "1700000000",
        "1700000000000",
        "1700000000000000",
        "1700000000000000000",
        "2023-11-14T22:13:20Z",
        "2023-11-14T22:13:20.000000999Z",
        "2023-11-15T07:13:20+09:00",
    ],
)
def test_a_time_in_csv_may_have_any_precision_or_be_written_out(file: Made, time: str) -> None:
    dump = read(file(f"name,time,apprentice,burned,enlighten,guru,master\nprogress,{time},1,2,3,4,5\n"))
    assert next(dump.points("")) == ScriptPoint(
        1_700_000_000 * 10**9, {"apprentice": 1, "burned": 2, "enlighten": 3, "guru": 4, "master": 5}
    )


def test_lines_that_cannot_be_read_are_refused_one_by_one_with_their_number(file: Made) -> None:
    bad = [
        "progress apprentice=5",
        "progress apprentice=five 1700000000000000000",
        "progress apprentice=. 1700000000000000000",
        "progress apprentice=1e,guru=5I 1700000000000000000",
        "progress 1700000000000000000",
        "progress,user=x",
    ]
    dump = read(file("# DML\n" + "\n".join(bad) + "\n" + OLD[0].line + "\n"))
    assert [one.reason for one in dump.rejected] == [RejectionReason.UNREADABLE] * 6
    assert dump.rejected[0].what == "line 2 (progress apprentice=5)"
    assert len(points(dump)) == 1


def test_rows_that_cannot_be_read_are_refused_one_by_one_with_their_number(file: Made) -> None:
    head = "name,time,apprentice,burned,enlighten,guru,master\n"
    bad = [
        "progress,yesterday,1,2,3,4,5",
        "progress,1700000000,1,2,3,4,many",
        "progress,1700000000,1,2",
        "progress,2023-11-14T22:13:20,1,2,3,4,5",
    ]
    dump = read(file(head + "\n".join(bad) + "\nprogress,1700000000,1,2,3,4,5\n"))
    assert [one.reason for one in dump.rejected] == [RejectionReason.UNREADABLE] * 4
    assert dump.rejected[0].what.startswith("line 2 ")
    assert len(points(dump)) == 1


@pytest.mark.parametrize("text", ["hello\n", "{}", "a,b,c\n1,2,3\n", "time\n5\n"])
def test_another_file_is_said_to_be_neither(file: Made, text: str) -> None:
    with pytest.raises(FileUnusable, match="neither an export"):
        read(file(text))


def test_an_empty_file_is_said_to_be_empty(file: Made) -> None:
    with pytest.raises(FileUnusable, match="is empty"):
        read(file(""))
