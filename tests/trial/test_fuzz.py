"""Any bytes at every edge where text comes in: refused in a sentence, or read."""

import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.trial.figures import Figure
from tests.trial.fuzz_targets import TARGETS, seeds
from tests.trial.mutations import mutated
from tests.trial.sizes import LONG, size

PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs_break_no_promise(figure: Figure, name: str) -> None:
    chance = Random(name)
    begun = seeds()[name]
    for seed in begun:
        TARGETS[name](seed)
    count = size(short=60, long=3000)
    for _ in range(count):
        TARGETS[name](mutated(chance.choice(begun), chance))
    figure(inputs=count + len(begun))


# The fuzzer is installed by `make trial` alone.
if LONG:

    @pytest.mark.parametrize("name", TARGETS)
    def test_inputs_led_by_the_code_they_reach_break_no_promise(
        tmp_path: Path, figure: Figure, name: str
    ) -> None:
        seconds = int(os.environ.get("FUZZ_SECONDS", "120"))
        run = subprocess.run(
            [sys.executable, "-m", "tests.trial.fuzz", name, str(tmp_path), f"-max_total_time={seconds}",
             "-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1"],
            cwd=PROJECT, capture_output=True, text=True, check=False, timeout=seconds + 200,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
        executed = re.search(r"number_of_executed_units: (\d+)", run.stderr)
        assert executed is not None, run.stderr[-2000:]
        figure(inputs=int(executed[1]), seconds_fuzzed=seconds)
