"""Five years of the old script's on a real InfluxDB 1.6.7, which the collector takes over.

The script sent its points without a time, and the server gave them its own. Years of them cannot be waited
for: those of the past are sent with the time that the server would have given, the last as it did.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from pydantic import SecretStr

from collector.config.values import DEFAULT_ACCOUNT
from collector.influxdb.influxql import create_database
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage.state_folder import state_file
from tests.cli.conftest import Cli, Finished
from tests.grafana.viewer import Viewer, panel, statements
from tests.harness import NOON, TOKEN, Rig, only_account
from tests.importers.old_script import FIELDS, Written, written
from tests.integration.servers import HTTP, InfluxDBV1

YEARS = timedelta(days=5 * 365)
OLD = list(written(NOON - YEARS, NOON))
TAKEN = [one for one in OLD if one.whole]
DATABASE, BUCKET = "old script's", "the new one"
READER, PASSWORD = "reader", "canary pass'word"


# As they are called now, and as the script called them.
_NAMES = [("enlightened" if name == "enlighten" else name, name) for name in FIELDS]


@dataclass
class Home:
    """A home with an InfluxDB 1.x that wants users, the old script's database in it, and a new collector."""

    server: InfluxDBV1
    rig: Rig

    def command(self, *arguments: str, password: str = PASSWORD) -> Finished:
        """Run the command as the owner does."""
        run = Cli(self.rig.folder)
        done = run(
            *arguments,
            COLLECTOR_STATE=str(self.rig.folder),
            WANIKANI_TOKEN=TOKEN,
            WANIKANI_URL="http://127.0.0.1:9/v2",
            IMPORT_PASSWORD=password,
            INFLUXDB_URL=self.server.url,
            INFLUXDB_BUCKET=BUCKET,
            INFLUXDB_USERNAME=self.server.username or "",
            INFLUXDB_PASSWORD=self.server.password or "",
        )
        assert "canary" not in state_file(self.rig.folder, DEFAULT_ACCOUNT).read_text("latin-1")
        return done

    def imports(self, *more: str, database: str = DATABASE, password: str = PASSWORD) -> Finished:
        """Import from the server, as the reader."""
        place = ("--url", self.server.url, "--username", READER, "--database", database)
        return self.command("import", "progress", *place, *more, password=password)

    def stages(self, begin: datetime, end: datetime) -> list[dict[str, object]]:
        """Return what the overview's main chart draws, newest range of its kind."""
        of = panel("wanikani-overview", "Stages over time")
        statement, *_ = statements("wanikani-overview", of, Viewer(begin, end, end)).values()
        return [row for row in self.server.query(statement, BUCKET, "ms") if row["burned"] is not None]


def post_as_the_script_did(server: InfluxDBV1, body: str) -> None:
    """Send a line as the script's curl did: database, user and password in the address."""
    query = {"db": DATABASE, "u": server.username or "", "p": server.password or ""}
    HTTP.post(f"{server.url}/write", params=query, content=body).raise_for_status()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, influxdb_v1_with_auth: InfluxDBV1) -> Iterator[Home]:
    """The home after five years with the script and three days with the collector; nothing is imported."""
    server = influxdb_v1_with_auth
    world = World(NOON, levels=4, per_level=20)
    rig = Rig(tmp_path_factory.mktemp("state"), world, Learner(world, seed=3))
    rig.settings = {
        "influxdb_url": server.url, "influxdb_bucket": BUCKET, "influxdb_username": server.username,
        "influxdb_password": SecretStr(server.password or ""),
    }  # fmt: skip
    for name in (DATABASE, BUCKET):
        server.query(create_database(name))
    server.query(f"CREATE USER {READER} WITH PASSWORD '{PASSWORD.replace(chr(39), chr(92) + chr(39))}'")
    server.query(f'GRANT READ ON "{DATABASE}" TO {READER}')
    for start in range(0, len(OLD), 1000):
        post_as_the_script_did(server, "\n".join(one.line for one in OLD[start : start + 1000]))
    post_as_the_script_did(server, "temperature,room=kitchen celsius=21.5")
    for _ in range(2):
        post_as_the_script_did(server, Written(0, dict(zip(FIELDS, range(5), strict=True))).body)
    rig.good_poll()
    rig.poll_hourly(72)
    with rig.app() as app:
        assert app.deliver(only_account(app)).problem is None
    yield Home(server, rig)
    for name in (DATABASE, BUCKET):
        server.query(f'DROP DATABASE "{name}"')


def test_the_import_from_begin_to_end(home: Home) -> None:
    own = home.stages(NOON - timedelta(days=1), NOON + timedelta(days=4))
    rehearsed = home.imports("--dry-run")
    assert rehearsed.code == 0
    assert f"{len(TAKEN):,} counts would be taken (2019-03-06 to 2024-03-04)" in rehearsed.out
    assert "Nothing was changed" in rehearsed.out

    done = home.imports()
    assert (done.code, done.err) == (0, "")
    read, first, *reasons = done.out.splitlines()
    assert read == f"Counts read by retention policy: “autogen” ({len(OLD) + 2:,})."
    assert first == (
        f"{len(TAKEN):,} counts taken (2019-03-06 to 2024-03-04), 0 there already, "
        f"{len(OLD) - len(TAKEN) + 2:,} not taken; {len(TAKEN):,} delivered, 0 refused."
    )
    assert [reason.strip().partition(":")[0] for reason in reasons] == [
        "2 after the first live poll, from when on the collector knows by itself",
        f"{sum(len(one.values) < 5 for one in OLD)} not all five numbers are there",
        f"{sum(list(one.values.values()) == [0] * 5 for one in OLD)} zeros between two counts",
    ]

    assert "0 counts taken, " in home.imports().out
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
        {"database": BUCKET}, ("user that may read the database",), id="one that the user may not read"
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


def history(home: Home, name: str, **policies: list[str]) -> None:
    """Make a database with the lines of each retention policy; the first one is the default."""
    default, *others = policies
    home.server.query(create_database(name).replace("autogen", default))
    for policy in others:
        home.server.query(f'CREATE RETENTION POLICY "{policy}" ON "{name}" DURATION INF REPLICATION 1')
    user = {"u": home.server.username or "", "p": home.server.password or ""}
    for policy, lines in policies.items():
        query = {"db": name, "rp": policy, **user}
        HTTP.post(
            f"{home.server.url}/write", params=query, content="\n".join(lines).encode()
        ).raise_for_status()
    home.server.query(f'GRANT READ ON "{name}" TO {READER}')


def lines(counts: list[Written], tags: str = "", *, text: bool = False) -> list[str]:
    """Return what the script would have sent of *counts*, with *tags*, or with its numbers as texts."""
    return [
        f"progress{tags} "
        + ",".join(f'{name}="{value}"' if text else f"{name}={value}" for name, value in one.values.items())
        + f" {one.time}"
        for one in counts
    ]


def rehearsed(home: Home, name: str, *more: str) -> Finished:
    return home.imports("--dry-run", *more, database=name)


def number(done: Finished) -> int:
    """Return how many counts were accepted, new or there already."""
    found = re.search(r"^([\d,]+) counts? would be taken.*?, ([\d,]+) there already", done.out, re.MULTILINE)
    assert found is not None, done
    return sum(int(part.replace(",", "")) for part in found.groups())


@pytest.mark.parametrize("tags", [("anna", "ben"), ("1", "2"), ("it is,me", "a=b\\c")])
def test_two_histories_in_one_measurement_are_not_mixed_and_named_as_they_are_chosen(
    home: Home, tags: tuple[str, str]
) -> None:
    escaped = [re.sub("([,= ])", r"\\\1", tag) for tag in tags]
    counts = [TAKEN[-40:], TAKEN[-30:]]
    tagged = [line for who, own in zip(escaped, counts, strict=True) for line in lines(own, f",user={who}")]
    history(home, "two", autogen=[*tagged, *lines(TAKEN[-20:])])
    mixed = rehearsed(home, "two")
    assert mixed.code == 2
    for who, own in zip([*tags, ""], [*counts, TAKEN[-20:]], strict=True):
        option = shlex.join(("--tag", f"user={who}"))
        assert option in mixed.err
        assert number(rehearsed(home, "two", *shlex.split(option))) == len(own)
    home.server.query("DROP DATABASE two")


def test_every_retention_policy_is_read_and_named(home: Home) -> None:
    history(home, "years", autogen=lines(TAKEN[-40:]), **{"until 2022": lines(TAKEN[:100])})
    done = rehearsed(home, "years")
    assert number(done) == 140
    assert done.out.startswith("Counts read by retention policy: “autogen” (40), “until 2022” (100).\n")
    assert number(rehearsed(home, "years", "--retention-policy", "until 2022")) == 100
    wrong = rehearsed(home, "years", "--retention-policy", "2022")
    assert wrong.code == 2
    assert "but in autogen, until 2022" in wrong.err
    home.server.query("DROP DATABASE years")


def test_a_measurement_outside_the_default_policy_is_found(home: Home) -> None:
    history(home, "moved", autogen=["cpu value=1"], old=lines(TAKEN[:10]))
    assert number(rehearsed(home, "moved")) == 10
    home.server.query("DROP DATABASE moved")


def test_a_summary_that_the_server_made_of_the_counts_is_not_mixed_into_them(home: Home) -> None:
    history(home, "short", autogen=lines(TAKEN[-400:]), long=lines(TAKEN[:20]))
    fields = ", ".join(f"max({name}) AS {name}" for name in FIELDS)
    home.server.query(
        f"SELECT {fields} INTO short.long.progress FROM short.autogen.progress "
        "WHERE time > 0 GROUP BY time(1d) fill(none)"
    )
    refused = rehearsed(home, "short")
    assert refused.code == 2
    assert len(refused.err.splitlines()) == 1
    both = refused.err.partition("what the other lacks, ")[2].strip().rstrip(".")
    assert both == "--retention-policy autogen --retention-policy long"
    assert number(rehearsed(home, "short", "--retention-policy", "autogen")) == 400
    # The twenty of before, and the summary's one day that begins before the first count.
    joined = rehearsed(home, "short", *shlex.split(both))
    assert number(joined) == 400 + 20 + 1
    assert "of them are in more than one, or of a time that an earlier one has counted" in joined.out
    home.server.query("DROP DATABASE short")


def test_texts_in_older_shards_are_taken_as_the_numbers_they_are(home: Home) -> None:
    bad = [f'progress apprentice="many",guru="1" {one.time}' for one in TAKEN[30:33]]
    bad += [f"progress apprentice=true {one.time}" for one in TAKEN[2500:2502]]
    history(home, "texts", autogen=[*lines(TAKEN[:30], text=True), *bad, *lines(TAKEN[-40:])])
    done = rehearsed(home, "texts")
    assert number(done) == 70
    assert "30 counts are stored as text, and read as numbers." in done.out
    assert "5 cannot be read: " in done.out
    assert '(apprentice = "many")' in done.out
    home.server.query("DROP DATABASE texts")


def test_a_measurement_of_the_name_without_the_scripts_fields_is_said_to_be_one(home: Home) -> None:
    history(home, "other", autogen=["progress percent=5,file=3"])
    done = rehearsed(home, "other")
    assert done.code == 2
    assert "without the script's fields" in done.err
    assert "but with file, percent" in done.err
    home.server.query("DROP DATABASE other")
