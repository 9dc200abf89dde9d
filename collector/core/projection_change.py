"""The changes of a new projection: all that is written for it, so that its writer needs neither projection.

Two of them are 15 MB of small objects, which a process that lives long would not give back.
"""

from dataclasses import dataclass

from collector.core.moments import Moment
from collector.core.projection import ProjectedWeek
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace


@dataclass(frozen=True, slots=True)
class ProjectionChange:
    """A new projection made *at* this moment, in days of *zone*, in place of the one made at *replaces*.

    Days that are *over* stay as they are here, *withdrawn* ones are zeros, and *days*, *levels* and *paces*
    have changed. *weeks* are to be compared with what comes. *reason* says why there are no numbers. *text*
    is all of it (`projection_text`).
    """

    at: Moment
    zone: str
    replaces: Moment | None
    over: list[ProjectedBand]
    withdrawn: list[ProjectedBand]
    days: list[ProjectedBand]
    levels: list[ProjectedLevel]
    paces: list[ProjectedPace]
    weeks: list[ProjectedWeek]
    reason: str
    text: str
