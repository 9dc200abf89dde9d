"""Thresholds by which an alert would fire between any two polls, although nothing is wrong. Pure."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from collector.core.thresholds import BY_KEY

_HOUR = timedelta(hours=1)


def false_alarms(thresholds: Mapping[str, str], poll_every: timedelta) -> Iterator[str]:
    """Yield a sentence for each of *thresholds* (by key) that is too low for polls *poll_every* so long.

    >>> set_ = {"no_good_poll.hours": "6", "collector_silent.slow_hours": "50"}
    >>> [sentence.partition(", but")[0] for sentence in false_alarms(set_, timedelta(hours=12))]
    ['ALERT_NO_GOOD_POLL_HOURS is 6']
    >>> list(false_alarms(set_, timedelta(hours=4)))
    []
    """
    apart = poll_every / _HOUR
    # A poll may be late, and one missing heartbeat is no silence yet.
    enough = {"no_good_poll.hours": apart + 1, "collector_silent.slow_hours": 2 * apart + 2}
    for key, hours in enough.items():
        threshold = BY_KEY[key]
        if int(thresholds[key]) <= apart:
            yield (
                f"{threshold.setting} is {thresholds[key]}, but polls are {apart:g} hours apart, so that "
                f"alert fires between polls: set it to {min(hours, threshold.most):g}."
            )
