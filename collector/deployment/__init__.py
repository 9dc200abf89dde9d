"""Writes the configuration files of other programs, idempotently: Grafana's, and the secrets of the stack.

Read `setup` first, then `contact_points`.
"""
