"""The calendar's colours hold in both themes, and for eyes that see no difference of red and green."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from collector.views.report import calendar

REPORT = Path(calendar.__file__).parent.parent
SHEETS = ("page.css", "calendar/calendar.css")
# What a colour becomes for eyes without cones for green (Machado, Oliveira and Fernandes, 2009, severity 1).
WITHOUT_GREEN = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
Colour = tuple[float, float, float]


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", css))


@pytest.fixture(params=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> dict[str, Colour]:
    """Every colour of a theme by its name, as linear light."""
    found: dict[str, str] = {}
    for sheet in SHEETS:
        light, dark, *_ = (
            (REPORT / sheet).read_text("utf-8").split("@media screen and (prefers-color-scheme: dark)")
        )
        found |= _colours(light) | (_colours(dark) if request.param == "dark" else {})
    return {name: _linear(text) for name, text in found.items()}


def _linear(text: str) -> Colour:
    parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def without_green(colour: Colour) -> Colour:
    """Return what a colour is for eyes without cones for green."""
    red, green, blue = (
        min(max(sum(share * part for share, part in zip(row, colour, strict=True)), 0.0), 1.0)
        for row in WITHOUT_GREEN
    )
    return red, green, blue


def _scale(colours: dict[str, Colour]) -> list[Colour]:
    return [colours["none"], *(colours[f"step-{number}"] for number in range(1, 6))]


def test_black_on_white_has_the_contrast_that_wcag_says() -> None:
    assert contrast(_linear("#000000"), _linear("#ffffff")) == pytest.approx(21)


def test_each_step_stands_out_from_the_next(colours: dict[str, Colour]) -> None:
    scale = _scale(colours)
    assert min(contrast(one, other) for one, other in pairwise(scale)) >= 1.4
    assert contrast(scale[1], scale[-1]) >= 4.5


def test_so_it_does_for_eyes_without_green(colours: dict[str, Colour]) -> None:
    scale = [without_green(colour) for colour in _scale(colours)]
    assert min(contrast(one, other) for one, other in pairwise(scale)) >= 1.4


def test_more_is_darker_in_the_light_and_lighter_in_the_dark(colours: dict[str, Colour]) -> None:
    light = [luminance(colour) for colour in _scale(colours)]
    assert light in (sorted(light), sorted(light, reverse=True))
    away_from_card = luminance(colours["card"])
    assert abs(light[-1] - away_from_card) > abs(light[0] - away_from_card)


@pytest.mark.parametrize("name", ["focus", "ink", "faint"])
def test_rings_outlines_and_hatching_can_be_seen(colours: dict[str, Colour], name: str) -> None:
    # WCAG 2.2, 1.4.11 and 2.4.13: 3 to 1. The rings lie on the card, beside the cell.
    assert contrast(colours[name], colours["card"]) >= 3
    assert contrast(colours[name], colours["none"]) >= 3
