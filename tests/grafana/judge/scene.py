"""What a viewer of the dashboards asks a real InfluxDB, in the form in which panels get the answers."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from grafana.files import dashboards
from tests.grafana.judge.expressions import evaluated
from tests.grafana.judge.frames import Json, Series, frames
from tests.grafana.viewer import Viewer, statements
from tests.integration.servers import HTTP, InfluxDBV1

_DAYS = {"h": 1 / 24, "d": 1, "w": 7, "M": 30, "y": 365}


@dataclass(frozen=True)
class Scene:
    """A learner's points in *bucket*, and the moment at which they are viewed.

    *mixed_up* stands for InfluxDB 2.x, which gives the rows of a subquery in another order.
    """

    server: InfluxDBV1
    bucket: str
    now: datetime
    zone: str = "UTC"
    mixed_up: bool = False

    def answer(self, statement: str) -> list[Series]:
        """Return the series that the server answers, times in milliseconds."""
        series = _asked(self.server.url, self.bucket, statement)
        if self.mixed_up and "FROM (SELECT" in statement:
            return [dict(each) | {"values": _in_another_order(each["values"])} for each in series]
        return series


@cache
def _asked(url: str, bucket: str, statement: str) -> list[Series]:
    """Return the answer to a statement, which is asked for each release and order of rows."""
    response = HTTP.post(f"{url}/query", params={"db": bucket, "epoch": "ms"}, data={"q": statement})
    (result,) = response.json()["results"]
    if "error" in result:
        raise AssertionError(f"{result['error']}: {statement}")
    series: list[Series] = result.get("series", [])
    return series


def _in_another_order(rows: Sequence[Any]) -> list[Any]:
    return random.Random(len(rows)).sample(rows, len(rows))


def question(release: str, scene: Scene, uid: str, panel: Json) -> Json:
    """Return a question to the judge: the panel, and the frames that *release* would give it."""
    viewer = _opened(scene, uid).of_panel(panel)
    asked = statements(uid, panel, viewer)
    made: dict[str, list[Json]] = {}
    rows = 0
    for target in panel["targets"]:
        ref = target["refId"]
        if ref in asked:
            answer = scene.answer(asked[ref])
            rows += sum(len(series["values"]) for series in answer)
            made[ref] = frames(release, target, answer)
        else:
            made[ref] = evaluated(target, made)
    shown = [target["refId"] for target in panel["targets"] if not target.get("hide")]
    return {
        "panel": panel,
        "rows": rows,
        "frames": [frame for ref in shown for frame in made[ref]],
        "from": viewer.begin.timestamp() * 1000,
        "to": viewer.end.timestamp() * 1000,
        "timeZone": scene.zone,
    }


def _opened(scene: Scene, uid: str) -> Viewer:
    """Return a viewer of the time range that the dashboard opens with."""
    zone = ZoneInfo(scene.zone)
    begin, end = (
        _moment(dashboards()[uid]["time"][name], scene.now.astimezone(zone)) for name in ("from", "to")
    )
    return Viewer(begin, end, scene.now, zone=scene.zone)


def _moment(text: str, now: datetime) -> datetime:
    """Return a moment of Grafana's notation: `now`, `now/h`, `now-6M`, `now-30d/d`."""
    found = re.fullmatch(r"now(?:([+-]\d+)([hdwMy]))?(?:/([hd]))?", text)
    if found is None:
        raise ValueError(f"a time range that is not known here: {text}")
    number, unit, whole = found.groups()
    at = now + timedelta(days=int(number) * _DAYS[unit]) if number else now
    at = at.replace(minute=0, second=0, microsecond=0) if whole else at
    return at.replace(hour=0) if whole == "d" else at
