"""The options that every import has."""

import click

dry_run_option = click.option(
    "--dry-run",
    is_flag=True,
    help="Change nothing; print what would be imported, and why the rest would not.",
)
