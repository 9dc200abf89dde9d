"""The log: readable on a terminal, JSON elsewhere. Secrets are removed last, also from libraries' lines.

`log_events` lists what is logged.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from collector.core.late_log import quieten_libraries
from collector.core.redaction import redaction

_FIRST = ("timestamp", "level", "event")


def configure(level: str, form: str, stream: TextIO | None = None, *, colours: bool | None = None) -> None:
    """Send our lines and those of the libraries to *stream* (standard error), in one form.

    *form* is `console`, `json` or `auto`: readable on a terminal, JSON elsewhere. *colours* says
    whether the readable form has colours; None: only on a terminal.
    """
    stream = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        # People read local time; machines compare times from many places.
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%Y-%m-%d %H:%M:%S", utc=as_json),
        # Never the frames' locals: tokens are among them.
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redaction,
                _first_things_first,
                _json() if as_json else _console(colours=stream.isatty() if colours is None else colours),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.raiseExceptions = False  # the reader of our lines may be gone: no traceback about that
    quieten_libraries()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _first_things_first(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put time, level and event first, so that lines can be compared at a glance."""
    first = {key: event[key] for key in _FIRST if key in event}
    return {**first, **event}


def _json() -> structlog.typing.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _console(*, colours: bool) -> structlog.typing.Processor:
    return structlog.dev.ConsoleRenderer(
        colors=colours,
        sort_keys=False,
        pad_event_to=24,
        exception_formatter=structlog.dev.plain_traceback,
    )
