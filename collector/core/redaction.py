"""Takes secrets out of texts: out of every event of the log, and out of what commands print.

>>> redact = Redaction()
>>> redact.hide(["a-long-token"])
>>> redact.text("sent a-long-token as Authorization: Bearer abcd1234efgh")
'sent [secret] as Authorization: Bearer [secret]'
"""

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

# Every token has a digit; "Token replaced" is no authorization.
_AUTHORIZATION = re.compile(r"(?i)\b(bearer|token|basic)\s+(?=[^\s\"',]*\d)[^\s\"',]{8,}")
_HIDDEN = "[secret]"
# Shorter than the first it is a word, or a letter of most words, and guards nothing; shorter than the second
# it is a part of words.
_TOO_SHORT = 3
_SHORT = 8


def without(secret: str, text: str, mark: str) -> str:
    """Return *text* with *mark* in the place of *secret*; one of 3 to 7 characters only where it is alone.

    >>> without("hunter2", "hunter2s have hunter2", "…"), without("a", "a cat", "…")
    ('hunter2s have …', 'a cat')
    """
    if len(secret) < _TOO_SHORT:
        return text
    if len(secret) < _SHORT:
        return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", lambda _: mark, text)
    return text.replace(secret, mark)


class Redaction:
    """Replaces known secrets, and whatever looks like an authorization, in all that an event holds.

    How long that takes does not depend on how many secrets there are: a process may have thousands.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._short: tuple[str, ...] = ()
        # Of the others. The longest first: a secret may be a part of another.
        self._lengths: tuple[int, ...] = ()
        self._public: frozenset[str] = frozenset()

    def spare(self, words: Iterable[str | None]) -> None:
        """Leave *words* as they are, the bucket's name say: a password that is one of them is no secret."""
        self._public = frozenset(word for word in words if word)

    def hide(self, secrets: Iterable[str | None]) -> None:
        """Take *secrets* out of everything that is logged from now on."""
        new = {secret for secret in secrets if secret} - self._public - self._known
        if not new:
            return
        self._known |= new
        short = {one for one in new if len(one) < _SHORT}
        lengths = {len(one) for one in new - short}
        if short:
            self._short = tuple(sorted({*self._short, *short}, key=len, reverse=True))
        if lengths - set(self._lengths):
            self._lengths = tuple(sorted({*self._lengths, *lengths}, reverse=True))

    def text(self, text: str) -> str:
        """Return *text* without secrets."""
        text = self._without_long(text)
        for secret in self._short:
            text = without(secret, text, _HIDDEN)
        return _AUTHORIZATION.sub(rf"\1 {_HIDDEN}", text)

    def _without_long(self, text: str) -> str:
        kept, end = [], 0
        for start, stop in self._places(text):
            if stop <= end:
                continue
            # One that overlaps the one before it goes with it.
            kept += [text[end:start], _HIDDEN] if start >= end else []
            end = stop
        return "".join(kept) + text[end:] if kept else text

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._lengths:
            return
        for start in range(len(text) - self._lengths[-1] + 1):
            for length in self._lengths:
                if text[start : start + length] in self._known:
                    yield start, start + length
                    break

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
