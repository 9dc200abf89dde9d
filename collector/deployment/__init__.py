"""Writes the configuration files of other programs, idempotently: Grafana's, and the secrets of the stack.

Read `setup` (docker compose) and `grafana_setup` (a Grafana of the owner's) first, then `grafana_files`.
"""
