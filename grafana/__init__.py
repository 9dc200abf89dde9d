"""Grafana's dashboards and alert rules as code: `python -m grafana` writes the files that Grafana reads.

Read `dashboards/overview.py` first, then `influxql.py` (the queries) and `style.py` (the look of a panel).
`alerts/` has the alert rules, `thresholds.toml` their limits. Of the collector only the catalogue of
measurements, the stages and the thresholds' names are imported, and the collector imports nothing of this
package.
"""
