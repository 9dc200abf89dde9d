"""WaniKani's markup becomes marks; whatever else looks like markup stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.views.lookup.markup import Span, paragraphs

TAGS = ("radical", "kanji", "vocabulary", "reading", "meaning", "ja", "b", "strong", "i", "em")


@pytest.mark.parametrize("tag", TAGS)
def test_every_tag_marks_what_it_encloses(tag: str) -> None:
    assert paragraphs(f"a <{tag}>水</{tag}> b") == [[Span("a ", ()), Span("水", (tag,)), Span(" b", ())]]


def test_tags_within_tags_mark_together() -> None:
    assert paragraphs("<kanji>a <ja>水</ja></kanji>b") == [
        [Span("a ", ("kanji",)), Span("水", ("kanji", "ja")), Span("b", ())]
    ]


@pytest.mark.parametrize(
    "text", ["a <kanji>b", "a b</kanji>", "</ja>a b", "a <radical>b</kanji>", "a </b></b><b>b"]
)
def test_tags_without_their_other_half_mark_nothing(text: str) -> None:
    (spans,) = paragraphs(text)
    assert "".join(span.text for span in spans) == "a b"
    assert {span.marks for span in spans} == {()}


def test_a_tag_that_is_opened_twice_ends_where_it_is_closed() -> None:
    (spans,) = paragraphs("<kanji>a<kanji>b</kanji>c")
    assert [span.text for span in spans if span.strong] == ["a", "b"]
    assert spans[-1] == Span("c", ())


def test_paragraphs_end_with_lines_and_empty_ones_are_none() -> None:
    found = paragraphs("one\r\n\r\n<b>two\nthree</b>\n \n")
    assert ["".join(span.text for span in spans) for spans in found] == ["one", "two", "three"]
    assert all(span.strong for spans in found[1:] for span in spans)


def test_what_a_terminal_would_obey_is_left_out() -> None:
    assert paragraphs("a\x1b[31mb\x07\x9b") == [[Span("a[31mb", ())]]


PIECES = st.sampled_from(["<", ">", "x", "水", "<b>", "</b>", "<ja>", "</ja>", "<script>", "\n"])


@given(st.lists(PIECES).map("".join))
def test_no_text_is_lost_but_the_tags(text: str) -> None:
    shown = "".join(span.text for spans in paragraphs(text) for span in spans)
    for tag in ("<b>", "</b>", "<ja>", "</ja>", "\n"):
        text = text.replace(tag, "")
    assert shown == text
