"""Polls in processes that are killed: `python -m tests.trial.forked`, one line of input for each.

A line is how many seconds the process may live; “-” lets it end. The answer is “killed”, or its exit code.
Forking a process that has imported everything takes a twentieth of the time that starting one takes.
"""

import os
import select
import signal
import sys

import collector.cli.commands.poll
import collector.influxdb.writer_v1
from collector.cli import main

LOADED = (collector.cli.commands.poll, collector.influxdb.writer_v1)


def _live_for(seconds: float | None) -> str:
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        main(["poll"])
    ended = os.pidfd_open(child)
    select.select([ended], [], [], seconds)
    os.close(ended)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else str(os.WEXITSTATUS(status))


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(_live_for(None if line.strip() == "-" else float(line)) + "\n")
        sys.stdout.flush()
