"""Reads one snapshot of the state and returns values for people to read. Writes nothing, uses no network.

Read `status` first; `zone` decides whose days are shown, `report/` is the page without Grafana, `exports/`
the learner's data as tables.
"""
