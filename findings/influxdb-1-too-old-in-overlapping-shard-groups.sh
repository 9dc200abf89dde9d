#!/usr/bin/env bash
# InfluxDB 1.6.7 rejects points as "beyond retention policy" although the policy keeps everything, if a batch spans
# shard groups of different lengths. After `ALTER RETENTION POLICY … SHARD DURATION 52w` on a database with points in
# a one-week group, a point before that week and one within it cannot be written together. Each alone is accepted.
# Cause: the server searches the groups of a batch by their end, and the short group ends first. Needs apt-get and
# dpkg for Debian's influxdb, and curl. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap '[ -z "${server:-}" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq influxdb=1.6.7~rc0-1+b13
dpkg -x influxdb_*.deb influxdb
cat > influxdb.conf <<CONF
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "$folder/meta"
[data]
  dir = "$folder/data"
  wal-dir = "$folder/wal"
[http]
  bind-address = "127.0.0.1:18287"
CONF
influxdb/usr/bin/influxd -config influxdb.conf >influxd.log 2>&1 &
server=$!
url=http://127.0.0.1:18287
for _ in $(seq 100); do curl -sf "$url/ping" && break; sleep 0.1; done

query() { curl -s "$url/query" --data-urlencode "q=$1"; }
write() { curl -s -w ' %{http_code}\n' "$url/write?db=d" --data-binary "$1"; }

week=1600000000000000000   # 2020-09-13, in the week that begins on 2020-09-07
before=1598000000000000000 # 2020-08-21
curl -sI "$url/ping" | grep -i x-influxdb-version
query 'CREATE DATABASE d' >/dev/null
echo "in a week's shard group:             $(write "m v=1i $week")"
query 'ALTER RETENTION POLICY autogen ON d SHARD DURATION 52w' >/dev/null
query 'SHOW RETENTION POLICIES ON d' | grep -o '\["autogen".*\]\]'
together=$(write "m v=2i $week
m v=3i $before")
echo "that week and one before, together:  $together"
alone=$(write "m v=3i $before")
echo "the one before, alone:               $alone"
case "$together|$alone" in
  *"points beyond retention policy dropped=1"*" 400| 204") ;;
  *) exit 1 ;;
esac
