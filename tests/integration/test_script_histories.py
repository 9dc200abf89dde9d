"""More than one history of the old script's in a database of a real InfluxDB 1.6.7, and odd ones."""

import re
import shlex
from collections.abc import Iterator

import pytest

from collector.influxdb.influxql import create_database
from tests.cli.conftest import Finished
from tests.importers.old_script import FIELDS, Written
from tests.integration.script_home import READER, TAKEN, Home, home_with_script
from tests.integration.servers import HTTP, InfluxDBV1


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, influxdb_v1_with_auth: InfluxDBV1) -> Iterator[Home]:
    """The home after the collector's first poll; each test makes a database of its own."""
    with home_with_script(tmp_path_factory.mktemp("state"), influxdb_v1_with_auth) as home:
        home.rig.good_poll()
        yield home


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
    found = re.search(
        r"^([\d,]+) counts? would be imported.*?, ([\d,]+) already present", done.out, re.MULTILINE
    )
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
    both = refused.err.partition("the gaps of the other, ")[2].strip().rstrip(".")
    assert both == "--retention-policy autogen --retention-policy long"
    assert number(rehearsed(home, "short", "--retention-policy", "autogen")) == 400
    # The twenty of before, and the summary's one day that begins before the first count.
    joined = rehearsed(home, "short", *shlex.split(both))
    assert number(joined) == 400 + 20 + 1
    assert "of them are in more than one policy, or at a time that an earlier policy covers" in joined.out
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
