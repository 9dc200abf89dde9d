"""The command, and the servers it speaks to, as the tests of the command line have them."""

from tests.cli.conftest import cli, influxdb, wanikani, with_influxdb

__all__ = ["cli", "influxdb", "wanikani", "with_influxdb"]
