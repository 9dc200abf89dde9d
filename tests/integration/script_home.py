"""A home with the old script's database on a real InfluxDB 1.6.7, and a new collector."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from collector.config.values import DEFAULT_ACCOUNT
from collector.influxdb.influxql import create_database
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage.state_folder import state_file
from tests.cli.conftest import Cli, Finished
from tests.grafana.viewer import Viewer, panel, statements
from tests.harness import NOON, TOKEN, Rig
from tests.importers.old_script import written
from tests.integration.servers import HTTP, InfluxDBV1

YEARS = timedelta(days=5 * 365)
OLD = list(written(NOON - YEARS, NOON))
TAKEN = [one for one in OLD if one.whole]
DATABASE, BUCKET = "old script's", "the new one"
READER, PASSWORD = "reader", "canary pass'word"


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


@contextmanager
def home_with_script(folder: Path, server: InfluxDBV1) -> Iterator[Home]:
    """Yield the home before the collector's first poll, with both databases empty; drop them at the end."""
    world = World(NOON, levels=4, per_level=20)
    rig = Rig(folder, world, Learner(world, seed=3))
    rig.settings = {
        "influxdb_url": server.url, "influxdb_bucket": BUCKET, "influxdb_username": server.username,
        "influxdb_password": SecretStr(server.password or ""),
    }  # fmt: skip
    for name in (DATABASE, BUCKET):
        server.query(create_database(name))
    server.query(f"CREATE USER {READER} WITH PASSWORD '{PASSWORD.replace(chr(39), chr(92) + chr(39))}'")
    server.query(f'GRANT READ ON "{DATABASE}" TO {READER}')
    yield Home(server, rig)
    for name in (DATABASE, BUCKET):
        server.query(f'DROP DATABASE "{name}"')
