"""Measures the rows that are asked for, prints the table, and keeps it as `build/bench.json`."""

import argparse
import shutil
import sys
from collections.abc import Sequence

from tests.bench.bench import Bench
from tests.bench.builds import FOLDER, BuildFailed, make_builds, only_run
from tests.bench.kept import keep, read_kept, write_document
from tests.bench.measure import MeasurementFailed, run
from tests.bench.rows import FEWER_TURNS, GROUPS, ON_REQUEST, TURNS
from tests.bench.simulated_account import simulated_account
from tests.bench.table import Row, merged, plain


def main(arguments: Sequence[str]) -> int:
    """Return 1 where a row could not be measured that can be measured here."""
    options = _options(arguments)
    try:
        with only_run():
            rows, failed = _run(options)
    except BuildFailed as failure:
        print(failure)
        return 1
    print(f"\n{plain(rows)}")
    if options.write:
        write_document(rows)
    return 1 if failed else 0


def _run(options: argparse.Namespace) -> tuple[list[Row], bool]:
    print("Making both builds …", flush=True)
    builds = make_builds()
    work = FOLDER / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        with simulated_account() as account:
            bench = Bench(builds, account, work, TURNS)
            _warm_up(bench)
            return _measured(bench, options)
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    usual = [name for name in GROUPS if name not in ON_REQUEST]
    named = f"all, or some of {', '.join(GROUPS)}"
    parser.add_argument("--rows", type=lambda text: text.split(","), default=usual, help=named)
    usual_turns = (
        f"turns of each measurement; default {TURNS}, {min(FEWER_TURNS.values())} of what takes long"
    )
    parser.add_argument("--repeat", type=int, help=usual_turns)
    parser.add_argument("--add", action="store_true", help="keep the other rows of the run before")
    parser.add_argument("--write", action="store_true", help="write the table to docs/performance.md too")
    parser.add_argument("--keep", action="store_true", help="keep the states in build/bench/work")
    options = parser.parse_args(arguments)
    if options.rows == ["all"]:
        options.rows = list(GROUPS)
    if unknown := set(options.rows) - set(GROUPS):
        parser.error(f"no rows {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    return options


def _warm_up(bench: Bench) -> None:
    """Let each build compile its modules and be in the machine's cache, so no measurement pays for it."""
    for build in bench.builds:
        bench.polled(build)
        folder = bench.copy(bench.polled(build), "warm-up")
        for command in ("poll", "status", "rebuild", "report"):
            run([build.command, command], folder, **bench.account.settings(build))


def _measured(bench: Bench, options: argparse.Namespace) -> tuple[list[Row], bool]:
    """Return all rows, kept after each group: what was measured is not lost with what fails after it."""
    rows = read_kept() if options.add else []
    failed = False
    for name in options.rows:
        bench.repeat = options.repeat or FEWER_TURNS.get(name, TURNS)
        try:
            rows = merged(rows, GROUPS[name](bench))
        except MeasurementFailed as failure:
            print(failure, flush=True)
            failed = True
            rows = merged(rows, [Row(name, not_measured=str(failure).splitlines()[0])])
        keep(rows)
    return rows, failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
