"""The dashboards and alarms, asked of a real InfluxDB as Grafana asks."""
