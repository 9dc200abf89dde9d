"""Mnemonics as WaniKani builds them: of the names of the parts, with its markup."""

import re

from collector.simulator.world.content import make_subjects
from collector.simulator.world.mnemonics import meaning_mnemonic, reading_mnemonic

SUBJECTS = {subject.id: subject for subject in make_subjects(levels=12, per_level=50)}
TAGS = {"kana_vocabulary": "vocabulary"}


def test_every_mnemonic_names_its_subject_and_those_it_is_made_of_as_they_are_called() -> None:
    for subject in SUBJECTS.values():
        told = meaning_mnemonic(subject)
        assert f"<{TAGS.get(subject.kind, subject.kind)}>{subject.meaning}" in told
        for part in (SUBJECTS[component] for component in subject.components):
            assert f"<{part.kind}>{part.meaning}</{part.kind}>" in told


def test_what_is_read_has_a_sound() -> None:
    for subject in SUBJECTS.values():
        if subject.reading:
            told = reading_mnemonic(subject)
            assert f"<ja>{subject.reading}</ja>" in told
            assert re.search(r"<reading>[a-z]+</reading>", told)


def test_now_and_then_a_tag_is_not_closed_as_in_the_real_ones() -> None:
    told = [meaning_mnemonic(subject) for subject in SUBJECTS.values()]
    unclosed = [one for one in told if one.count("</") < one.count("<") / 2]
    assert 0 < len(unclosed) < len(told) / 20


def test_neighbouring_subjects_have_different_mnemonics() -> None:
    endings = {meaning_mnemonic(subject)[-40:] for subject in SUBJECTS.values()}
    assert len(endings) == 4
