"""Setting the stack up: on a pretend InfluxDB 2.x, a real 1.x, and on the real 2.x that INFLUXD2 names."""
