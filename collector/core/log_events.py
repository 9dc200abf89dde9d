"""Every event that the collector logs, by name: filters and alerts may rely on these names.

An event is a name and key-values; what changes is in the values. Accounts are called by *account*, an error's
sentence is in *problem*.

>>> LogEvent("poll.finished").meaning
'WaniKani was polled, and everything new was committed'
"""

from enum import StrEnum


class LogEvent(StrEnum):
    """The names of log events, each with its *meaning*. Renaming one breaks filters that use it."""

    meaning: str

    def __new__(cls, name: str, meaning: str) -> "LogEvent":
        """Make the member called *name*."""
        event = str.__new__(cls, name)
        event._value_ = name
        event.meaning = meaning
        return event

    DAEMON_STARTED = "daemon.started", "the collector runs: which accounts, how often, to which InfluxDB"
    DAEMON_STOPPING = "daemon.stopping", "a signal to stop arrived; running jobs may finish"
    DAEMON_STOPPED = "daemon.stopped", "the process ends; *dropped* if a request did not return in time"
    ACCOUNTS_CHANGED = (
        "accounts.changed",
        "accounts were added or removed, or their token changed; names them",
    )
    ACCOUNTS_MISTAKEN = "accounts.mistaken", "the list of accounts has a mistake; the other accounts go on"
    ACCOUNT_UNUSABLE = "account.unusable", "an account's state cannot be opened; the others run without it"
    STATE_DAMAGED = "state.damaged", "a state is damaged; nothing more is written to it"
    STATE_WENT_BACK = (
        "state.went_back",
        "a state lacks data that was committed before; polls go on from there",
    )
    STATE_COPIED = "state.copied", "a state was found sound, and copied"
    COPY_FAILED = "copy.failed", "a state could not be copied; it is tried again"
    CLOCK_SET_BACK = "clock.set_back", "the machine's clock was set back, so every job runs now"
    POLL_FINISHED = "poll.finished", "WaniKani was polled, and everything new was committed"
    POLL_UNEXPLAINED = "poll.unexplained", "items changed in a way that no rule explains"
    POLL_FAILED = "poll.failed", "a poll failed for a reason that may pass; the next one tries again"
    POLL_REFUSED = "poll.refused", "a poll failed until the owner changes something"
    POLL_SKIPPED = "poll.skipped", "no request was made because the token is known to be unusable"
    TOKEN_MISSING = "token.missing", "the token is not set, or its file cannot be used"
    TOKEN_REJECTED = "token.rejected", "WaniKani rejected the token; no request until it is replaced"
    TOKEN_REPLACED = "token.replaced", "the token was replaced; the account is polled again"
    PROJECTION_FINISHED = (
        "projection.finished",
        "a new projection was made; *reason* says why it has no numbers, if so",
    )
    PROJECTION_FAILED = "projection.failed", "no new projection; the last one is kept until the next day"
    DELIVERY_FINISHED = (
        "delivery.finished",
        "InfluxDB accepted points, and may have rejected some permanently",
    )
    DELIVERY_FAILED = "delivery.failed", "InfluxDB accepts no points; logged once until the reason changes"
    DELIVERY_RECOVERED = "delivery.recovered", "InfluxDB accepts points again"
    POINTS_TOO_OLD = "points.too_old", "points are older than the database keeps; they stay in the state"
    STATE_OLDER = "state.older", "InfluxDB holds polls that the state does not know: it is an older copy"
    INFLUXDB_LIMITED = "influxdb.limited", "points are delivered to InfluxDB 3; names its limits; logged once"
    JOB_STOPPED = "job.stopped", "a running job ended early because the process is stopping"
    JOB_FAILED = "job.failed", "a job ended with a known error, for example of the state"
    JOB_CRASHED = "job.crashed", "a bug in a job, with its traceback; the daemon goes on"
    PAGE_CRASHED = "page.crashed", "a bug in a served page, with its traceback; answered with 500"
    PAGE_UNREAD = "page.unread", "a client closed the connection before its response was sent"
