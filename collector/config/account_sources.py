"""Sources of accounts that can be read again while the collector runs: a file, and a folder of tokens.

Each mistake is a sentence that names the line or the file, and what to do; all other accounts are read.
"""

import os
import stat
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from collector.config.checks import is_account_name
from collector.config.env_file import EnvFile, parse
from collector.config.secrets import Secret
from collector.core.encoding import ENCODING
from collector.core.errors import UnusableSecret

FILE = "WANIKANI_ACCOUNTS_FILE"
FOLDER = "WANIKANI_ACCOUNTS_DIR"
_NAMES = "letters and digits"
# A token has 36 characters; any other file in the folder is not read whole.
_LONGEST = 4096
# At the root of a disk of its own.
_NO_ACCOUNTS = {"lost+found"}


@dataclass(frozen=True, slots=True)
class AccountSource:
    """The contents of a file or folder: *tokens* by account, and a sentence for each of its *mistakes*.

    *broken* are listed accounts whose token cannot be used; *unread* is True if nothing could be read.
    """

    tokens: dict[str, Secret] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    mistakes: tuple[str, ...] = ()
    unread: bool = False

    def or_as_before(self, before: "AccountSource") -> "AccountSource":
        """Return this, where broken accounts have the token that they had *before*.

        A mistake removes no account: only one that is no longer listed is removed.
        """
        return self.keeping(before, before.tokens.keys() if self.unread else self.broken)

    def keeping(self, before: "AccountSource", names: Set[str]) -> "AccountSource":
        """Return this, and those of *before* that are called *names* unless they are here."""
        kept = {name: token for name, token in before.tokens.items() if name in names}
        return replace(self, tokens=kept | self.tokens)


def read_accounts_file(path: Path | None) -> AccountSource:
    """Return the accounts of a file of lines NAME=token, none where *path* is None; raises nothing."""
    if path is None:
        return AccountSource()
    try:
        if not path.is_file():
            return _unread(path, FILE, "is not a file" if path.exists() else "does not exist")
        text = path.read_text(encoding=ENCODING)
    except UnicodeDecodeError:
        return _unread(path, FILE, "is not UTF-8 text")
    except OSError as error:
        return _unread(path, FILE, f"cannot be read ({error.strerror})")
    found = parse(text, {}, str(path))
    return _collected(_of_lines(found), [*found.mistakes, *map(_as_mistake, found.without_effect)])


def read_accounts_folder(path: Path | None) -> AccountSource:
    """Return the accounts of a folder of files, each called as its account and holding a token.

    None where *path* is None.

    What begins with a dot is left alone: Kubernetes keeps the files of a secret in `..data`, and the names
    in the folder are links to them. Raises nothing.
    """
    if path is None:
        return AccountSource()
    try:
        with os.scandir(path) as entries:
            files = sorted((entry for entry in entries if _counts(entry)), key=lambda entry: entry.name)
    except FileNotFoundError:
        return _unread(path, FOLDER, "does not exist")
    except NotADirectoryError:
        return _unread(path, FOLDER, "is not a folder")
    except OSError as error:
        return _unread(path, FOLDER, f"cannot be read ({error.strerror})")
    return _collected((_of_entry(entry) for entry in files), [])


class Written(NamedTuple):
    """The attributes that change when a file is written; *at* is in nanoseconds since 1970."""

    name: str
    at: int
    size: int
    inode: int


def written(path: Path | None) -> Iterator[Written]:
    """Yield it of *path*, and of each file in it where it is a folder; raises nothing."""
    if path is None:
        return
    try:
        yield _written(path)
        with os.scandir(path) as entries:
            yield from sorted(_written(Path(entry.path)) for entry in entries if _counts(entry))
    except NotADirectoryError:
        return
    except OSError as error:
        yield Written(str(path), 0, 0, error.errno or 0)


def _written(path: Path) -> Written:
    try:
        status = path.stat()
    except OSError as error:
        return Written(path.name, 0, 0, error.errno or 0)
    return Written(path.name, status.st_mtime_ns, status.st_size, status.st_ino)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line or a file: the account's name in small letters, its token, and *place* as a sentence begins.

    *problem* is why it cannot be used, as far as is known; None where that was said elsewhere.
    """

    name: str
    token: Secret
    place: str
    problem: str | None = ""


def _collected(entries: Iterator[_Entry], mistakes: list[str]) -> AccountSource:
    tokens: dict[str, Secret] = {}
    broken: set[str] = set()
    for entry in entries:
        problem = _mistake(entry, tokens)
        if problem == "":
            tokens[entry.name] = entry.token
        else:
            broken.add(entry.name)
            mistakes += [problem] if problem else []
    return AccountSource(tokens, frozenset(broken - tokens.keys()), tuple(mistakes))


def _mistake(entry: _Entry, tokens: dict[str, Secret]) -> str | None:
    if entry.problem != "":
        return entry.problem
    if not is_account_name(entry.name):
        return f"{entry.place}: {entry.name!r} is not a valid account name: choose one of {_NAMES}."
    if entry.name in tokens:
        return (
            f"{entry.place}: {entry.name} is in {tokens[entry.name].place} already, which takes precedence: "
            "remove one of the two."
        )
    try:
        entry.token.read()
    except UnusableSecret as problem:
        return str(problem)
    return ""


def _of_lines(found: EnvFile) -> Iterator[_Entry]:
    for line in found.lines:
        token = Secret(FILE, line.value, source=f"l{line.place[1:]}")
        # Of one that was refused, there is a sentence already.
        problem = None if line.value is None else _as_variable(line.name, line.place)
        yield _Entry(line.name.lower(), token, line.place, problem)


def _as_variable(name: str, place: str) -> str:
    """Return the sentence about a line in the form for `.env`, where it means the same."""
    parts = name.upper().split("__")
    if parts[0] == "WANIKANI_ACCOUNTS" and len(parts) > 1:
        return f"{place}: write {parts[1]}=… here, without WANIKANI_ACCOUNTS__ and __TOKEN."
    if parts[0] == "WANIKANI_TOKEN":
        return f"{place}: write the account's name instead of WANIKANI_TOKEN."
    return ""


def _as_mistake(without_effect: str) -> str:
    place = without_effect.partition(" is not ")[0]
    return f"{place} is not NAME=token, and a name that begins with a letter: correct it."


def _counts(entry: "os.DirEntry[str]") -> bool:
    return not entry.name.startswith(".") and entry.name not in _NO_ACCOUNTS


def _of_entry(entry: "os.DirEntry[str]") -> _Entry:
    path = Path(entry.path)
    text, problem = "", ""
    try:
        if stat.S_ISREG(entry.stat().st_mode):
            with path.open("rb") as file:
                text = file.read(_LONGEST).decode(ENCODING)
        else:
            problem = "is not a file: move it elsewhere, or start its name with a dot."
    except UnicodeDecodeError:
        problem = "is not a text file: it must contain only the token."
    except OSError as error:
        problem = f"cannot be read ({error.strerror}): make it readable by the collector's user."
    place = f"the file {path}"
    return _Entry(
        entry.name.lower(),
        Secret(FOLDER, text, source=place),
        f"The file {path}",
        f"{path} {problem}" if problem else "",
    )


def _unread(path: Path, setting: str, what: str) -> AccountSource:
    # A token may have been put there by mistake: a single word is not repeated.
    named = (
        f"{setting} names {path}, which" if len(path.parts) > 1 or path.suffix else f"What {setting} names"
    )
    remedy = "create it or correct the path" if what == "does not exist" else "correct the path or repair it"
    return AccountSource(mistakes=(f"{named} {what}: {remedy}.",), unread=True)
