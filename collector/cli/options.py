"""The types of options that several commands share."""

from pathlib import Path

import click

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
INPUT = click.Path(path_type=Path, allow_dash=True)
STDIN_OR_STDOUT = Path("-")

account_option = click.option("--account", metavar="NAME", help="Whose, where several accounts are set.")
