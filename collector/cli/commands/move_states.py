"""`move-states`: move accounts' states to the shards that own them, when the number of shards changes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import click

from collector.cli.marks import NOTE, OK
from collector.cli.output import echo
from collector.core.errors import CollectorError, FileUnusable
from collector.core.shards import Shard, owner, parse_shard
from collector.core.wording import counted
from collector.storage.moves import move_state
from collector.storage.state_folder import accounts_in, lock

# The folders of the shards, by their numbers.
Folders = Mapping[int, Path]


class Move(NamedTuple):
    """A state in *source* that belongs to the shard *owner*, whose folder is *target*."""

    account: str
    source: Path
    owner: Shard
    target: Path


@click.command("move-states")
@click.argument("shards", metavar="SHARD=FOLDER…", nargs=-1, required=True)
@click.option(
    "--from",
    "left",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A state folder that no shard uses any more; repeatable.",
)
@click.option("--yes", is_flag=True, help="Move the states; without it they are only listed.")
def command(shards: Sequence[str], left: Sequence[Path], *, yes: bool) -> int:
    """Move each account's state to the folder of the shard that owns it.

    Name the state folder of each of the new shards: 1/3=/states/0 2/3=/states/1 …, and with --from those of
    shards that no longer exist. Stop the collectors that use them first. It is safe to run again: it
    completes interrupted moves.
    """
    of, folders = _named_folders(shards)
    return move_states(of, folders, left, sure=yes)


def _named_folders(shards: Sequence[str]) -> tuple[int, dict[int, Path]]:
    """Return the number of shards and the folder of each that is named; raises `click.UsageError`."""
    named = [_named(each) for each in shards]
    numbers = [shard.number for shard, _ in named]
    of = {shard.of for shard, _ in named}
    if len(of) > 1 or len(set(numbers)) < len(numbers):
        raise click.UsageError("Name each shard once, all with the same number of shards.")
    return of.pop(), {shard.number: folder for shard, folder in named}


def _named(text: str) -> tuple[Shard, Path]:
    shard, _, folder = text.partition("=")
    try:
        if folder:
            return parse_shard(shard), Path(folder)
    except ValueError as mistake:
        raise click.UsageError(f"{shard} {mistake}.") from None
    raise click.UsageError(f"{text} must be SHARD=FOLDER, such as 2/5=/states/1.")


def move_states(of: int, folders: Folders, left: Sequence[Path] = (), *, sure: bool) -> int:
    """Move the states in *folders* and *left* to their owners' folders, among *of* shards.

    Only lists them unless *sure*. Returns the worst exit code of the moves. Raises `FileUnusable` for a
    folder that is not there or named twice, and what `lock` does where a collector uses one.
    """
    everywhere = [*folders.values(), *left]
    _check_folders(everywhere)
    with ExitStack() as locks:
        for folder in everywhere:
            locks.enter_context(lock(folder))
        moves = list(_moves(of, folders, everywhere))
        return _move_all(moves) if sure else _list(moves)


def _moves(of: int, folders: Folders, everywhere: Sequence[Path]) -> Iterator[Move]:
    """Yield each state that is not in its owner's folder; print those that stay because that is not named."""
    for folder in everywhere:
        for account in accounts_in(folder):
            shard = Shard(owner(account, of), of)
            target = folders.get(shard.number)
            if target is None:
                echo(
                    f"{account} stays in {folder}: the folder of its shard, {shard}, is not named.", lead=NOTE
                )
            elif target != folder:
                yield Move(account, folder, shard, target)


def _check_folders(folders: Sequence[Path]) -> None:
    for folder in folders:
        if not folder.is_dir():
            raise FileUnusable(f"The folder {folder} does not exist: name the folders that hold states.")
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise FileUnusable("A folder is named twice: each shard needs its own.")


def _list(moves: Sequence[Move]) -> int:
    for move in moves:
        echo(_where(move))
    echo(f"{counted(len(moves), 'state')} to move: add --yes." if moves else "No state to move.")
    return 0


def _move_all(moves: Sequence[Move]) -> int:
    codes = [_move(move) for move in moves]
    echo(f"{codes.count(0):,} of {counted(len(moves), 'state')} moved.")
    return max(codes, default=0)


def _move(move: Move) -> int:
    try:
        move_state(move.account, move.source, move.target)
    except CollectorError as problem:
        echo(str(problem), lead=f"{move.account}: ", err=True)
        return problem.exit_code
    echo(_where(move), lead=OK)
    return 0


def _where(move: Move) -> str:
    return f"{move.account}: from {move.source} to {move.target}, shard {move.owner}"
