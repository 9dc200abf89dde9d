"""A history is named as it is chosen, whatever characters its tags have."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from collector.importers.tag_sets import (
    TagSet,
    as_options,
    parse_listed_tags,
    parse_series_key,
    select,
    tag_set,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="=\0"), min_size=1, max_size=4)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
TAGS = st.dictionaries(st.one_of(st.sampled_from(["user", "host"]), NAMES), VALUES, max_size=3).map(tag_set)


def chosen_by(options: str, histories: list[TagSet]) -> list[TagSet]:
    """Return what the owner gets who copies *options* into a shell."""
    return select(histories, [text for text in shlex.split(options) if text != "--tag"])


@given(st.lists(TAGS, min_size=1, max_size=5, unique=True))
def test_the_options_that_are_listed_choose_the_history_that_they_stand_for(histories: list[TagSet]) -> None:
    for tags in histories:
        assert chosen_by(as_options(tags, histories), histories) == [tags]


ANNA, BEN, NOBODY = (("user", "anna"),), (("host", "pi"), ("user", r"it is,\ben=b")), ()


def test_a_tag_is_named_without_any_escaping() -> None:
    assert parse_series_key(r"host=pi,user=it\ is\,\ben\=b") == BEN
    assert select([ANNA, BEN, NOBODY], [r"user=it is,\ben=b"]) == [BEN]
    assert as_options(BEN, [BEN]) == r"--tag host=pi --tag 'user=it is,\ben=b'"


def test_the_untagged_history_can_be_chosen() -> None:
    assert select([ANNA, BEN, NOBODY], ["user="]) == [NOBODY]
    assert select([ANNA, BEN], ["user="]) == []
    assert as_options(NOBODY, [ANNA, BEN, NOBODY]) == "--tag host= --tag user="


def test_every_tag_that_is_named_must_fit() -> None:
    assert select([ANNA, BEN, NOBODY], ["user=anna", "host=pi"]) == []
    assert select([ANNA, BEN, NOBODY], ["host="]) == [ANNA, NOBODY]


def test_the_clients_column_of_tags_has_empty_values_and_commas_as_they_are() -> None:
    assert parse_listed_tags("host=,user=anna") == ANNA
    assert parse_listed_tags("host=pi,user=a b,c") == (("host", "pi"), ("user", "a b,c"))
    assert parse_listed_tags("host=,user=") == parse_listed_tags("") == NOBODY


def test_the_column_of_tags_may_be_escaped_as_the_server_itself_writes_it() -> None:
    escaped = parse_listed_tags(r"host=pi\,2,user=it\ is\,me\=you")
    assert escaped == (("host", "pi,2"), ("user", "it is,me=you"))
