"""The one JSON document of `--json` on standard output; everything else goes to standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from collector.core.errors import CollectorError
from collector.core.json_document import as_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")


def echo_json(document: "DataclassInstance") -> None:
    """Print *document*."""
    click.echo(as_json(document, indent=2))


@contextmanager
def document_of_errors(empty: "Callable[[list[str]], DataclassInstance]") -> Iterator[None]:
    """Print the *empty* document with the reasons if the body raises; the error propagates."""
    try:
        yield
    except CollectorError as problem:
        echo_json(empty(str(problem).splitlines()))
        raise
