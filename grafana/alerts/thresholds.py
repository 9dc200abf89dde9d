"""The limits in `thresholds.toml`, validated."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

FILE = Path(__file__).parent.parent / "thresholds.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pending: str = Field(pattern=r"^\d+[mh]$")


class BacklogHigh(_Section):
    """The number of waiting reviews."""

    reviews: int = Field(gt=0)


class Unusual(_Section):
    """A multiple of the learner's usual number, and a minimum."""

    times_usual: float = Field(gt=1)
    at_least: int = Field(gt=0)


class AccuracyFallen(_Section):
    """Percentage points below the usual accuracy, and a minimum of reviews."""

    points: float = Field(gt=0)
    reviews: int = Field(gt=0)


class LevelStuck(_Section):
    """Days on a level."""

    days: int = Field(gt=0)


class LeechSurge(_Section):
    """The increase in two weeks, as a number and as a factor."""

    more: int = Field(gt=0)
    times: float = Field(ge=1)


class NoGoodPoll(_Section):
    """Hours since the last good poll."""

    hours: int = Field(gt=0)


class CollectorSilent(_Section):
    """Hours without a heartbeat, for hourly polls and for rarer ones."""

    hours: int = Field(gt=1)
    slow_hours: int = Field(gt=1, le=300)


class Thresholds(BaseModel):
    """All limits, a section for each alert rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    backlog_high: BacklogHigh
    backlog_spike: Unusual
    next_day_heavy: Unusual
    accuracy_fallen: AccuracyFallen
    level_stuck: LevelStuck
    leech_surge: LeechSurge
    token_rejected: _Section
    no_good_poll: NoGoodPoll
    collector_silent: CollectorSilent


class InvalidThresholds(Exception):
    """The file cannot be used; each line of the message names a section and a key."""


def thresholds(file: Path = FILE) -> Thresholds:
    """Return the limits in *file*.

    Raises `InvalidThresholds` when it cannot be read or a value is missing, unknown or out of range.
    """
    try:
        return Thresholds.model_validate(tomllib.loads(file.read_text("utf-8")))
    except ValidationError as error:
        raise InvalidThresholds("\n".join(_sentence(file, mistake) for mistake in error.errors())) from None
    except (OSError, ValueError) as error:
        raise InvalidThresholds(f"{file.name} cannot be read: {error}.") from None


def _sentence(file: Path, mistake: ErrorDetails) -> str:
    where = ".".join(str(part) for part in mistake["loc"])
    return f"{file.name}: {where}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}."
