"""The command, and the servers it speaks to, as the tests of the command line have them."""

from tests.cli.conftest import cli, influxdb, wanikani, with_influxdb

# A program of its own, which needs the fuzzer.
collect_ignore = ["fuzz.py"]

__all__ = ["cli", "influxdb", "wanikani", "with_influxdb"]
