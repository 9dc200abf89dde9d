"""Dumps of the old measurement, as influx_inspect writes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.core.errors import FileUnusable, HistoryNotFound
from collector.importers.rejections import RejectionReason
from tests.importers.old_script import FIELDS, Written, written
from tests.importers.reading import FIXTURES, choose, counts, points, read

Made = Callable[[bytes | str], Path]
BEGIN = datetime(2021, 6, 1, tzinfo=UTC)
OLD = list(written(BEGIN, BEGIN + timedelta(days=120)))
DUMP = FIXTURES / "two-policies.txt"
HEAD = """# INFLUXDB EXPORT: 1677-09-21T00:12:43Z - 2262-04-11T23:47:16Z
# DDL
CREATE DATABASE wanikani WITH NAME autogen
CREATE DATABASE wanikani WITH NAME "five years"
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


def in_policy(name: str, old: list[Written]) -> str:
    return HEAD.replace("POLICY:autogen", f"POLICY:{name}") + inspected(old).removeprefix(HEAD)


def test_every_point_comes_back_as_it_was_written(file: Made) -> None:
    data = read(file(inspected(OLD)))
    assert points(data) == [(one.time, one.values) for one in OLD]
    assert not data.rejected


def test_lines_as_the_script_sent_them_can_be_read_with_a_time(file: Made) -> None:
    data = read(file("\n".join(one.line for one in OLD)))
    assert points(data) == [(one.time, one.values) for one in OLD]


def test_a_dump_without_its_head_may_begin_with_any_tag(file: Made) -> None:
    history = choose(file("".join(f"progress,user=it\\ is\\,me {one.line[9:]}\n" for one in OLD)))
    assert len(history.points) == len(OLD)


def test_a_point_twice_in_a_dump_is_one_point_with_the_later_values(file: Made) -> None:
    again = [Written(OLD[0].time, OLD[0].values | {"guru": 999})]
    data = read(file(inspected(OLD) + "# writing wal data\n" + inspected(again).removeprefix(HEAD)))
    assert points(data)[0] == (OLD[0].time, OLD[0].values | {"guru": 999})
    assert len(points(data)) == len(OLD)


def test_the_statements_at_the_start_of_a_dump_are_skipped(file: Made) -> None:
    assert read(file(inspected(OLD[:3]))).other_lines == 0
    assert read(file(inspected(OLD[:3]) * 2)).other_lines == 0
    # All but the temperature is the old script's.
    assert read(DUMP).other_lines == 1


def test_other_databases_and_measurements_are_passed_over_and_counted(file: Made) -> None:
    other = inspected(OLD).replace("DATABASE:wanikani", "DATABASE:backup")
    text = other + inspected(OLD[:2]) + "cpu,host=a value=3 1\nprogression x=1 1\nprogress ok=true 1\n"
    data = read(file(text))
    assert len(points(data)) == 2
    assert data.other_databases == {"backup"}
    assert data.other_lines == 3 + sum(len(one.values) for one in OLD)


def test_values_in_every_way_influxdb_writes_numbers(file: Made) -> None:
    fields = 'apprentice=1e+02,guru=5i,master=7u,enlighten=0.0,burned="12",note="a,guru=9"'
    data = read(file(f"progress {fields} 1700000000000000000\n"))
    assert points(data)[0][1] == {"apprentice": 100, "guru": 5, "master": 7, "enlighten": 0, "burned": 12}


def test_lines_that_cannot_be_read_are_refused_one_by_one_with_their_number(file: Made) -> None:
    bad = [
        "progress apprentice=5",
        "progress apprentice=five 1700000000000000000",
        "progress apprentice=. 1700000000000000000",
        "progress apprentice=1e,guru=5I 1700000000000000000",
        'progress apprentice="many" 1700000000000000000',
        "progress apprentice=true 1700000000000000000",
        "progress 1700000000000000000",
        "progress,user=x",
    ]
    data = read(file("# DML\n" + "\n".join(bad) + "\n" + OLD[0].line + "\n"))
    assert [one.reason for one in data.rejected] == [RejectionReason.UNREADABLE] * 8
    assert data.rejected[0].what == "line 2 (progress apprentice=5)"
    assert len(points(data)) == 1


def test_the_policies_of_a_dump_are_joined_where_one_follows_the_other() -> None:
    anna = choose(DUMP, "user=anna")
    assert counts(anna, "apprentice") == [80, 81, 82, 83, 90, 91, 92, 93]
    assert anna.policies == {"five years": 4, "autogen": 4}
    assert anna.text_count == 4
    assert counts(choose(DUMP, "user=anna", policies=("autogen",)), "apprentice") == [80, 81, 82, 83]


def test_policies_of_a_dump_that_differ_are_not_mixed(file: Made) -> None:
    daily = [Written(one.time + 10**12, dict.fromkeys(FIELDS, 1)) for one in OLD[::4]]
    made = file(in_policy("autogen", OLD) + in_policy("daily", daily))
    with pytest.raises(HistoryNotFound, match="“autogen” and “daily”") as refused:
        choose(made)
    assert "--retention-policy autogen, or" in str(refused.value)
    assert len(choose(made, policies=("autogen",)).points) == len(OLD)
    assert len(choose(made, policies=("daily",)).points) == len(daily)


def test_a_database_that_is_named_as_the_client_imports_it_is_found_too(file: Made) -> None:
    spaced = inspected(OLD[:2]).replace("DATABASE:", "DATABASE: ").replace("POLICY:", "POLICY: ")
    assert choose(file(spaced)).policies == {"autogen": 2}


def test_the_field_option_is_refused_for_a_file_that_has_field_types(file: Made) -> None:
    with pytest.raises(FileUnusable, match="leave out --field"):
        read(file(inspected(OLD)), fields=("user",))


@pytest.mark.parametrize("text", ["hello\n", "{}", "a,b,c\n1,2,3\n", "time\n5\n"])
def test_another_file_is_said_to_be_none_of_the_three(file: Made, text: str) -> None:
    with pytest.raises(FileUnusable, match="neither an export"):
        read(file(text))


def test_an_empty_file_is_said_to_be_empty(file: Made) -> None:
    with pytest.raises(FileUnusable, match="is empty"):
        read(file(""))
