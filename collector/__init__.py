"""Collects a WaniKani learner's progress into InfluxDB."""

try:
    from collector._version import __version__ as __version__
except ModuleNotFoundError:  # sources that were neither built nor installed
    __version__ = "0.0.0.dev0"
