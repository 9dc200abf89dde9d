"""Compares the points that two builds derive from the same learner, line by line. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.lines import Field, Identity, parse

# How long a poll took is another time each time.
_NOT_COMPARED = {"duration_seconds"}
_SAMPLES = 3


@dataclass(frozen=True)
class Compared:
    """The points of one *measurement*.

    *identical* lines are the same, byte by byte; *changed* have another value, or fields that are new or
    gone; *removed* and *added* are those of one build alone. *fields* counts how often which field differs,
    *samples* shows some.
    """

    measurement: str
    identical: int
    changed: int
    removed: int
    added: int
    fields: Mapping[str, int]
    samples: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """True if both builds derive the same points."""
        return not (self.changed or self.removed or self.added)


Points = dict[Identity, tuple[str, dict[str, Field]]]


def compare(before: Iterable[str], today: Iterable[str]) -> list[Compared]:
    """Return how the points differ, by measurement; of a point that is written twice the later one counts."""
    old, new = _points(before), _points(today)
    names = sorted({name for name, _, _ in (*old, *new)})
    return [_compared(name, _of(old, name), _of(new, name)) for name in names]


def _points(lines: Iterable[str]) -> Points:
    found: Points = {}
    for line in lines:
        identity, fields = parse(line)
        found[identity] = (_comparable(line, fields), _kept(fields))
    return found


def _kept(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {name: value for name, value in fields.items() if name not in _NOT_COMPARED}


def _comparable(line: str, fields: Mapping[str, Field]) -> str:
    """Return the bytes that are compared: the line itself unless it has what is never the same."""
    if not _NOT_COMPARED & fields.keys():
        return line
    series, rest = line.split(" ", 1)
    text, time = rest.rsplit(" ", 1)
    kept = [part for part in text.split(",") if part.partition("=")[0] not in _NOT_COMPARED]
    return f"{series} {','.join(kept)} {time}"


def _of(points: Points, measurement: str) -> Points:
    return {identity: point for identity, point in points.items() if identity[0] == measurement}


def _compared(measurement: str, old: Points, new: Points) -> Compared:
    both = old.keys() & new.keys()
    changed = sorted(identity for identity in both if old[identity][0] != new[identity][0])
    fields: dict[str, int] = defaultdict(int)
    for identity in changed:
        for name in _differing(old[identity][1], new[identity][1]):
            fields[name] += 1
    removed, added = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    samples = (
        *(f"before: {old[each][0]}  today: {new[each][0]}" for each in changed[:_SAMPLES]),
        *(f"only before: {old[each][0]}" for each in removed[:_SAMPLES]),
        *(f"only today: {new[each][0]}" for each in added[:_SAMPLES]),
    )
    return Compared(
        measurement,
        identical=len(both) - len(changed),
        changed=len(changed),
        removed=len(removed),
        added=len(added),
        fields=dict(fields),
        samples=samples,
    )


def _differing(old: Mapping[str, Field], new: Mapping[str, Field]) -> list[str]:
    """Return the fields that differ; the order of the same fields is one too."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return names or ["(the order or form of the fields)"]
