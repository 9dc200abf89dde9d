"""Answers of the pretend WaniKani with something changed: reproducible by the seed of the chance given."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

Json = Any
Path = tuple[str | int, ...]

# What a field may hold instead: of another type, out of bounds, of another shape, or merely odd.
STRANGE: tuple[Json, ...] = (
    None, True, False, 0, -1, 1, 9, 10, 255, 2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**30,
    1.5, 1e308, float("nan"), float("inf"), "", " ", "\\", "\n", "\x00", "a,b=c d", '"', "０", "kanji",
    "9" * 400, "漢" * 5000, [], {}, [[]], [None], {"id": 1},
    "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1677-09-21T00:12:43Z", "2024-02-30T00:00:00Z",
    "2024-03-04T12:00:00", "2024-03-04T12:00:00+14:00", "2024-03-04T23:59:60Z", "2262-04-12T00:00:00Z",
    "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
)  # fmt: skip


def mutated(body: bytes, chance: Random) -> bytes:
    """Return *body* with one to three changes, most of them of its JSON, some of its bytes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        body = chance.choice((_in_its_bytes, _in_its_json, _in_its_json, _in_its_json, _in_its_json))(
            body, chance
        )
    return body


def _in_its_json(body: bytes, chance: Random) -> bytes:
    try:
        tree = json.loads(body)
    except ValueError:
        return _in_its_bytes(body, chance)
    places = list(_places(tree))
    if not places:
        return json.dumps(chance.choice(STRANGE)).encode()
    path = chance.choice(places)
    chance.choice(_CHANGES)(_parent(tree, path), path[-1], chance)
    return json.dumps(tree, ensure_ascii=False).encode()


def _places(tree: Json, path: Path = ()) -> Any:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _parent(tree: Json, path: Path) -> Json:
    for key in path[:-1]:
        tree = tree[key]
    return tree


def _replace(parent: Json, key: Any, chance: Random) -> None:
    parent[key] = chance.choice(STRANGE)


def _remove(parent: Json, key: Any, _: Random) -> None:
    del parent[key]


def _exchange(parent: Json, key: Any, chance: Random) -> None:
    other = chance.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
    parent[key], parent[other] = parent[other], parent[key]


def _repeat(parent: Json, key: Any, chance: Random) -> None:
    if isinstance(parent, list):
        parent.extend([parent[key]] * chance.choice((1, 2, 100)))
    else:
        parent[f"{key}_"] = parent[key]


def _nudge(parent: Json, key: Any, chance: Random) -> None:
    value = parent[key]
    if isinstance(value, bool):
        parent[key] = not value
    elif isinstance(value, int):
        parent[key] = value + chance.choice((-1, 1, 2, 1000, 10**6))
    elif isinstance(value, str) and value:
        at = chance.randrange(len(value))
        parent[key] = value[:at] + chance.choice("0123456789 Z-\\") + value[at + 1 :]
    elif isinstance(value, list):
        chance.shuffle(value)
        del value[chance.randrange(len(value) + 1) :]


_CHANGES: tuple[Callable[[Json, Any, Random], None], ...] = (
    _replace,
    _replace,
    _remove,
    _exchange,
    _repeat,
    _nudge,
    _nudge,
)


def _in_its_bytes(body: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(body) + 1)
    to = min(len(body), at + chance.choice((1, 2, 10, 1000)))
    return chance.choice(
        (
            body[:at],
            body[at:],
            body[:at] + body[to:],
            body[:at] + body[at:to] * 2 + body[to:],
            body[:at] + chance.randbytes(max(1, to - at) % 9) + body[at:],
            body[:at] + bytes(byte ^ (1 << chance.randrange(8)) for byte in body[at:to]) + body[to:],
        )
    )
