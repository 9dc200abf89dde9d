"""Five years of the old script's on a real InfluxDB 1.6.7, which the collector takes over.

The script sent its points without a time, and the server gave them its own. Years of them cannot be waited
for: those of the past are sent with the time that the server would have given, the last as it did.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.harness import NOON, only_account
from tests.importers.old_script import FIELDS, Written
from tests.integration.script_home import (
    BUCKET,
    OLD,
    TAKEN,
    YEARS,
    Home,
    home_with_script,
    post_as_the_script_did,
)
from tests.integration.servers import InfluxDBV1

# As they are called now, and as the script called them.
_NAMES = [("enlightened" if name == "enlighten" else name, name) for name in FIELDS]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, influxdb_v1_with_auth: InfluxDBV1) -> Iterator[Home]:
    """The home after five years with the script and three days with the collector; nothing is imported."""
    server = influxdb_v1_with_auth
    with home_with_script(tmp_path_factory.mktemp("state"), server) as home:
        for start in range(0, len(OLD), 1000):
            post_as_the_script_did(server, "\n".join(one.line for one in OLD[start : start + 1000]))
        post_as_the_script_did(server, "temperature,room=kitchen celsius=21.5")
        for _ in range(2):
            post_as_the_script_did(server, Written(0, dict(zip(FIELDS, range(5), strict=True))).body)
        home.rig.good_poll()
        home.rig.poll_hourly(72)
        with home.rig.app() as app:
            assert app.deliver(only_account(app)).problem is None
        yield home


def test_the_import_from_begin_to_end(home: Home) -> None:
    own = home.stages(NOON - timedelta(days=1), NOON + timedelta(days=4))
    rehearsed = home.imports("--dry-run")
    assert rehearsed.code == 0
    assert f"{len(TAKEN):,} counts would be imported (2019-03-06 to 2024-03-04)" in rehearsed.out
    assert "Nothing was changed" in rehearsed.out

    done = home.imports()
    assert (done.code, done.err) == (0, "")
    read, first, *reasons = done.out.splitlines()
    assert read == f"Counts read by retention policy: “autogen” ({len(OLD) + 2:,})."
    assert first == (
        f"{len(TAKEN):,} counts imported (2019-03-06 to 2024-03-04), 0 already present, "
        f"{len(OLD) - len(TAKEN) + 2:,} rejected; {len(TAKEN):,} delivered, 0 refused."
    )
    assert [reason.strip().partition(":")[0] for reason in reasons] == [
        "2 after the first live poll, since when the collector has its own data",
        f"{sum(len(one.values) < 5 for one in OLD)} not all five numbers are present",
        f"{sum(list(one.values.values()) == [0] * 5 for one in OLD)} zeros between two counts",
    ]

    assert "0 counts imported, " in home.imports().out
    _is_one_chart(home, own)
    _rebuilt_is_the_same(home)


def _is_one_chart(home: Home, own: list[dict[str, object]]) -> None:
    """The overview's main query gives the old counts up to the seam, then the collector's; no time twice."""
    drawn = home.stages(NOON - YEARS - timedelta(days=7), NOON + timedelta(days=4))
    times = [int(str(row["time"])) for row in drawn]
    assert times == sorted(set(times))
    step = min(later - earlier for earlier, later in pairwise(times))
    seam = round(NOON.timestamp() * 1000)
    compared = 0
    for begin, row in zip(times, drawn, strict=True):
        assert row["total"] == sum(int(str(row[new])) for new, _ in _NAMES)
        if begin + step <= seam:
            within = [one for one in TAKEN if begin <= one.time // 10**6 < begin + step]
            assert [row[new] for new, _ in _NAMES] == [within[-1].values[old] for _, old in _NAMES]
            compared += 1
    assert compared > 200
    assert home.stages(NOON - timedelta(days=1), NOON + timedelta(days=4))[-len(own) :] == own


def _rebuilt_is_the_same(home: Home) -> None:
    everything = 'SELECT * FROM "srs_distribution"'
    before = home.server.query(everything, BUCKET)
    home.server.query(f'DROP DATABASE "{BUCKET}"')
    assert home.command("rebuild").code == 0
    assert home.server.query(everything, BUCKET) == before


MISTAKES = [
    pytest.param({"password": "canary wrong"}, ("--username", "IMPORT_PASSWORD"), id="a wrong password"),
    pytest.param(
        {"database": BUCKET}, ("user that can read the database",), id="one that the user may not read"
    ),
]


@pytest.mark.parametrize(("wrong", "words"), MISTAKES)
def test_what_is_wrong_with_the_server_is_a_sentence_that_says_what_to_do(
    home: Home, wrong: dict[str, str], words: tuple[str, ...]
) -> None:
    done = home.imports(**wrong)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert all(word in done.err for word in words), done.err


def test_a_server_that_is_not_there_is_worth_another_try(home: Home) -> None:
    done = home.command("import", "progress", "--url", "http://127.0.0.1:9")
    assert done.code == 1
    assert "cannot be reached" in done.err
    assert "--url" in done.err


def test_a_database_that_is_not_there_is_named(home: Home) -> None:
    done = home.command("import", "progress", "--database", "nope")
    assert done.code == 2
    assert done.err.startswith("There is no database “nope” at http://127.0.0.1:")
    assert "--database" in done.err


def test_a_database_without_the_measurement_says_what_it_has(home: Home) -> None:
    done = home.command("import", "progress", "--database", BUCKET)
    assert done.code == 2
    assert "has no measurement “progress”, but accuracy, " in done.err
