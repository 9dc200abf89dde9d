# Stands in for the official image of InfluxDB 1.x where none can be pulled: Debian's 1.6.7, the same folders and user.
ARG BASE
FROM ${BASE}
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends curl influxdb \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 1500 -g 1500 /var/lib/influxdb \
 && printf '[meta]\ndir = "/var/lib/influxdb/meta"\n[data]\ndir = "/var/lib/influxdb/data"\nwal-dir = "/var/lib/influxdb/wal"\n' \
    > /etc/influxdb/influxdb.conf
USER 1500:1500
CMD ["influxd", "-config", "/etc/influxdb/influxdb.conf"]
