"""The document of `doctor --json`. Its fields are stable: new ones may come, none goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from collector.core.json_document import JsonTime, exact_time
from collector.core.moments import Moment
from collector.diagnostics.finding import Finding


@dataclass(frozen=True, slots=True)
class FindingJson:
    """One thing that was checked."""

    severity: Annotated[
        str,
        "`ok`; `note`: worth knowing; `problem`: wrong, but it may pass or is not yours to fix; "
        "`action`: you have to act.",
    ]
    account: Annotated[str | None, "The account's name in settings; null if it is about no single one."]
    sentence: Annotated[str, "What was found, and the remedy."]


@dataclass(frozen=True, slots=True)
class DoctorJson:
    """The findings of all checks."""

    generated_at: Annotated[JsonTime, "When the checks began."]
    ok: Annotated[bool, "True if every finding is `ok` or `note`."]
    findings: Annotated[list[FindingJson], "The findings, in the order of the checks."]


def doctor_document(now: Moment, findings: Iterable[Finding]) -> DoctorJson:
    """Return the document of *findings*."""
    found = list(findings)
    return DoctorJson(
        exact_time(now),
        ok=not any(each.exit_code for each in found),
        findings=[_finding(each) for each in found],
    )


def _finding(finding: Finding) -> FindingJson:
    return FindingJson(finding.severity.name.lower(), finding.account, finding.sentence)
