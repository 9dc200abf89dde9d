#!/usr/bin/env bash
# APScheduler 3.11.3: with coalesce=True the missed runs of a job count as one run, but the scheduler still asks the
# trigger for each of them when it wakes up. A machine without a clock starts in 1970. Once its clock is set, an
# hourly job is half a million entries in a list, and an interval of 15 seconds 118 million. The scheduler builds the
# list with its lock held, so shutdown() waits too. A trigger that counts from `now` instead of `previous_fire_time`
# returns one entry. Needs pip. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check apscheduler==3.11.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from datetime import UTC, datetime

import apscheduler
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

asked = 0


class Counting(IntervalTrigger):
    def get_next_fire_time(self, previous, now):
        global asked
        asked += 1
        return super().get_next_fire_time(previous, now)


scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None})
ran = []
scheduler.add_job(
    ran.append, Counting(days=1, timezone=UTC), ["run"], next_run_time=datetime(1970, 1, 1, 0, 3, tzinfo=UTC)
)
asked = 0
scheduler.start()
scheduler.shutdown()
days = (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days
print(f"APScheduler {apscheduler.version}: {len(ran)} run, its trigger asked {asked} times, {days} days since 1970")
sys.exit(0 if len(ran) == 1 and asked > days - 2 else 1)
PYTHON
