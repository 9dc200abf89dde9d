r"""The tags that distinguish histories, and how the owner names them: `--tag NAME=VALUE`. Pure.

Names and values are written plainly, whatever escaping the file has that they were read from; the shell's
quotes are added only to options that the owner should copy.

>>> anna, nobody = parse_series_key(r"user=it\ is\,me,host=pi"), parse_listed_tags("host=pi,user=")
>>> anna
(('host', 'pi'), ('user', 'it is,me'))
>>> select([anna, nobody], ["user=it is,me"]) == [anna], select([anna, nobody], ["user="]) == [nobody]
(True, True)
>>> print(as_options(anna, [anna, nobody]), "or", as_options(nobody, [anna, nobody]))
--tag host=pi --tag 'user=it is,me' or --tag host=pi --tag user=
"""

import re
import shlex
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

# Names and values in the order of names; a tag without a value is none, as in InfluxDB.
TagSet: TypeAlias = tuple[tuple[str, str], ...]

_PAIR = re.compile(r"((?:\\.|[^\\=,])*)=((?:\\.|[^,])*)")
_ESCAPED = re.compile(r"\\([,= ])")


def tag_set(tags: Mapping[str, str]) -> TagSet:
    """Return *tags* in the order of their names, without those that have no value."""
    return tuple(sorted((name, value) for name, value in tags.items() if value))


def parse_series_key(text: str) -> TagSet:
    """Return the tags in line protocol's *text*, without the measurement and its comma."""
    return tag_set({_unescaped(name): _unescaped(value) for name, value in _PAIR.findall(text)})


def parse_listed_tags(text: str) -> TagSet:
    r"""Return the tags as the influx client or the server itself writes them to CSV, in the column `tags`.

    The client escapes nothing: what follows a comma and has no `=` is taken for the rest of a value. The
    server (1.6.7, asked for `application/csv`) escapes as line protocol does.

    >>> parse_listed_tags(r"host=pi,user=it\ is\,me") == parse_listed_tags("host=pi,user=it is,me")
    True
    """
    pairs = [pair.partition("=") for pair in re.split(r"(?<!\\),(?=[^,=]+=)", text)]
    return tag_set({_unescaped(name): _unescaped(value) for name, _, value in pairs})


def select(histories: Collection[TagSet], wanted: Iterable[str]) -> list[TagSet]:
    """Return the *histories* that carry every tag in *wanted*; `NAME=` means without that tag."""
    left = list(histories)
    for text in wanted:
        having = {tags for tags in histories if text in _pairs(tags)}
        if not having and text.endswith("="):
            having = {tags for tags in histories if text[:-1] not in dict(tags)}
        left = [tags for tags in left if tags in having]
    return left


def as_options(tags: TagSet, among: Iterable[TagSet]) -> str:
    """Return the options that select *tags* *among* all histories, quoted for a shell."""
    own = dict(tags)
    names = sorted({name for each in among for name, _ in each})
    return shlex.join(part for name in names for part in ("--tag", f"{name}={own.get(name, '')}"))


def _pairs(tags: TagSet) -> set[str]:
    return {f"{name}={value}" for name, value in tags}


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
