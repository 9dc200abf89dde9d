"""The ways to go on that `project` compares with the learner's own pace, as they are typed.

>>> today = date(2026, 11, 20)
>>> what_if("lessons-per-day=15 pause=2027-01-01..2027-01-14", today).label
'15 lessons a day, pause 1–14 Jan 2027'
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import click

from collector.core.percent import percent
from collector.core.wording import counted
from collector.projection.inputs import StudyRecord, WhatIf

_MOST = 9
_MOST_LESSONS = 500
_MOST_REVIEWS = 10_000
_YEAR = timedelta(days=365)
# What a part changes in a `WhatIf`; its `label` is the part's own.
_Changes = dict[str, Any]


def what_ifs(options: Mapping[str, Sequence[str]], texts: Sequence[str], today: date) -> list[WhatIf]:
    """Return a way to go on for each value of *options*, by their names, and for each of *texts*.

    Raises `click.BadParameter` when one is impossible: with the reason in a sentence.
    """
    found = [
        _read(f"--{name}", [(name, value.strip())], today)
        for name, values in options.items()
        for value in values
    ]
    found += [_read("--what-if", _parts(text), today) for text in texts]
    if len(found) > _MOST:
        raise click.UsageError(f"At most {_MOST} what-ifs can be compared: these are {len(found)}.")
    return list(dict.fromkeys(found))


def what_if(text: str, today: date) -> WhatIf:
    """Return the way to go on that the parts `name=value` of *text* stand for; raises `ValueError`."""
    return _changed(_parts(text), today)


def _parts(text: str) -> list[tuple[str, str]]:
    """Return the names and the values of *text*."""
    return [(name, value) for name, _, value in (part.partition("=") for part in text.split())]


def _changed(parts: Sequence[tuple[str, str]], today: date) -> WhatIf:
    names = [name for name, _ in parts]
    if not parts or len(names) > len(set(names)):
        raise ValueError("It must have parts such as lessons-per-day=15, each of them once.")
    if {"pause", "vacation"} <= set(names):
        raise ValueError("A pause and a vacation cannot be combined: choose one of them.")
    changes = [_part(name, value, today) for name, value in parts]
    label = ", ".join(change.pop("label") for change in changes)
    return WhatIf(label, **{name: value for change in changes for name, value in change.items()})


def check_accuracy(asked: Sequence[WhatIf], record: StudyRecord) -> None:
    """Raise `click.BadParameter` if more would be right than all, or less than nothing."""
    done = len(record.reviews)
    right = sum(not review.wrong_answers for review in record.reviews)
    for one in asked:
        if one.accuracy and done and not 0 < 100 * right + one.accuracy * done < 100 * done:
            raise click.BadParameter(
                f"accuracy {one.accuracy:+} is impossible: {percent(right, done, decimals=1)} % of the "
                "reviews have no wrong answer now."
            )


def _read(option: str, parts: Sequence[tuple[str, str]], today: date) -> WhatIf:
    try:
        return _changed(parts, today)
    except ValueError as reason:
        raise click.BadParameter(str(reason), param_hint=option) from None


def _part(name: str, value: str, today: date) -> _Changes:
    if name not in _PARTS:
        raise ValueError(f"{name!r} is not a part of a what-if; the parts are {', '.join(_PARTS)}.")
    return _PARTS[name](value, today)


def _lessons(value: str, _today: date) -> _Changes:
    lessons = _number(value, "lessons a day", range(_MOST_LESSONS + 1))
    return {"label": f"{counted(lessons, 'lesson')} a day", "lessons_a_day": lessons}


def _reviews(value: str, _today: date) -> _Changes:
    reviews = _number(value, "reviews a day", range(1, _MOST_REVIEWS + 1))
    return {"label": f"at most {counted(reviews, 'review')} a day", "reviews_a_day": reviews}


def _accuracy(value: str, _today: date) -> _Changes:
    points = _number(value.removesuffix("%"), "percentage points", range(-99, 100))
    if not points:
        raise ValueError("+0 changes nothing: name the percentage points, such as +3 or -5.")
    return {"label": f"accuracy {points:+}", "accuracy": points}


def _number(value: str, of: str, allowed: range) -> int:
    if re.fullmatch(r"[+-]?[0-9]{1,6}", value) and int(value) in allowed:
        return int(value)
    raise ValueError(f"{value!r} is not a number of {of} from {allowed[0]:,} to {allowed[-1]:,}.")


def _pause(value: str, today: date) -> _Changes:
    days = _days(value, today)
    return {"label": f"pause {_span(*days)}", "pause": days}


def _vacation(value: str, today: date) -> _Changes:
    days = _days(value, today)
    return {"label": f"vacation {_span(*days)}", "pause": days, "vacation": True}


def _days(value: str, today: date) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(day.strip()) for day in value.split(".."))
    except ValueError:
        raise ValueError(
            f"{value!r} must be the first and the last day, such as 2027-01-01..2027-01-14."
        ) from None
    if last < first:
        raise ValueError(f"{value} ends before it begins.")
    if first < today:
        raise ValueError(f"{first} is in the past: a what-if can only change the future.")
    if last > today + _YEAR:
        raise ValueError(f"{last} is more than a year ahead, where the projection ends.")
    return first, last


def _span(first: date, last: date) -> str:
    if first == last:
        return f"on {last.day} {last:%b %Y}"
    if first.year != last.year:
        return f"{first.day} {first:%b %Y}–{last.day} {last:%b %Y}"
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{first.day}{month}–{last.day} {last:%b %Y}"


_PARTS: dict[str, Callable[[str, date], _Changes]] = {
    "lessons-per-day": _lessons,
    "reviews-per-day": _reviews,
    "accuracy": _accuracy,
    "pause": _pause,
    "vacation": _vacation,
}
