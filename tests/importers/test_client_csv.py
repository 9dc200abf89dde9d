"""CSV of the influx client, which does not say what is a tag."""

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
FOUR = FIXTURES / "four.csv"
TIMES = (1_600_000_000, 1_600_021_600, 1_600_043_200)


def listed(old: list[Written]) -> str:
    """Return the points as `influx -format csv` writes them: fields by name, nothing where one is missing."""
    names = sorted(FIELDS)
    rows = [
        f"progress,{one.time},{','.join(str(one.values.get(name, '')) for name in names)}\n" for one in old
    ]
    return f"name,time,{','.join(names)}\n" + "".join(rows)


def with_column(name: str, *values: str) -> str:
    """Return three rows of one script, with a further column that has *values*."""
    rows = [
        f"progress,{time},{n},0,0,0,0,{value}\n"
        for n, (time, value) in enumerate(zip(TIMES, values, strict=True))
    ]
    return f"name,time,apprentice,burned,enlighten,guru,master,{name}\n" + "".join(rows)


def test_every_point_comes_back_as_it_was_written(file: Made) -> None:
    data = read(file(listed(OLD)))
    assert points(data) == [(one.time, one.values) for one in OLD]
    assert not data.rejected


def test_two_histories_whose_tag_is_a_number_are_not_merged() -> None:
    with pytest.raises(HistoryNotFound, match="whether “user” tells histories apart") as refused:
        choose(FOUR)
    assert "--tag user=2" in str(refused.value)
    assert "--field user" in str(refused.value)
    assert counts(choose(FOUR, "user=1"), "apprentice") == [1, 3]
    assert counts(choose(FOUR, "user=2"), "apprentice") == [200]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(("true", "false", "true"), id="booleans"),
        pytest.param(("a", "b", "c"), id="texts"),
        pytest.param(("812", "813", "815"), id="numbers"),
        pytest.param(("anna", "", ""), id="a value that is not always there"),
    ],
)
def test_what_a_column_is_is_asked_whatever_its_values_look_like(
    file: Made, values: tuple[str, str, str]
) -> None:
    made = file(with_column("more", *values))
    with pytest.raises(HistoryNotFound, match="“more”"):
        choose(made)
    assert counts(choose(made, fields=("more",)), "apprentice") == [0, 1, 2]
    assert counts(choose(made, f"more={values[1]}"), "apprentice")[0] == 1


def test_a_column_that_separates_nothing_is_not_asked_about(file: Made) -> None:
    for value in ("", "7", "true", "anna"):
        assert counts(choose(file(with_column("more", value, value, value))), "apprentice") == [0, 1, 2]


def test_a_column_is_asked_about_within_the_history_alone_that_was_chosen(file: Made) -> None:
    text = with_column("user,host", "1,pi", "1,pi", "2,nas")
    assert counts(choose(file(text), "user=1"), "apprentice") == [0, 1]
    with pytest.raises(HistoryNotFound, match="“host”"):
        choose(file(with_column("user,host", "1,pi", "1,nas", "2,nas")), "user=1")


def test_every_column_that_may_be_a_tag_is_named_at_once(file: Made) -> None:
    with pytest.raises(HistoryNotFound, match="“User”, “ok”") as refused:
        choose(file(with_column("ok,User", "true,1", "false,2", "true,1")))
    assert "--field User --field ok" in str(refused.value)


def test_a_column_that_is_not_there_cannot_be_passed_over(file: Made) -> None:
    with pytest.raises(FileUnusable, match="no column “usr”"):
        choose(FOUR, fields=("usr",))


def test_a_tag_that_is_called_a_field_shows_by_two_counts_of_one_moment(file: Made) -> None:
    head, first, *_ = with_column("user", "1", "1", "1").splitlines(keepends=True)
    mixed = head + first + first.replace(",0,0,0,0,1", ",9,9,9,9,2")
    with pytest.raises(FileUnusable, match="two different counts of one moment"):
        choose(file(mixed), fields=("user",))
    assert len(choose(file(head + first + first)).points) == 1


def test_tags_are_certain_if_the_client_grouped_by_them() -> None:
    grouped = FIXTURES / "group-by.csv"
    with pytest.raises(HistoryNotFound, match="--tag user=anna or --tag 'user=it is,ben'"):
        choose(grouped)
    assert counts(choose(grouped, "user=anna"), "guru") == [110, 111, 112, 113]
    assert counts(choose(grouped, "user=it is,ben"), "guru") == [0, 1, 2, 3]


def test_a_field_of_a_single_series_is_not_its_tag(file: Made) -> None:
    text = "name,tags,time,apprentice,burned,enlighten,guru,master\nprogress,user=ben,1700000000,1,2,3,4,5\n"
    assert counts(choose(file(text)), "apprentice") == [1]
    with pytest.raises(HistoryNotFound, match="--tag user=anna, but --tag user=ben"):
        choose(file(text), "user=anna")


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
def test_a_time_may_have_any_precision_or_be_written_out(file: Made, time: str) -> None:
    data = read(file(f"name,time,apprentice,burned,enlighten,guru,master\nprogress,{time},1,2,3,4,5\n"))
    values = {"apprentice": 1, "burned": 2, "enlighten": 3, "guru": 4, "master": 5}
    assert points(data) == [(1_700_000_000 * 10**9, values)]


def test_rows_that_cannot_be_read_are_refused_one_by_one_with_their_number(file: Made) -> None:
    head = "name,time,apprentice,burned,enlighten,guru,master\n"
    bad = [
        "progress,yesterday,1,2,3,4,5",
        "progress,1700000000,1,2,3,4,many",
        "progress,1700000000,1,2,3,4,true",
        "progress,1700000000,1,2",
        "progress,2023-11-14T22:13:20,1,2,3,4,5",
    ]
    data = read(file(head + "\n".join(bad) + "\nprogress,1700000000,1,2,3,4,5\n"))
    assert [one.reason for one in data.rejected] == [RejectionReason.UNREADABLE] * 5
    assert data.rejected[0].what.startswith("line 2 ")
    assert len(points(data)) == 1


def test_csv_does_not_know_retention_policies() -> None:
    with pytest.raises(HistoryNotFound, match="leave out --retention-policy"):
        choose(FOUR, "user=1", policies=("autogen",))
