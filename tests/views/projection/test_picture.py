"""The picture is one sound SVG that needs nothing else, with everything on the same scale."""

import re
from datetime import timedelta
from xml.etree import ElementTree

from collector.core.projection import Projection
from collector.views.projection.picture import picture
from tests.views.projection.made import TODAY, outcome, projection, without_grounds

SVG = "{http://www.w3.org/2000/svg}"
SCHEDULED = {TODAY + timedelta(days=ahead): 70 for ahead in range(1, 15)}


def drawn(made: Projection) -> ElementTree.Element:
    return ElementTree.fromstring(picture(made, SCHEDULED))


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text")]


def of_kind(svg: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [each for each in svg.iter() if each.get("class") == kind]


def test_each_way_to_go_on_has_its_band_its_middle_and_what_is_scheduled() -> None:
    svg = drawn(projection(paces=(5, 20)))
    assert [len(of_kind(svg, kind)) for kind in ("band", "middle")] == [3, 3]
    # Two weeks have something scheduled.
    assert len(of_kind(svg, "bar")) == 3 * 2
    assert "20 lessons a day: 300 reviews and 45 minutes a day" in texts(svg)
    assert "level 13 about 27 November · level 60 about October 2027 (Sep–Nov 2027)" in texts(svg)


def test_twice_the_reviews_are_drawn_twice_as_high() -> None:
    svg = drawn(projection(paces=(10, 20)))
    zeros = [float(line.get("y1", "")) for line in of_kind(svg, "grid")[::3]]
    firsts = [float(line.get("points", "").split()[0].split(",")[1]) for line in of_kind(svg, "middle")]
    heights = [zero - first for zero, first in zip(zeros, firsts, strict=True)]
    assert abs(heights[2] / heights[1] - 2) < 0.05


def test_the_band_is_that_of_weeks_which_is_narrower_than_that_of_days() -> None:
    svg = drawn(projection(paces=()))
    zero = float(of_kind(svg, "grid")[0].get("y1", ""))
    (middle,), (band,) = of_kind(svg, "middle"), of_kind(svg, "band")

    def heights(shape: ElementTree.Element) -> list[float]:
        return [zero - float(point.split(",")[1]) for point in shape.get("points", "").split()]

    upper, lower = heights(band)[:52], heights(band)[:51:-1]
    # A week's band is a tenth to both sides, a day's is a fifth and more.
    for high, at, low in zip(upper, heights(middle), lower, strict=True):
        assert abs(high / at - 1.1) < 0.02
        assert abs(low / at - 0.9) < 0.02


def test_nothing_is_outside_the_picture() -> None:
    svg = drawn(projection())
    width, height = float(svg.get("width", "")), float(svg.get("height", ""))
    points = re.findall(r"([\d.]+),([\d.]+)", " ".join(each.get("points", "") for each in svg.iter()))
    assert points
    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in points)
    for text in svg.iter(f"{SVG}text"):
        assert 0 < float(text.get("x", "")) < width
        assert 0 < float(text.get("y", "")) < height


def test_it_asks_for_nothing_from_elsewhere_and_holds_no_markup_of_a_name() -> None:
    made = projection(paces=())
    nasty = outcome("<script>alert(1)</script>", 5, 5, TODAY, 12)
    text = picture(Projection(made.at, made.zone, 12, "", made.grounds, (nasty,)), {})
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"href|url\(|@import", text)


def test_without_grounds_it_says_why_it_is_empty() -> None:
    svg = drawn(without_grounds("Too few reviews."))
    assert "Too few reviews." in texts(svg)
    assert not of_kind(svg, "band")
