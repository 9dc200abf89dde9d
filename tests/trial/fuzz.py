"""Fuzzes one target, led by which code its inputs reach: `python -m tests.trial.fuzz TARGET FOLDER OPTION…`.

The options are libFuzzer's, such as `-max_total_time=120`. Seeds are put into FOLDER, and what reaches new
code is kept there; an input that breaks a promise is kept as `crash-…` and ends the run with an error.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["collector"]):
    from tests.trial.fuzz_targets import TARGETS, seeds


def main() -> None:
    """Fuzz until the time is over."""
    _, name, folder, *options = sys.argv
    for number, seed in enumerate(seeds()[name]):
        (Path(folder) / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], folder, f"-artifact_prefix={folder}/", *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
