"""Looks at everything and changes nothing: settings, state, WaniKani, InfluxDB, Grafana.

Read `doctor` first; `stack` checks a running Compose stack.
"""
