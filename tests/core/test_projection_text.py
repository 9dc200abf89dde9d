"""A projection goes through text, between processes and into the state, and comes out as it was."""

import pytest
from hypothesis import given, settings

from collector.core.projection import Projection
from collector.core.projection_text import from_text, to_text
from tests.storage.any_record import any_record

ANY = any_record(Projection)


@settings(max_examples=50)
@given(projection=ANY)
def test_it_comes_out_as_it_was(projection: Projection) -> None:
    assert from_text(to_text(projection)) == projection


@settings(max_examples=20)
@given(projection=ANY)
def test_it_is_one_line_that_every_encoding_has(projection: Projection) -> None:
    text = to_text(projection)
    assert text.isascii()
    assert "\n" not in text


@settings(max_examples=20)
@given(projection=ANY)
def test_what_was_cut_off_is_refused(projection: Projection) -> None:
    text = to_text(projection)
    for end in range(0, len(text), max(1, len(text) // 20)):
        with pytest.raises(ValueError, match=r"\w"):
            from_text(text[:end])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '"Killed"',
        "Traceback (most recent call last):",
        to_text(Projection(0, "UTC", 1, "", None, ())).replace("null", "3"),  # type: ignore[arg-type]
        to_text(Projection(0, "UTC", 1, "", None, ())).replace("[]", '[{"label":"x"}]'),  # type: ignore[arg-type]
        "[" * 100_000,
    ],
)
def test_an_invalid_projection_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_text(text)
