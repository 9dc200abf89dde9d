"""The result of every check: one sentence and its severity.

>>> Finding(Severity.NOTE, "INFLUXDB_URL is not set.").exit_code
0
"""

from dataclasses import dataclass
from enum import Enum

from collector.core.errors import ActionRequiredError, CollectorError


class Severity(Enum):
    """The severity of a finding, and the exit code it leads to."""

    OK = "ok"
    NOTE = "worth knowing"
    PROBLEM = "wrong; it may pass, or is not the owner's to fix"
    ACTION = "the owner has to act"


_EXIT_CODES = {Severity.OK: 0, Severity.NOTE: 0, Severity.PROBLEM: 1, Severity.ACTION: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; *sentence* has the remedy, where there is one.

    *account* is the one that it is about, by its name in the settings; None if it is about all.
    """

    severity: Severity
    sentence: str
    account: str | None = None

    @classmethod
    def of_error(cls, error: CollectorError, prefix: str = "") -> "Finding":
        """Return the finding that *error* is."""
        severity = Severity.ACTION if isinstance(error, ActionRequiredError) else Severity.PROBLEM
        return cls(severity, f"{prefix}{error}")

    @property
    def exit_code(self) -> int:
        """The exit code of a command whose worst finding this is."""
        return _EXIT_CODES[self.severity]
