"""Each format shows each mnemonic once, and nothing that WaniKani writes is markup in it."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.cli.commands.lookup_tree import tree_lines
from collector.core.kinds import KINDS
from collector.views.lookup.cards import as_cards
from collector.views.lookup.entries import NOTICE, Lookup
from collector.views.lookup.markdown import as_markdown
from collector.views.lookup.page import page
from tests.views.lookup.made import hostile, looked_up


def tree(lookup: Lookup) -> str:
    return "".join(f"{line.plain}\n" for line in tree_lines(lookup, None))


def markdown(lookup: Lookup) -> str:
    return "".join(as_markdown(lookup))


def cards(lookup: Lookup) -> str:
    return "".join(as_cards(lookup))


FORMATS: list[Callable[[Lookup], str]] = [tree, markdown, page, cards]
EVERY = pytest.mark.parametrize("shown", FORMATS, ids=["tree", "markdown", "html", "anki"])
INJECTION = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' & **x** [a](javascript:b) `c`"


class Elements(HTMLParser):
    """Collects the elements of a page and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@EVERY
def test_each_mnemonic_is_there_exactly_once(shown: Callable[[Lookup], str]) -> None:
    text = shown(looked_up("水", "一水", "水目"))
    for subject in (1, 2, 3, 4, 5, 6, 8):
        assert len(re.findall(rf"story {subject}\.", text)) == 1
        assert len(re.findall(rf"end {subject}\.", text)) == 1
    assert len(re.findall(r"sound 3\.", text)) == 1


@EVERY
def test_meaning_reading_level_and_stage_are_there(shown: Callable[[Lookup], str]) -> None:
    text = shown(looked_up("水", "一水"))
    assert "Water, Fluid" in text
    assert "すい" in text
    for stage in ("guru", "locked", "lesson", "burned"):
        assert stage in text
    assert "level 12" in text or "level-12" in text


@pytest.mark.parametrize("shown", FORMATS[:3], ids=["tree", "markdown", "html"])
def test_what_the_subscription_does_not_reach_says_so(shown: Callable[[Lookup], str]) -> None:
    assert "level 12, beyond your subscription" in shown(looked_up("一水", levels=3))
    assert "beyond" not in shown(looked_up("一水"))


@pytest.mark.parametrize("shown", FORMATS[:3], ids=["tree", "markdown", "html"])
def test_unknown_words_are_listed_with_what_is_similar(shown: Callable[[Lookup], str]) -> None:
    text = shown(looked_up("水一", "xyzzy"))
    assert "Not in WaniKani" in text
    assert "xyzzy" in text
    assert re.search("similar.*一水, 水, 〜水目", text)


@pytest.mark.parametrize("shown", FORMATS[1:], ids=["markdown", "html", "anki"])
def test_whose_the_mnemonics_are_is_said_in_what_can_be_passed_on(shown: Callable[[Lookup], str]) -> None:
    assert "Tofugu LLC" in NOTICE
    assert NOTICE in shown(looked_up("水"))


@pytest.mark.parametrize("text", [INJECTION, f"<kanji>{INJECTION}</kanji>", f"<em>{INJECTION}"])
def test_nothing_of_wanikanis_becomes_an_element_of_the_page(text: str) -> None:
    usual, found = Elements(page(looked_up("水"))), Elements(page(hostile(text)))
    assert found.tags <= usual.tags
    assert found.attributes <= usual.attributes
    assert found.text.count("<script>alert(1)</script>") == 4


@given(st.text("<>&\"'/=bimg kanji水\n", max_size=40))
def test_no_text_at_all_becomes_an_element(text: str) -> None:
    usual = Elements(page(looked_up("水")))
    assert Elements(page(hostile(text))).tags <= usual.tags


def test_the_page_needs_no_network_and_runs_no_script() -> None:
    text = page(looked_up("水"))
    assert "default-src 'none'" in unescape(text)
    assert "script-src" not in text
    assert "<script" not in text
    assert "http://" not in text
    assert "https://" not in text
    assert 'href="#subject-2"' in page(looked_up("一水"))


def test_the_page_has_a_colour_for_every_kind_and_for_both_items_and_parts() -> None:
    style = page(looked_up("水"))
    for kind in KINDS:
        assert len(re.findall(rf"^[^{{]*\.{kind}\b[^{{]*{{ --kind: #\w+; }}", style, re.MULTILINE)) == 1
    for shown in ("item", "part"):
        assert re.search(rf"^\.{shown} {{[^}}]*solid var\(--kind", style, re.MULTILINE)


def test_markdown_has_emphasis_and_no_markup_of_others() -> None:
    text = markdown(looked_up("水"))
    assert "Think of **Water**, story 3." in text
    assert "*Really*, end 3." in text
    told = markdown(hostile(INJECTION))
    assert "<" not in told.replace(NOTICE, "")
    assert r"\*\*x\*\* \[a\](javascript:b) \`c\`" in told


@pytest.mark.parametrize("text", ["- a", "+ a", "1. a", "2) a", "=== a"])
def test_no_paragraph_of_a_mnemonic_begins_a_list_of_markdown(text: str) -> None:
    lines = markdown(hostile(f"first\n{text}")).splitlines()
    assert text not in lines
    assert [line for line in lines if line.replace("\\", "") == text]


def test_a_note_a_subject_whose_fields_and_lines_stay_whole() -> None:
    text = cards(looked_up("水", "一水", "バス"))
    notes = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert {len(note) for note in notes} == {5}
    assert len({note[0] for note in notes}) == len(notes) == 7
    assert text.startswith("#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:5\n")
    assert "wanikani::kanji wanikani::level-01 wanikani::guru_1" in text
    assert cards(looked_up("水", "一水", "バス")) == text


def test_a_hostile_text_ends_no_field_of_a_note() -> None:
    (note,) = cards(hostile(f'{INJECTION}\t"\nx')).splitlines()[6:]
    assert len(note.split("\t")) == 5
    assert '"' not in note
    assert "<script" not in note


def test_a_tree_is_as_wide_as_the_terminal() -> None:
    lines = [line.plain for line in tree_lines(looked_up("水", "一水"), 40)]
    assert max(map(len, lines)) <= 40
    assert lines[0].startswith("水  vocabulary · Waters")
    assert any(line.startswith("└─ 水  kanji") for line in lines)
    assert any(line.startswith("   ├─ drop  radical") for line in lines)
    assert sum("see above" in line for line in " ".join(lines).split("  ")) >= 1
