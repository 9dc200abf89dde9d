#!/usr/bin/env bash
# APScheduler 3.11.3: setting a job's next_run_time to now while the job runs does not start another run. With
# max_instances=1, the default, that run counts as skipped, and the next one is an interval later; misfire_grace_time
# and coalesce do not change this. The job needs max_instances=2 and its own lock, so that the second run waits for
# the first. Needs pip. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check apscheduler==3.11.3
"$folder/venv/bin/python" - <<'PYTHON'
import logging
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import apscheduler
from apscheduler.schedulers.background import BackgroundScheduler

logging.getLogger("apscheduler").setLevel(logging.ERROR)


def runs_after_one_is_asked_for_meanwhile(most):
    """Return how often a job ran that was asked for again while it ran, and how long until its next run."""
    began, lock, ran = threading.Event(), threading.Lock(), []

    def job():
        began.set()
        with lock:
            time.sleep(0.5)
            ran.append("run")

    defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": most}
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
    scheduler.start()
    scheduler.add_job(job, "interval", hours=1, id="job", next_run_time=datetime.now(UTC))
    began.wait()
    scheduler.modify_job("job", next_run_time=datetime.now(UTC))
    time.sleep(2)
    pause = scheduler.get_job("job").next_run_time - datetime.now(UTC)
    scheduler.shutdown()
    return len(ran), pause


(once, pause), (twice, _) = runs_after_one_is_asked_for_meanwhile(1), runs_after_one_is_asked_for_meanwhile(2)
print(f"APScheduler {apscheduler.version}: asked for again while it ran, a job ran {once} time, and next in {pause};")
print(f"with max_instances=2 it ran {twice} times")
sys.exit(0 if once == 1 and twice == 2 and pause > timedelta(minutes=55) else 1)
PYTHON
