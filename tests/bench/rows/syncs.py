"""The first sync of a level-60 account: 9,300 subjects, assignments and statistics."""

from tests.bench.bench import Bench, Figures, column
from tests.bench.builds import TODAY, Build
from tests.bench.measure import run
from tests.bench.rows.limits import download, json_loads, plain_inserts
from tests.bench.table import Row, Target

_REQUESTS = 54


def first_sync(bench: Bench) -> list[Row]:
    """Return processor time, peak memory and requests of a first `poll` into an empty state."""

    def sync(build: Build) -> Figures:
        bench.account.use("level 60")
        bench.account.forget(build)
        folder = bench.new_folder(f"sync-{build.name}")
        used = run([build.command, "poll"], folder, **bench.account.settings(build))
        requests = len(bench.account.paths(build))
        return {"CPU s": used.cpu, "peak MiB": used.peak_mib, "requests": requests, "wall s": used.seconds}

    (today,) = (build for build in bench.builds if build.name == TODAY)
    sync(today)
    folder = bench.new_folder("sync-limits")
    paths = bench.account.paths(today)
    names = download(bench.account.settings(today)["WANIKANI_URL"], paths, bench.new_folder("sync-answers"))
    (state,) = (bench.polled(today)).glob("*.sqlite3")
    measured = bench.each(sync) | {
        "json.loads of the same bytes": lambda: json_loads(today.python, folder, names),
        "sqlite3 inserting the same rows": lambda: plain_inserts(today.python, state, folder),
    }
    turns = bench.in_turn("first sync", measured)
    builds = {build.name for build in bench.builds}
    only_builds = {who: found for who, found in turns.items() if who in builds}
    return [
        Row("first sync, level 60: CPU", "s", Target(ratio=0.6), column(turns, "CPU s")),
        Row("first sync, level 60: peak memory", "MiB", Target(ratio=0.9), column(only_builds, "peak MiB")),
        Row("first sync, level 60: requests", "", Target(value=_REQUESTS), column(only_builds, "requests")),
        Row("first sync, level 60: wall", "s", Target(), column(only_builds, "wall s")),
    ]
