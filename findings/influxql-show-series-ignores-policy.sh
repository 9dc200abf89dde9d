#!/usr/bin/env bash
# InfluxDB 1.6.7: SHOW SERIES FROM "policy"."measurement" lists the series of all retention policies of the database.
# The policy must exist, but is otherwise ignored. SHOW FIELD KEYS and SELECT respect it. To find the series of one
# policy, use SELECT count(…) … GROUP BY *, which also returns the tags unescaped. Needs apt-get and dpkg for
# Debian's influxdb, and curl. Exits with 1 if it behaves differently.
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
for _ in $(seq 100); do curl -s -o version -D head "$url/ping" && break || sleep 0.1; done
grep -i '^x-influxdb-version' head
ask() { curl -s "$url/query?db=d" --data-urlencode "q=$1"; }
ask 'CREATE DATABASE d' >answer
ask 'CREATE RETENTION POLICY old ON d DURATION INF REPLICATION 1' >answer
curl -s "$url/write?db=d" --data-binary 'm,in=autogen new=1 1500000000000000000'
curl -s "$url/write?db=d&rp=old" --data-binary 'm,in=old old=1 1400000000000000000'
failed=0
expect() {
  local said
  said=$(ask "$1")
  printf '%s\n  %s\n' "$1" "$said"
  if [ "$said" != "{\"results\":[{\"statement_id\":0,$2}]}" ]; then
    printf '  expected: %s\n' "$2"
    failed=1
  fi
}
expect 'SHOW SERIES FROM old.m' '"series":[{"columns":["key"],"values":[["m,in=autogen"],["m,in=old"]]}]'
expect 'SHOW SERIES FROM nowhere.m' '"error":"retention policy not found: nowhere"'
expect 'SHOW FIELD KEYS FROM old.m' \
  '"series":[{"name":"m","columns":["fieldKey","fieldType"],"values":[["old","float"]]}]'
expect 'SELECT count(old) FROM old.m GROUP BY *' \
  '"series":[{"name":"m","tags":{"in":"old"},"columns":["time","count"],"values":[["1970-01-01T00:00:00Z",1]]}]'
exit "$failed"
