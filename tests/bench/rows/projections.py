"""The `poll` that projects what is to come, of a learner of two years; the version before has none."""

from tests.bench.bench import Bench, Figures, column
from tests.bench.builds import TODAY
from tests.bench.long_states import long_state
from tests.bench.measure import MeasurementFailed, run
from tests.bench.table import Row, Target

# Half-way: after five years there is hardly a review left to project.
YEARS = 2


def projection(bench: Bench) -> list[Row]:
    """Return the rows of a quiet `poll` that projects, with the process that it starts."""

    def measure() -> Figures:
        folder = bench.copy(long_state(bench, bench.today, YEARS), "projection")
        bench.account.use(f"{YEARS} years")
        settings = bench.account.settings(bench.today)
        command = [bench.today.command, "poll"]
        run(command, folder, **settings)
        used = run(command, folder, **settings, COLLECTOR_PROJECTION="daily")
        if "what is to come, " not in used.out or "what is to come, 0 points" in used.out:
            raise MeasurementFailed(f"nothing was projected:\n{used.out}")
        return {"CPU s": used.cpu, "wall s": used.seconds, "peak MiB": used.peak_mib}

    turns = bench.in_turn("projection", {TODAY: measure})
    name = f"`poll` that projects, {YEARS} years"
    return [
        Row(f"{name}: CPU", "s", Target(value=15), column(turns, "CPU s")),
        Row(f"{name}: wall", "s", Target(), column(turns, "wall s")),
        Row(f"{name}: peak memory", "MiB", Target(value=200), column(turns, "peak MiB")),
    ]
