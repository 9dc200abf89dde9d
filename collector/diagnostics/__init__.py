"""Checks everything and changes nothing: settings, state, WaniKani, InfluxDB, Grafana.

Every check yields `Finding`s. Read `doctor` first; `sync_check` compares the state with WaniKani, `stack`
checks a running Compose stack.

>>> from collector.core.errors import TokenRejected
>>> from collector.diagnostics.finding import Finding
>>> Finding.of_error(TokenRejected("WaniKani does not accept the token (401).")).exit_code
2
"""
