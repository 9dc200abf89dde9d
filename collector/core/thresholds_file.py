r"""Reads the text of a `thresholds.toml`: every mistake becomes a sentence with its line. Pure.

>>> read_thresholds("[level_stuck]\ndays = 60\n", "thresholds.toml")
({'level_stuck.days': '60'}, [])
>>> read_thresholds("[level_stuck]\ndays = 0\n", "thresholds.toml")[1]
['thresholds.toml:2: level_stuck.days must be a whole number from 1 to 3650.']
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator

from collector.core.thresholds import BY_KEY, SECTIONS


def read_thresholds(text: str, file: str) -> tuple[dict[str, str], list[str]]:
    """Return the thresholds in *text* by key, and a sentence for each mistake, which names *file*.

    A threshold that is not in the file is not in the result.
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [_not_toml(error, text, file)]
    found: dict[str, str] = {}
    mistakes = []
    for key, value in _entries(sections):
        try:
            found[key] = _checked(key, value)
        except ValueError as mistake:
            mistakes.append(f"{file}:{_line(text, key)}: {key} {mistake}.")
    return found, mistakes


def _entries(sections: dict[str, object]) -> Iterator[tuple[str, object]]:
    for section, content in sections.items():
        if section in SECTIONS and isinstance(content, dict):
            yield from ((f"{section}.{name}", value) for name, value in content.items())
        else:
            yield section, content


def _checked(key: str, value: object) -> str:
    if key in BY_KEY:
        return BY_KEY[key].parse(value)
    section, _, name = key.partition(".")
    if key in SECTIONS:
        raise ValueError(f"is an alert: write its thresholds below a line [{key}]")
    if not name:
        raise ValueError(f"is not an alert{_hint(section, SECTIONS)}")
    names = [each.name for each in BY_KEY.values() if each.section == section]
    raise ValueError(f"is not a threshold of that alert{_hint(name, names)}")


def _hint(given: str, known: Iterable[str]) -> str:
    names = tuple(known)
    similar = difflib.get_close_matches(given, names, n=1)
    return f" (did you mean {similar[0]}?)" if similar else f"; there are {', '.join(names)}"


def _line(text: str, key: str) -> int:
    """Return the number of the line by which *key* is set: the first after which the text has it."""
    lines = text.split("\n")
    for number in range(1, len(lines)):
        try:
            sections = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:  # cut in the middle of a value
            continue
        if key in sections or key in dict(_entries(sections)):
            return number
    return len(lines)


def _not_toml(error: tomllib.TOMLDecodeError, text: str, file: str) -> str:
    at = re.search(r" \(at line (\d+), column \d+\)$", str(error))
    line = at[1] if at else len(text.splitlines())
    reason = re.sub(r" \(at .*\)$", "", str(error))
    return (
        f"{file}:{line}: this is not TOML ({reason}): write lines such as reviews = 200 below [backlog_high]."
    )
