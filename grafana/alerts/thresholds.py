"""The numbers of `thresholds.toml`, checked."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

FILE = Path(__file__).parent.parent / "thresholds.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pending: str = Field(pattern=r"^\d+[mh]$")


class BacklogHigh(_Section):
    """So many reviews wait."""

    reviews: int = Field(gt=0)


class Unusual(_Section):
    """More than so many times the usual, and at least so many."""

    times_usual: float = Field(gt=1)
    at_least: int = Field(gt=0)


class AccuracyFallen(_Section):
    """So many per cent points below the usual, in at least so many reviews."""

    points: float = Field(gt=0)
    reviews: int = Field(gt=0)


class LevelStuck(_Section):
    """So many days on a level."""

    days: int = Field(gt=0)


class LeechSurge(_Section):
    """So many more than two weeks ago, and so many times as many."""

    more: int = Field(gt=0)
    times: float = Field(ge=1)


class NoGoodPoll(_Section):
    """So many hours of failed polls."""

    hours: int = Field(gt=0)


class CollectorSilent(_Section):
    """So many hours without a heartbeat, where one came every hour, and where they came more rarely."""

    hours: int = Field(gt=1)
    slow_hours: int = Field(gt=1, le=300)


class Thresholds(BaseModel):
    """All of them, a section an alarm."""

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


class ThresholdMistake(Exception):
    """The file cannot be used; a sentence a line, each naming the section and the number."""


def thresholds(file: Path = FILE) -> Thresholds:
    """Read the file; raises `ThresholdMistake`."""
    try:
        return Thresholds.model_validate(tomllib.loads(file.read_text("utf-8")))
    except ValidationError as error:
        raise ThresholdMistake("\n".join(_sentence(file, mistake) for mistake in error.errors())) from None
    except (OSError, ValueError) as error:
        raise ThresholdMistake(f"{file.name} cannot be read: {error}.") from None


def _sentence(file: Path, mistake: ErrorDetails) -> str:
    where = ".".join(str(part) for part in mistake["loc"])
    return f"{file.name}: {where}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}."
