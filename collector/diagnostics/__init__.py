"""Checks everything and changes nothing: settings, state, WaniKani, InfluxDB, Grafana.

Every check yields `Finding`s. Read `doctor` first; `sync_check` compares the state with WaniKani, `stack`
checks a running Compose stack.
"""
