"""What a command imports: the commands that run every hour, and the daemon, bring only what they use.

Which modules a process imported is what Python itself tells (`PYTHONPROFILEIMPORTTIME`).
"""

import re
import signal

from tests.cli.conftest import Cli

_IMPORTED = re.compile(r"import time: +\d+ \| +\d+ \| +(\S+)")
# What neither a poll nor the daemon's idling needs.
RARE = {"influxdb_client", "jinja2", "numpy", "plotly", "prometheus_client", "pydantic_settings", "werkzeug"}
OURS = {"collector.deployment", "collector.diagnostics.doctor", "collector.importers", "collector.simulator"}
# What only the daemon needs; structlog and apscheduler bring asyncio.
OF_THE_DAEMON = {"apscheduler", "collector.daemon", "structlog"}
# What starts the process that brings numpy.
STARTING = "collector.app.projection_process"
NETWORK = {"collector.influxdb", "collector.pipeline", "collector.wanikani", "h11", "httpcore", "httpx"}


def _modules(text: str) -> set[str]:
    """Return the modules that were imported, and the packages that they are in."""
    names = [found.split(".") for found in _IMPORTED.findall(text)]
    return {".".join(parts[:length]) for parts in names for length in range(1, len(parts) + 1)}


def test_status_imports_neither_network_nor_log(cli: Cli) -> None:
    assert cli("poll").code == 0
    done = cli.as_process("status", PYTHONPROFILEIMPORTTIME="1")
    assert "pretend-learner" in done.out
    imported = _modules(done.err)
    assert "collector.views.status" in imported
    assert not imported & (
        RARE | OURS | OF_THE_DAEMON | NETWORK | {"asyncio", "collector.reconstruction", "rich"}
    )


def test_a_poll_imports_nothing_of_the_daemon(cli: Cli) -> None:
    done = cli.as_process("poll", PYTHONPROFILEIMPORTTIME="1")
    assert done.code == 0
    imported = _modules(done.err)
    assert {"collector.wanikani.decode", "httpx"} <= imported
    assert not imported & (RARE | OURS | OF_THE_DAEMON | {STARTING, "collector.views.report"})


def test_a_poll_that_projects_does_not_compute_itself(cli: Cli) -> None:
    done = cli.as_process("poll", PYTHONPROFILEIMPORTTIME="1", COLLECTOR_PROJECTION="daily")
    assert "projected what is to come" in done.out
    imported = _modules(done.err)
    assert STARTING in imported
    assert not imported & RARE


def test_the_daemon_imports_no_page_no_metrics_and_no_set_up(with_influxdb: Cli) -> None:
    settings = {"COLLECTOR_LISTEN": "127.0.0.1:0", "COLLECTOR_PROJECTION": "daily"}
    with with_influxdb.started("run", PYTHONPROFILEIMPORTTIME="1", **settings) as process:
        assert process.stderr is not None
        lines = []
        awaited = {"delivery.finished", "projection.finished"}
        for line in process.stderr:
            lines.append(line)
            awaited = {event for event in awaited if event not in line}
            if not awaited:
                break
        process.send_signal(signal.SIGTERM)
        imported = _modules("".join([*lines, process.communicate(timeout=20)[1]]))
    assert {"apscheduler", "collector.influxdb.writer_v2"} <= imported
    assert not imported & (RARE | OURS)


def test_only_a_projection_imports_numpy_and_not_its_help(cli: Cli) -> None:
    assert cli("poll").code == 0
    done = cli.as_process("project", "--help", PYTHONPROFILEIMPORTTIME="1")
    assert "--lessons-per-day" in done.out
    assert not _modules(done.err) & (RARE | OF_THE_DAEMON | NETWORK)
    done = cli.as_process("project", PYTHONPROFILEIMPORTTIME="1")
    assert done.code == 0
    imported = _modules(done.err)
    assert "numpy" in imported
    assert not imported & (RARE - {"numpy"} | OF_THE_DAEMON | NETWORK)
