"""Where today's time goes: `make bench-profile` writes the tables for `docs/performance.md`."""

import pstats
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.builds import FOLDER, Build, make_builds, only_run
from tests.bench.kept import replace_part
from tests.bench.measure import environment, run
from tests.bench.simulated_account import simulated_account

_MOST = 15
_DEMO_DAYS = "30"
# What waits for others takes no processor.
_WAITS = re.compile(r"'(?:recv|recv_into|acquire|poll|accept)'|sleep|select")
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")
_PLACE = re.compile(r"(.*/(?:site-packages|lib/python[\d.]+|today)/)?(.+)")


def main(*arguments: str) -> None:
    """Profile, print the tables, and with `--write` put them into the documentation."""
    work = FOLDER / "profiles"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with only_run(), simulated_account() as account:
        bench = Bench(make_builds(), account, work, repeat=1)
        text = "\n".join(_parts(bench))
    shutil.rmtree(work)
    print(text)
    if "--write" in arguments:
        replace_part("profile", text)


def _parts(bench: Bench) -> Iterator[str]:
    build, account = bench.today, bench.account
    settings = account.settings(build)
    account.use("level 60")
    folder = bench.new_folder("profile")
    yield _profiled("First sync of a level-60 account", build, folder, "poll", **settings)
    run([build.command, "poll"], folder, **settings)
    account.review()
    yield _profiled("Poll with 150 changed items", build, folder, "poll", **settings)
    run([build.command, "poll"], folder, **settings)
    yield _profiled("Quiet poll", build, folder, "poll", **settings)
    yield _imports("Imports of a quiet poll", build, folder, **settings)
    demo = bench.new_folder("profile-demo")
    yield _profiled(f"Demo of {_DEMO_DAYS} days", build, demo, "demo", "--days", _DEMO_DAYS)


def _profiled(title: str, build: Build, folder: Path, *command: str, **settings: str) -> str:
    file = folder / "profile"
    profiler = [build.python, "-m", "cProfile", "-o", str(file), "-m", "collector"]
    run([*profiler, *command], folder, **settings)
    return f"### {title}\n\n{_table(file)}"


def _table(file: Path) -> str:
    """Return the functions that took most time themselves."""
    # By place, line and name: calls without recursion, calls, seconds of its own, and more.
    stats: dict[tuple[str, int, str], tuple[int, int, float]] = vars(pstats.Stats(str(file)))["stats"]
    busy = [
        (*place, calls, own) for place, (_, calls, own, *_) in stats.items() if not _WAITS.search(place[2])
    ]
    total = sum(own for *_, own in busy)
    lines = [
        f"| `{_place(path, line)}` {_escaped(name)} | {calls} | {own:.3f} | {own / total:.0%} |"
        for path, line, name, calls, own in sorted(busy, key=lambda each: -each[-1])[:_MOST]
    ]
    return _markdown(f"function ({total:.2f} s in all, profiled) | calls | own s | share", lines)


def _place(file: str, line: int) -> str:
    if file == "~":
        return "built in"
    found = _PLACE.fullmatch(file)
    place = found[2] if found else file
    if not place.startswith("collector/"):
        # Of libraries the module: a path is one of this project's.
        place = place.removesuffix(".py").replace("/", ".")
    return f"{place}:{line}"


def _escaped(name: str) -> str:
    return name.replace("|", "\\|").replace("<", "&lt;").replace("{", "").replace("}", "")


def _imports(title: str, build: Build, folder: Path, **settings: str) -> str:
    """Return the packages whose modules take longest to import, each with its own modules alone."""
    done = subprocess.run(
        [build.python, "-X", "importtime", "-m", "collector", "poll"],
        cwd=folder, env=environment(folder, **settings), capture_output=True, text=True, check=True,
    )  # fmt: skip
    own: dict[str, tuple[int, int]] = {}
    for microseconds, _, _, module in _IMPORT.findall(done.stderr):
        package = module.partition(".")[0]
        count, total = own.get(package, (0, 0))
        own[package] = (count + 1, total + int(microseconds))
    total = sum(microseconds for _, microseconds in own.values())
    most = sorted(own.items(), key=lambda each: -each[1][1])[:_MOST]
    lines = [
        f"| `{package}` | {count} | {microseconds / 1e6:.3f} | {microseconds / total:.0%} |"
        for package, (count, microseconds) in most
    ]
    return f"### {title}\n\n" + _markdown(
        f"package ({total / 1e6:.2f} s in all) | modules | s | share", lines
    )


def _markdown(head: str, lines: list[str]) -> str:
    return "\n".join([f"| {head} |", "|---|---:|---:|---:|", *lines]) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
