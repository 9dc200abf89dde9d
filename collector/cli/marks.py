"""The marks that lines of output start with."""

import click

from collector.cli.output import echo
from collector.diagnostics.finding import Finding, Severity

OK = click.style("✓ ", fg="green")
NOTE = click.style("· ", fg="yellow")
PROBLEM = click.style("✗ ", fg="red")
_OF = {Severity.OK: OK, Severity.NOTE: NOTE, Severity.PROBLEM: PROBLEM, Severity.ACTION: PROBLEM}


def print_finding(finding: Finding, indent: str = "") -> None:
    """Print the sentence of *finding* after its mark."""
    echo(finding.sentence, lead=f"{indent}{_OF[finding.severity]}")
