#!/usr/bin/env bash
# InfluxDB 1.6.7: InfluxQL's abs() returns integers unchanged: abs() of the integer field -44 is -44. This is also
# true for a difference of integers, within arithmetic, and for a subquery. There is no error. abs() of floats is
# correct, so abs(1.0 * n) works. Needs apt-get and dpkg for Debian's influxdb, and curl. Exits with 1 if it behaves
# differently.
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
until curl -sf "$url/ping" >/dev/null; do sleep 0.2; done
curl -sf "$url/query" --data-urlencode "q=CREATE DATABASE d" >/dev/null
curl -sf "$url/write?db=d&precision=s" --data-binary 'm n=-44i,zero=0i,x=-44 1600000000'
value() { # expression, source
  curl -sf -G "$url/query" --data-urlencode db=d --data-urlencode epoch=s --data-urlencode "q=SELECT $1 AS v FROM ${2:-m}" |
    grep -o '\[1600000000,[^]]*\]' | cut -d, -f2 | tr -d ']'
}
curl -s -D - -o /dev/null "$url/ping" | grep -i x-influxdb-version
failed=0
check() { # expected, expression, source
  seen=$(value "$2" "${3:-m}")
  echo "SELECT $2 FROM ${3:-m}: $seen"
  [ "$seen" = "$1" ] || failed=1
}
check -44 'abs(n)'
check -44 'abs(n - zero)'
check -34 'abs(n) + 10'
check -44 'abs(v)' '(SELECT n AS v FROM m)'
check 44 'abs(x)'
check 44 'abs(1.0 * n)'
exit $failed
