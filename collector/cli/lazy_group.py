"""A group that lists its commands from a table, and imports a command's module only when it is called.

>>> group = LazyGroup("greet", table={"poll": ("poll", "Ask WaniKani once.")})
>>> group.list_commands(click.Context(group))
['poll']
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

# Each command's place, `module` or `module:attribute` below `collector.cli.commands`, and its short help.
Table = Mapping[str, tuple[str, str]]
_PACKAGE = "collector.cli.commands"
_ATTRIBUTE = "command"


class LazyCommand(click.Command):
    """A row of the table: what a list of commands shows."""

    def __init__(self, name: str, place: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help)
        self._place = place

    def load(self) -> click.Command:
        """Import the module and return its command; raises `TypeError` when the table names another thing."""
        module, _, attribute = self._place.partition(":")
        with _without_collections():
            command = getattr(import_module(f"{_PACKAGE}.{module}"), attribute or _ATTRIBUTE)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self._place} is not a command")
        return command


@contextmanager
def _without_collections() -> Iterator[None]:
    """Look for no garbage in the block, nor ever in what it makes: what is imported stays.

    The collector would look through it again and again: a tenth of a `poll` from cron.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class LazyGroup(click.Group):
    """A group of commands, listed in the order of *table*."""

    def __init__(self, name: str | None = None, *, table: Table, **attributes: Any) -> None:
        rows: dict[str, click.Command] = {key: LazyCommand(key, *row) for key, row in table.items()}
        super().__init__(name, commands=rows, **attributes)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* begin with, imported; raises `click.NoSuchCommand` as click does."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest
