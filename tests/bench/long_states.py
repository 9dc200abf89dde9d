"""States of many years: the reviews that both builds import, and as many years of hourly polls."""

from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.builds import Build
from tests.bench.measure import run

_APPEND = Path(__file__).with_name("append_polls.py")


def long_state(bench: Bench, build: Build, years: int) -> Path:
    """Return the folder with a state of so many *years*, made once a run.

    A poll brings the account and its milestones, a file the reviews. Polls and heartbeats come from the
    storage of the build itself: no command makes years of them in minutes.
    """
    folder = bench.folder / f"{years}-years-{build.name}"
    if folder not in bench.made:
        _make(bench, build, years, bench.new_folder(folder.name))
        bench.made.add(folder)
    return folder / "state"


def _make(bench: Bench, build: Build, years: int, folder: Path) -> None:
    settings = bench.account.settings(build)
    bench.account.use(f"{years} years")
    reviews = folder / "reviews.jsonl"
    bench.account.write_reviews(reviews)
    bench.say(f"making {years} years of history: {build.name}")
    run([build.command, "poll"], folder, **settings)
    run([build.command, "import", "reviews", str(reviews)], folder, **settings)
    (file,) = (folder / "state").glob("*.sqlite3")
    run([build.python, str(_APPEND), str(file), str(years)], folder, **settings)
