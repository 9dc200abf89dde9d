"""Collects a WaniKani learner's progress into InfluxDB."""

__version__ = "0.1.0"
