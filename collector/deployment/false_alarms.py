"""Thresholds by which an alert would fire between any two polls, although nothing is wrong. Pure."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from collector.core.thresholds import BY_KEY

_HOUR = timedelta(hours=1)


def fitting(defaults: Mapping[str, str], poll_every: timedelta) -> dict[str, str]:
    """Return *defaults* (by key), those raised that are too low for polls *poll_every* so long.

    >>> shipped = {"no_good_poll.hours": "6", "collector_silent.slow_hours": "50"}
    >>> fitting(shipped, timedelta(days=1))
    {'no_good_poll.hours': '25', 'collector_silent.slow_hours': '50'}
    >>> fitting(shipped, timedelta(days=7))
    {'no_good_poll.hours': '169', 'collector_silent.slow_hours': '338'}
    """
    return {**defaults, **{key: f"{enough:g}" for key, enough in _too_low(defaults, poll_every)}}


def false_alarms(thresholds: Mapping[str, str], poll_every: timedelta) -> Iterator[str]:
    """Yield a sentence for each of *thresholds* (by key) that is too low for polls *poll_every* so long.

    >>> set_ = {"no_good_poll.hours": "6", "collector_silent.slow_hours": "50"}
    >>> [sentence.partition(", but")[0] for sentence in false_alarms(set_, timedelta(hours=12))]
    ['ALERT_NO_GOOD_POLL_HOURS is 6']
    >>> list(false_alarms(set_, timedelta(hours=4)))
    []
    """
    for key, enough in _too_low(thresholds, poll_every):
        yield (
            f"{BY_KEY[key].setting} is {thresholds[key]}, but polls are {poll_every / _HOUR:g} hours apart, "
            f"so that alert fires between polls: set it to {enough:g}."
        )


def _too_low(thresholds: Mapping[str, str], poll_every: timedelta) -> Iterator[tuple[str, float]]:
    """Yield the key of each threshold that is too low, and what is enough."""
    apart = poll_every / _HOUR
    # A poll may be late, and one missing heartbeat is no silence yet.
    enough = {"no_good_poll.hours": apart + 1, "collector_silent.slow_hours": 2 * apart + 2}
    for key, hours in enough.items():
        if int(thresholds[key]) <= apart:
            yield key, min(hours, BY_KEY[key].most)
