"""The log: readable on a terminal, JSON elsewhere; secrets are taken out last, whoever logs."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, TextIO

import structlog

_BEARER = re.compile(r"(?i)\b(bearer|token|basic)\s+[^\s\"',]{8,}")
_HIDDEN = "[secret]"


class Redaction:
    """Replaces known secrets, and whatever looks like an authorization, in every text of an event."""

    def __init__(self) -> None:
        self._secrets: list[str] = []

    def hide(self, secrets: Iterable[str | None]) -> None:
        """Take *secrets* out of everything that is logged from now on."""
        self._secrets += [secret for secret in secrets if secret]

    def text(self, text: str) -> str:
        """Return *text* without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _BEARER.sub(rf"\1 {_HIDDEN}", text)

    def __call__(self, _logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Be the last processor before the renderer."""
        return {key: self.text(value) if isinstance(value, str) else value for key, value in event.items()}


redaction = Redaction()


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send our lines and those of the libraries to *stream* (standard error), in one form."""
    stream = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
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
                _renderer(as_json=as_json),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for chatty in ("httpx", "httpcore", "apscheduler", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _renderer(*, as_json: bool) -> structlog.typing.Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
