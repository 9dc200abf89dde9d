"""The running daemon: an hourly poll with news, and the memory it keeps while it waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from tests.bench.bench import Bench, Figures, Turns, column
from tests.bench.builds import TODAY, Build
from tests.bench.measure import Process, daemon, wait_for
from tests.bench.rows.limits import imported_and_idle
from tests.bench.table import Row, Target

_ROUNDS = 2
_POLLS = 48
_MANY_POLLS = 1000
# An hour of the account goes by between two polls.
_HOUR_A_SECOND = 3600
_SETTLED_SECONDS = 5.0
_PATIENCE_A_POLL = 6
# What a projection takes is not to stay.
_PROJECTING = {"COLLECTOR_PROJECTION": "daily"}


def hourly(bench: Bench) -> list[Row]:
    """Return the row of a poll with 150 changed items."""
    turns = bench.in_turn("hourly poll", bench.each(partial(_hourly, bench)))
    return [
        Row(
            "hourly poll with 150 changed items, in the daemon: CPU",
            "s",
            Target(ratio=0.6),
            column(turns, "CPU s"),
        )
    ]


def _hourly(bench: Bench, build: Build) -> Figures:
    folder = bench.copy(bench.polled(build), f"hourly-{build.name}")
    bench.account.use("level 60")
    settings = bench.account.settings(build) | {"COLLECTOR_POLL_EVERY": "5s"}
    with daemon(build, folder, **settings) as running:
        _wait_for_poll(bench, build, running)
        taken = [_changed_poll(bench, build, running) for _ in range(_ROUNDS)]
    return {"CPU s": sum(taken) / _ROUNDS}


def _changed_poll(bench: Bench, build: Build, running: Process) -> float:
    # Right after a poll has ended: the next one is seconds away, and finds all of it.
    bench.account.review()
    before = running.cpu()
    _wait_for_poll(bench, build, running)
    return running.cpu() - before


def _wait_for_poll(bench: Bench, build: Build, running: Process) -> None:
    bench.account.forget(build)
    wait_for(lambda: bench.account.polls(build) > 0, f"a poll of {build.name}")
    running.wait_until_still()


def memory(bench: Bench) -> list[Row]:
    """Return the rows of idle memory. Both builds run at the same time: memory does not depend on it."""
    five = {"importing five libraries": lambda: imported_and_idle(bench)}
    delivering = _both_at_once(bench, f"memory after {_POLLS} polls", _after_polls(bench, (_POLLS,)))
    synced = _both_at_once(bench, "memory after first sync", lambda build: _after_first_sync(bench, build))
    limit = bench.in_turn("memory", five)
    return [
        Row(
            f"idle daemon that delivers to InfluxDB 2.x, after {_POLLS} polls",
            "MiB", Target(ratio=0.75), column(delivering, f"MiB after {_POLLS}") | column(limit, "MiB"),
        ),
        Row(
            "idle daemon after its own first sync, embedded store",
            "MiB", Target(ratio=0.85), column(synced, "MiB") | column(limit, "MiB"),
        ),
    ]  # fmt: skip


def soak(bench: Bench) -> list[Row]:
    """Return the row of idle memory after a thousand polls, beside that after 48 in the same daemon."""
    bench.repeat = 1
    turns = _both_at_once(bench, "soak", _after_polls(bench, (_POLLS, _MANY_POLLS)))
    (today,) = turns[TODAY]
    grown = today[f"MiB after {_MANY_POLLS}"] / today[f"MiB after {_POLLS}"]
    return [
        Row(
            f"idle daemon after {_MANY_POLLS:,} polls",
            "MiB",
            samples=column(turns, f"MiB after {_MANY_POLLS}"),
        ),
        Row(f"of it after {_POLLS} polls", "", Target(value=1.05), {TODAY: [grown]}),
    ]


def _after_polls(bench: Bench, counts: tuple[int, ...]) -> Callable[[Build], Figures]:
    def measure(build: Build) -> Figures:
        folder = bench.copy(bench.polled(build), f"memory-{build.name}")
        settings = bench.account.settings(build) | bench.account.delivering_to_v2 | _PROJECTING
        bench.account.forget(build)
        found = {}
        with daemon(build, folder, **settings, COLLECTOR_POLL_EVERY="1s") as running:
            for count in counts:
                begun = partial(_begun, bench, build, count)
                wait_for(begun, f"{count} polls of {build.name}", _PATIENCE_A_POLL * count)
                found[f"MiB after {count}"] = running.idle_mib()
        return found

    return measure


def _begun(bench: Bench, build: Build, polls: int) -> bool:
    return bench.account.polls(build) >= polls


def _after_first_sync(bench: Bench, build: Build) -> Figures:
    bench.account.forget(build)
    folder = bench.new_folder(f"memory-{build.name}")
    with daemon(build, folder, **bench.account.settings(build), **_PROJECTING) as running:
        wait_for(lambda: bench.account.polls(build) > 0, "the first sync")
        running.wait_until_still(_SETTLED_SECONDS)
        return {"MiB": running.resident_mib()}


def _both_at_once(bench: Bench, what: str, measure: Callable[[Build], Figures]) -> Turns:
    turns: dict[str, list[Figures]] = {build.name: [] for build in bench.builds}
    for build in bench.builds:
        bench.polled(build)
    for turn in range(1, bench.repeat + 1):
        bench.account.use("level 60")
        bench.account.speed(_HOUR_A_SECOND)
        with ExitStack() as opened:
            pool = opened.enter_context(ThreadPoolExecutor(len(bench.builds)))
            for build, figures in zip(bench.builds, pool.map(measure, bench.builds), strict=True):
                turns[build.name].append(figures)
                shown = ", ".join(f"{name} {value:.4g}" for name, value in figures.items())
                bench.say(f"{what} {turn}/{bench.repeat}: {build.name}: {shown}")
    return turns
