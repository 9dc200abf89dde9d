"""The metrics for Prometheus at `/metrics`: one family for each figure, one sample for each account.

The label `account` is the name that the account's points carry, so that series join with each other and with
InfluxDB. As with heartbeats, an account has none before its first successful poll, unless its owner named it:
a series under another name would never end. Format: Prometheus' text exposition format 0.0.4.
"""

from collections.abc import Callable, Iterator, Mapping
from platform import python_version

from collector import __version__
from collector.core.moments import SECOND, Moment
from collector.daemon.health import AccountHealth
from collector.daemon.jobs import Jobs

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX = "wanikani_collector_"
# What the format has for these in the value of a label.
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Metrics:
    """Writes the figures when they are scraped, and only then: 9,000 samples of 1,000 accounts in 15 ms."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def text(self) -> bytes:
        """Return all metrics as of now."""
        return "".join(self._lines()).encode()

    def _lines(self) -> Iterator[str]:
        build = ",".join(f'{name}="{_escaped(text)}"' for name, text in _build().items())
        yield from _family("build_info", "What runs.", "gauge")
        yield f"{_PREFIX}build_info{{{build}}} 1.0\n"
        accounts = [each for each in self._jobs.health() if each.label is not None and each.seen]
        labels = {each.state_name: f'account="{_escaped(each.label or "")}"' for each in accounts}
        for name, meaning, figure in _GAUGES:
            yield from _family(name, meaning, "gauge")
            for account in accounts:
                value = None if account.state_problem else figure(account)
                if value is not None:
                    yield f"{_PREFIX}{name}{{{labels[account.state_name]}}} {float(value)}\n"
        yield from self._polls(labels)
        yield from self._projections(labels)

    def _polls(self, labels: Mapping[str, str]) -> Iterator[str]:
        yield from _family("polls_total", "Polls since the start.", "counter")
        # A copy: polls are counted meanwhile.
        for (state_name, good), count in sorted(dict(self._jobs.poll_counts).items()):
            if state_name in labels:
                result = "good" if good else "failed"
                sample = f'{labels[state_name]},result="{result}"'
                yield f"{_PREFIX}polls_total{{{sample}}} {float(count)}\n"

    def _projections(self, labels: Mapping[str, str]) -> Iterator[str]:
        name = "last_projection_cpu_seconds"
        yield from _family(
            name, "How long a processor took for the last projection since the start.", "gauge"
        )
        for state_name, seconds in sorted(dict(self._jobs.projection_cpu_seconds).items()):
            if state_name in labels:
                yield f"{_PREFIX}{name}{{{labels[state_name]}}} {seconds}\n"


def _family(name: str, meaning: str, kind: str) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {meaning}\n"
    yield f"# TYPE {_PREFIX}{name} {kind}\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _build() -> dict[str, str]:
    return {"python": python_version(), "version": __version__}


def _seconds(at: Moment | None) -> float | None:
    return None if at is None else at / SECOND


# Name, meaning and value of the gauges of an account; what is not known yet has no sample.
_GAUGES: tuple[tuple[str, str, Callable[[AccountHealth], float | None]], ...] = (
    (
        "last_good_poll_timestamp_seconds",
        "When the last successful poll was.",
        lambda account: _seconds(account.polled_at),
    ),
    ("last_poll_duration_seconds", "How long the last poll took.", lambda account: account.poll_seconds),
    (
        "last_good_delivery_timestamp_seconds",
        "When InfluxDB last had everything.",
        lambda account: _seconds(account.delivered_at),
    ),
    ("outbox_pending", "Points that wait for InfluxDB.", lambda account: account.waiting),
    ("outbox_rejected", "Points that InfluxDB refused.", lambda account: account.refused),
    ("points_too_old", "Points older than InfluxDB's database keeps.", lambda account: account.too_old),
    (
        "last_projection_timestamp_seconds",
        "When the poll was that the last projection was made of.",
        lambda account: _seconds(account.projected_at),
    ),
    ("token_ok", "1 unless WaniKani refuses the token.", lambda account: int(account.token_ok)),
)
