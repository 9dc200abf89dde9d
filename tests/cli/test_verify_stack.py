"""`verify-stack`: what deploy/verify runs; what it checks is tested in tests/diagnostics."""

from collections.abc import Iterator

import pytest

from collector.deployment.grafana_files import grafana_folder
from tests.cli.conftest import Cli
from tests.diagnostics.new_servers import REAL, new_server


@pytest.fixture
def set_up(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The command in the folder of a stack that is set up, with its InfluxDB running."""
    with new_server(REAL[0], tmp_path_factory.mktemp("influxdb")) as server:
        cli.environment["INFLUXDB_URL"] = server.url
        assert cli("setup-stack", "--into", "volumes", "--grafana", str(grafana_folder())).code == 0
        yield cli


def test_a_server_that_is_down_is_a_problem_with_a_mark(cli: Cli) -> None:
    done = cli("verify-stack", "--into", "volumes", INFLUXDB_URL="http://127.0.0.1:9")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("✗ InfluxDB at http://127.0.0.1:9 cannot be reached")


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        pytest.param(("--grafana-url", "http://127.0.0.1:9/"), {}, id="by an option"),
        pytest.param((), {"GRAFANA_URL": "http://127.0.0.1:9"}, id="by a variable"),
        pytest.param(
            ("--grafana-url", "http://127.0.0.1:9"),
            {"GRAFANA_URL": "http://127.0.0.1:8"},
            id="by an option that overrides the variable",
        ),
    ],
)
def test_grafana_is_where_it_is_said_to_be(
    set_up: Cli, options: tuple[str, ...], variables: dict[str, str]
) -> None:
    done = set_up("verify-stack", "--into", "volumes", *options, **variables)
    assert done.code == 1
    assert "✗ Grafana at http://127.0.0.1:9 does not answer" in done.out


def test_without_a_grafana_influxdb_is_asked_its_queries(set_up: Cli) -> None:
    done = set_up("verify-stack", "--into", "volumes", GRAFANA_URL="")
    assert "✓ This stack has no Grafana" in done.out
