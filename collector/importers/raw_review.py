"""A row of an archive before it is judged: its columns, by the names that `/reviews` gives them."""

from collections.abc import Mapping
from dataclasses import dataclass

REQUIRED_COLUMNS = (
    "created_at",
    "subject_id",
    "starting_srs_stage",
    "incorrect_meaning_answers",
    "incorrect_reading_answers",
)
# What follows from the others: an assignment from its subject, the stage after from the stage before.
DERIVED_COLUMNS = ("assignment_id", "ending_srs_stage")
# What only our own export has.
OWN_COLUMNS = ("level", "late_seconds", "inferred")
# So many of them make a row a review, of which some may be missing.
_ENOUGH = 3
# A table that was made of WaniKani's rows (pandas' `json_normalize`) has their columns with a prefix.
_NAMES = {
    f"{prefix}{name}": name
    for prefix in ("", "data.", "data_")
    for name in (*REQUIRED_COLUMNS, *DERIVED_COLUMNS, *OWN_COLUMNS)
}


@dataclass(frozen=True, slots=True)
class RawReview:
    """A row as the file has it: *where* it is, and its columns."""

    where: str
    columns: Mapping[str, object]


def column_named(text: str) -> str | None:
    """Return the column that a file calls *text*, None for any other.

    >>> column_named("data.created_at"), column_named("data_updated_at")
    ('created_at', None)
    """
    return _NAMES.get(text)


def is_review(columns: Mapping[str, object]) -> bool:
    """Return True if a row with *columns* is meant as a review, whole or not."""
    return sum(name not in OWN_COLUMNS for name in columns) >= _ENOUGH
