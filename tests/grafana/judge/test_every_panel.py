"""Whatever a viewer of Grafana 13.2.3 or 9.5.21 sees of our dashboards is as it should be.

Transformations, names, units, colours and texts are made by Grafana's own data library, on frames of real
answers; see README.md here for what that leaves out.
"""

from collections.abc import Iterator

import pytest

from tests.grafana.judge.conftest import Look
from tests.grafana.judge.frames import OLD, RELEASES, TODAY
from tests.grafana.judge.judge import Seen
from tests.grafana.judge.rules import faults

LIFE = "four hundred days"
MIXED_UP = "four hundred days, rows in another order"
FIRST_DAYS = ("a beginner's first day", "the first poll of a long life")
FIRST_WEEKS = "the first weeks of projections"
NO_POLL = "no poll yet"
SCENES = (LIFE, MIXED_UP, *FIRST_DAYS, FIRST_WEEKS, NO_POLL)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("release", RELEASES)
def test_no_panel_has_a_fault(look: Look, release: str, scene: str) -> None:
    found = [f"{seen.uid}, {seen.title}: {fault}" for seen in look(release, scene) for fault in faults(seen)]
    assert not found, "\n".join(["", *found])


def _read(seen: Seen) -> dict[str, object]:
    """Return what is read: heads, texts, names and labels, but no colours."""
    values = [(value["name"], value["text"]) for value in seen.shown.get("values", ())]
    points = [
        (each["name"], [text for _, _, text in each["points"]]) for each in seen.shown.get("series", ())
    ]
    return {
        "message": seen.shown.get("message"),
        "heads": seen.heads,
        "texts": seen.texts,
        "values": values,
        "points": points,
        "labels": seen.shown.get("labels"),
    }


def _differences(some: list[Seen], others: list[Seen]) -> Iterator[str]:
    """Yield a sentence for each part of a panel that is read otherwise."""
    for one, other in zip(some, others, strict=True):
        for part, read in _read(one).items():
            if read != _read(other)[part]:
                yield f"{one.uid}, {one.title}, {part}: {read} and {_read(other)[part]}"


@pytest.mark.parametrize("release", RELEASES)
def test_no_panel_depends_on_the_order_in_which_the_server_gives_rows(look: Look, release: str) -> None:
    # InfluxDB 1.x gives the rows of a subquery over tags by tag, 2.x by time.
    found = list(_differences(look(release, LIFE), look(release, MIXED_UP)))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("scene", SCENES)
def test_both_versions_show_the_same(look: Look, scene: str) -> None:
    found = list(_differences(look(TODAY, scene), look(OLD, scene)))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("release", RELEASES)
def test_a_panel_without_data_says_why_and_nothing_else(look: Look, release: str) -> None:
    for seen in look(release, NO_POLL):
        sentence = seen.panel["fieldConfig"]["defaults"]["noValue"]
        said = (
            [seen.shown["message"]]
            if "message" in seen.shown
            else [each["text"] for each in seen.shown["values"]]
        )
        assert set(said) == {sentence}, seen.title
