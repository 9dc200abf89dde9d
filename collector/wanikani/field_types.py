"""The types of single fields in `schemas`: numbers, times and texts, bounded by what a point can hold."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, FailFast, Field, ValidationError, WrapValidator

# Sums over all items must stay below 2^63 too.
Count = Annotated[int, Field(ge=0, lt=2**31)]
Id = Annotated[int, Field(ge=0, lt=2**63)]
Level = Annotated[int, Field(ge=0, lt=2**31)]
Stage = Annotated[int, Field(ge=0, le=9)]
# InfluxDB counts nanoseconds in 64 bits: 1677 to 2262.
Time = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]
# A field of InfluxDB's holds 64 kB; WaniKani's longest meaning has some fifty characters.
Text = Annotated[str, Field(max_length=1000)]
# What becomes a tag: something must be left of it without blanks, backslashes and control characters.
Name = Annotated[str, Field(max_length=100, pattern=r"[^\s\\\x00-\x1f\x7f]")]


def _or_else(default: object) -> WrapValidator:
    """Put *default* in place of what does not fit: only for what no count and no chart is made of."""

    def read(value: object, validated: Callable[[object], object]) -> object:
        try:
            return validated(value)
        except ValidationError:
            return default

    return WrapValidator(read)


# By these a projection guesses in which order lessons come and items unlock: no poll shall fail for them.
Position = Annotated[Count, _or_else(0)]
Components = Annotated[list[Id], FailFast(), Field(max_length=1000), _or_else(())]
# Only read, by people; WaniKani's longest has some two thousand characters.
Mnemonic = Annotated[Annotated[str, Field(max_length=20_000)] | None, _or_else(None)]
