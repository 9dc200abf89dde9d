#!/usr/bin/env bash
# InfluxDB 1.6.7: GROUP BY time(1d) fill(0) with tz() and ORDER BY time DESC adds a row without points, an hour after
# the start of a day, if the clock skips midnight (Cairo, Asuncion, Havana) and the range ends on that day; in Nuuk,
# where the clock jumps from 23:00 to midnight, in every range that includes that night. So "LIMIT 7" returns six
# days. Oldest first, the same statement adds no row there (but it does where the clock goes back at midnight). Needs
# apt-get, dpkg and curl. Exits with 1 if it behaves differently.
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
# A point at noon, local time, on each of nine days around the one whose midnight is skipped.
rows() { # zone, noon of the last day in seconds, seconds after it at which the range ends, order
  for day in -1 0 1 2 3 4 5 6 7; do
    curl -sf "$url/write?db=d&precision=s" --data-binary "m,zone=${1#*/} v=1 $(($2 - day * 86400))"
  done
  end=$(($2 + $3))
  curl -sf -G "$url/query" --data-urlencode db=d --data-urlencode "q=SELECT count(v) FROM m WHERE zone = '${1#*/}' \
    AND time > ${end}s - 145h AND time <= ${end}s GROUP BY time(1d) fill(0) ORDER BY time $4 tz('$1')" |
    grep -o '\["[^]]*,0\]' | grep -c . || true
}
curl -s -D - -o /dev/null "$url/ping" | grep -i version
failed=0
# 2024-04-26 12:00 in Cairo, 2024-10-06 12:00 in Asuncion, 2024-03-31 12:00 in Nuuk.
for case in "Africa/Cairo 1714122000 0 1 0" "America/Asuncion 1728226800 0 1 0" "America/Nuuk 1711890000 86400 1 0"; do
  read -r zone noon after wanted_desc wanted_asc <<<"$case"
  desc=$(rows "$zone" "$noon" "$after" DESC)
  asc=$(rows "$zone" "$noon" "$after" ASC)
  echo "$zone: rows of nothing newest first $desc, oldest first $asc"
  [ "$desc $asc" = "$wanted_desc $wanted_asc" ] || failed=1
done
exit $failed
