"""The types of options that several commands share."""

from pathlib import Path

import click

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
INPUT = click.Path(path_type=Path, allow_dash=True)
STDIN_OR_STDOUT = Path("-")


def account_names(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the accounts whose names go on from what is *begun*: none where the settings cannot be read."""
    # Imported when a shell asks, which a command itself never does.
    from collector.config import settings  # noqa: PLC0415
    from collector.config.accounts import read_accounts  # noqa: PLC0415
    from collector.core.errors import CollectorError  # noqa: PLC0415

    try:
        names = read_accounts(settings.load()).tokens
    except CollectorError:
        return []
    return [name for name in names if name.startswith(begun.lower())]


account_option = click.option(
    "--account", metavar="NAME", help="The account, if several are set.", shell_complete=account_names
)
