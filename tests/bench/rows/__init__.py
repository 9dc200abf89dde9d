"""The rows of the table, in groups that are measured together: `make bench BENCH_ARGS="--rows sync,poll"`."""

from collections.abc import Callable

from tests.bench.bench import Bench
from tests.bench.rows import (
    accounts,
    daemons,
    deliveries,
    demo_points,
    demos,
    pages,
    polls,
    projections,
    sizes,
    syncs,
)
from tests.bench.table import Row

Group = Callable[[Bench], list[Row]]
GROUPS: dict[str, Group] = {
    "poll": polls.quiet,
    "sync": syncs.first_sync,
    "hourly": daemons.hourly,
    "memory": daemons.memory,
    "projection": projections.projection,
    "demo": demos.demo,
    "rebuild": deliveries.rebuild,
    "delivery": deliveries.delivery,
    "page": pages.page,
    "state": sizes.state,
    "installed": sizes.installed,
    "points": demo_points.points,
    "accounts": accounts.many,
    "soak": daemons.soak,
}
# Minutes by themselves: a thousand polls of a daemon, a thousand accounts, a year's points compared.
ON_REQUEST = {"soak", "accounts", "points"}
TURNS = 5
# What takes long has fewer turns, unless a number is asked for.
FEWER_TURNS = dict.fromkeys(("demo", "memory", "projection", "rebuild", "delivery"), 3)
