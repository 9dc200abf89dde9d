"""The dashboards and alert rules, queried from a real InfluxDB as Grafana queries it."""
