"""The comparison of the points of two builds."""

from tests.bench.points import compare

QUEUE = "queue,account=me lessons=1i,reviews=2i 10"
BEAT = "collector,account=me ok=1i,duration_seconds={} 10"


def test_the_same_lines_in_another_order_are_the_same_points() -> None:
    later = QUEUE.replace(" 10", " 20")
    (found,) = compare([QUEUE, later], [later, QUEUE])
    assert found.is_same
    assert found.identical == 2


def test_of_a_point_that_is_written_twice_the_later_line_counts() -> None:
    (found,) = compare([QUEUE.replace("2i", "3i"), QUEUE], [QUEUE])
    assert found.is_same


def test_another_value_and_a_new_field_are_counted_by_field() -> None:
    (found,) = compare([QUEUE], [QUEUE.replace("reviews=2i", "reviews=3i,streak=1i")])
    assert (found.identical, found.changed) == (0, 1)
    assert found.fields == {"reviews": 1, "streak": 1}
    assert "reviews=3i" in found.samples[0]


def test_another_order_of_the_same_fields_is_a_difference() -> None:
    (found,) = compare([QUEUE], ["queue,account=me reviews=2i,lessons=1i 10"])
    assert found.changed == 1


def test_points_of_one_build_alone_are_counted_apart() -> None:
    found = {each.measurement: each for each in compare([QUEUE], ["level,account=me level=3i 10"])}
    assert (found["queue"].removed, found["level"].added) == (1, 1)
    assert not found["queue"].is_same


def test_how_long_a_poll_took_is_not_compared_and_the_rest_of_its_line_is() -> None:
    (same,) = compare([BEAT.format("0.5")], [BEAT.format("0.25")])
    assert same.is_same
    (other,) = compare([BEAT.format("0.5")], [BEAT.format("0.25").replace("ok=1i", "ok=0i")])
    assert other.fields == {"ok": 1}
