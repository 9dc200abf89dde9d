"""What `docker compose up` needs beside the containers: secrets, a ready InfluxDB, what Grafana reads."""
