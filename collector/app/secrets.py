"""Secrets as they are now: whatever reads one keeps it out of the log."""

from collector.config.secrets import Secret
from collector.core.redaction import redaction


def read_if_given(secret: Secret) -> str | None:
    """Return *secret* like `read_and_redact`, or None where the owner set none."""
    return read_and_redact(secret) if secret.given else None


def read_and_redact(secret: Secret) -> str:
    """Return *secret* and keep it out of every log line from now on; raises `UnusableSecret`."""
    value = secret.read()
    redaction.hide([value])
    return value
