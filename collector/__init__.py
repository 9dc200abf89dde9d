"""Collects a WaniKani learner's progress into InfluxDB."""

from collector._version import __version__ as __version__
