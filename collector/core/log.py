"""The log: readable on a terminal, JSON elsewhere; secrets are taken out last, whoever logs."""

import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, TextIO

import structlog

# Every token has a digit; "Token replaced" is no authorization.
_AUTHORIZATION = re.compile(r"(?i)\b(bearer|token|basic)\s+(?=[^\s\"',]*\d)[^\s\"',]{8,}")
_HIDDEN = "[secret]"
_FIRST = ("timestamp", "level", "event")


_SHORT = 8


class Redaction:
    """Replaces known secrets, and whatever looks like an authorization, in all that an event holds."""

    def __init__(self) -> None:
        self._secrets: list[str] = []
        self._public: frozenset[str] = frozenset()

    def spare(self, words: Iterable[str | None]) -> None:
        """Leave *words* as they are, the bucket's name say: a password that is one of them is no secret."""
        self._public = frozenset(word for word in words if word)

    def hide(self, secrets: Iterable[str | None]) -> None:
        """Take *secrets* out of everything that is logged from now on."""
        known = {*self._secrets, *(secret for secret in secrets if secret and secret not in self._public)}
        # The longest first: a secret may be a part of another.
        self._secrets = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return *text* without secrets."""
        for secret in self._secrets:
            # A short one is also a part of words: it is taken out only where it stands alone.
            short = len(secret) < _SHORT
            text = (
                re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _HIDDEN, text)
                if short
                else text.replace(secret, _HIDDEN)
            )
        return _AUTHORIZATION.sub(rf"\1 {_HIDDEN}", text)

    def __call__(self, _logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Be the last processor before the renderer."""
        return {key: self._value(value) for key, value in event.items()}

    def _value(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {str(key): self._value(one) for key, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(one) for one in value]
        # Renderers would write anything else by its repr, secrets and all.
        return self.text(str(value))


redaction = Redaction()


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send our lines and those of the libraries to *stream* (standard error), in one form."""
    stream = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        # A person reads the time of the wall; machines compare times of many places.
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
                _json() if as_json else _console(stream),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.raiseExceptions = False  # whoever read our lines has gone: no traceback about that
    for chatty in ("httpx", "httpcore", "urllib3", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns every minute while a long delivery makes the next one wait, as is meant.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _first_things_first(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Begin every line with when, how grave and what, so that the lines can be read below each other."""
    first = {key: event[key] for key in _FIRST if key in event}
    return {**first, **event}


def _json() -> structlog.typing.Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _console(stream: TextIO) -> structlog.typing.Processor:
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty() and not os.environ.get("NO_COLOR"),
        sort_keys=False,
        pad_event_to=24,
        exception_formatter=structlog.dev.plain_traceback,
    )
