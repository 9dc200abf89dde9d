"""What Grafana shows and rings for, as code: `python -m grafana` writes the files that it reads.

Read first: `dashboards/overview.py`, then `influxql.py` (how is asked) and `style.py` (how it looks);
`alerts/` are the alarms, `thresholds.toml` their numbers.
"""
