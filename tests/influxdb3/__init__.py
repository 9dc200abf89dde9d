"""InfluxDB 3, which CI cannot install: a server that replays recorded answers, and scripts for a real one."""
