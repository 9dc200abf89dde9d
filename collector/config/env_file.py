r"""The lines of a `.env`, read as `docker compose` reads them.

One file serves both, so one line must mean one thing: `$NAME` and `${NAME}` stand for a variable, `$$` for a
`$`, and nothing stands for anything else in single quotes. A line is refused where Compose would silently
drop something, or where other readers of such files differ and the owner may have meant either. Source:
compose-go 2.4.7, `dotenv/parser.go`; the results of Compose 2.32.4 are in `tests/config/test_env_file.py`.

>>> parse("TZ=Asia/Tokyo  # mine\nCOLLECTOR_STATE=$HOME/wk\n", {"HOME": "/home/me"}).values
{'TZ': 'Asia/Tokyo', 'COLLECTOR_STATE': '/home/me/wk'}
>>> parse("PASSWORD='pa${ss}word'\n", {}).values
{'PASSWORD': 'pa${ss}word'}
"""

import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# Blanks of every kind but the end of a line.
_BLANKS = re.compile(r"[^\S\n]*")
_NAME = r"[A-Za-z_][A-Za-z0-9_.\-\[\]]*"
_ASSIGNMENT = re.compile(rf"(?:export[^\S\n]+)?({_NAME})[^\S\n]*=[^\S\n]*")
_YAML = re.compile(rf"(?:export[^\S\n]+)?({_NAME})[^\S\n]*:([^\S\n]|\Z|\n)")
_CLOSED = {quote: re.compile(rf"{quote}((?:[^{quote}\\]|\\.)*){quote}", re.DOTALL) for quote in "'\""}
_REST_OF_LINE = re.compile(r"[^\S\n]*(#[^\n]*)?(\n|\Z)")
_VARIABLE = re.compile(
    r"\$\$|\$(?P<plain>[A-Za-z_][A-Za-z0-9_]*)"
    r"|\$\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)(?P<default>:?-[^${}]*)?\}|\$\{"
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = dict(zip('nrtabfv"\\', '\n\r\t\a\b\f\v"\\', strict=True))


class Line(NamedTuple):
    """Its *place* as a sentence begins, the *name* it is for, and its value: None where it was refused."""

    place: str
    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class EnvFile:
    """The contents of a `.env`: *values* by name, sentences about its *mistakes* and lines *without_effect*.

    *lines* has all that are meant for a name. No sentence repeats a value.
    """

    values: dict[str, str] = field(default_factory=dict, repr=False)
    lines: list[Line] = field(default_factory=list, repr=False)
    mistakes: list[str] = field(default_factory=list)
    without_effect: list[str] = field(default_factory=list)


class _Refused(Exception):
    """The value cannot be taken; *sentence* is what comes after the line's number, *end* where to read on."""

    def __init__(self, sentence: str, end: int) -> None:
        super().__init__(sentence)
        self.end = end


def parse(text: str, environment: Mapping[str, str], file: str = ".env") -> EnvFile:
    """Return the contents of *text*; a value can use variables of the *environment* and of earlier lines."""
    found = EnvFile()
    # The environment wins, here as among the settings.
    variables = ChainMap({**environment}, found.values)
    at, line = 0, 1
    while at < len(text):
        end = _read_statement(text, at, f"Line {line} of {file}", found, variables)
        line += text.count("\n", at, end)
        at = end
    return found


def _read_statement(text: str, start: int, place: str, found: EnvFile, variables: Mapping[str, str]) -> int:
    """Read what begins in the line at *start*, and return where the next line begins."""
    end = _end_of_line(text, start)
    begin = _BLANKS.match(text, start).end()  # type: ignore[union-attr] # matches nothing, at least
    if begin >= end or text[begin] in "#\n":
        return end
    assigned = _ASSIGNMENT.match(text, begin)
    if assigned is None:
        yaml = _YAML.match(text, begin)
        if yaml is not None:
            found.mistakes.append(f"{place}: write {yaml[1]}=… with = instead of the colon.")
            found.lines.append(Line(place, yaml[1], None))
        else:
            found.without_effect.append(f"{place} is not NAME=value: it has no effect.")
        return end
    name = assigned[1]
    try:
        value, end = _read_value(text, assigned.end(), name, variables)
        found.values[name] = value
        found.lines.append(Line(place, name, value))
    except _Refused as mistake:
        found.mistakes.append(f"{place}: {mistake}.")
        found.lines.append(Line(place, name, None))
        end = mistake.end
    return end


def _read_value(text: str, at: int, name: str, variables: Mapping[str, str]) -> tuple[str, int]:
    if text[at : at + 1] in {"'", '"'}:
        return _quoted(text, at, name, variables)
    end = _end_of_line(text, at)
    value = text[at:end].partition(" #")[0].strip()
    commented = value.startswith("#") and text[at - 1] != "="
    if commented or "\t#" in value:
        raise _Refused(
            f"write the value of {name} in single quotes if the # belongs to it, and the comment on a line "
            "of its own if not",
            end,
        )
    return _expanded(value, name, variables, end), end


def _quoted(text: str, at: int, name: str, variables: Mapping[str, str]) -> tuple[str, int]:
    quote = text[at]
    closed = _CLOSED[quote].match(text, at)
    if closed is None:
        raise _Refused(f"the quote before the value of {name} is not closed", _end_of_line(text, at))
    rest = _REST_OF_LINE.match(text, closed.end())
    if rest is None:
        raise _Refused(
            f"something follows the closing quote of {name}: write the whole value in one pair of "
            "single quotes",
            _end_of_line(text, closed.end()),
        )
    if quote == "'":
        return closed[1].replace("\\'", "'"), rest.end()
    return _expanded(_unescaped(closed[1], name, rest.end()), name, variables, rest.end()), rest.end()


def _unescaped(text: str, name: str, end: int) -> str:
    """Return *text* with its escapes replaced; unknown ones stay as they are, as with Compose."""

    def character(escape: re.Match[str]) -> str:
        if escape[1] == "0":
            raise _Refused(f"write the value of {name} in single quotes: it has a \\0", end)
        # What follows knows it as a plain $.
        return "$$" if escape[1] == "$" else _ESCAPES.get(escape[1], escape[0])

    return _ESCAPE.sub(character, text)


def _expanded(text: str, name: str, variables: Mapping[str, str], end: int) -> str:
    def value(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        variable = found["plain"] or found["braced"]
        if variable is None:
            raise _Refused(
                f"the ${{ in {name} is not closed, or has more than a name and a default: write the value in "
                "single quotes, which keep every $",
                end,
            )
        given, default = variables.get(variable), found["default"]
        if default is not None and (given is None or (not given and default.startswith(":"))):
            return default.partition("-")[2]
        if given is None:
            raise _Refused(
                f"the $ in {name} stands for a variable that is not set: write the value in single quotes, "
                "which keep every $, or set that variable",
                end,
            )
        return given

    return _VARIABLE.sub(value, text)


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
