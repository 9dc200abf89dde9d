"""The options that every import has."""

import click

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Only say what would be taken, and why not the rest."
)
