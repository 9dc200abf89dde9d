"""`python -m tests.trial_projection`: prints how right projections are; half an hour on one core."""

import argparse
import sys
from functools import partial
from multiprocessing import Pool

from tests.trial_projection.table import tables
from tests.trial_projection.trial import LifeResult, try_life


def main() -> None:
    """Try the lives that were asked for, all cores at work, and print the tables."""
    options = argparse.ArgumentParser(prog="python -m tests.trial_projection")
    options.add_argument("--lives", type=int, default=60, help="how many lives; four moments each")
    options.add_argument("--first", type=int, default=1, help="the seed of the first life")
    options.add_argument("--futures", type=int, default=200, help="how many futures a projection simulates")
    options.add_argument(
        "--again", type=int, default=0, help="how often each life is simulated again, as a measure"
    )
    asked = options.parse_args()
    seeds = range(asked.first, asked.first + asked.lives)
    results: list[LifeResult] = []
    with Pool() as pool:
        for result in pool.imap_unordered(partial(try_life, futures=asked.futures, again=asked.again), seeds):
            results.append(result)
            sys.stderr.write(f"\r{len(results)} of {asked.lives} lives")
    sys.stderr.write("\n")
    sys.stdout.write(tables(sorted(results, key=lambda result: result.seed)))


if __name__ == "__main__":
    main()
