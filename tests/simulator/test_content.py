from collections import Counter

from collector.simulator.world.content import Shares, make_subjects


def test_sixty_levels_have_about_as_many_subjects_as_the_real_ones() -> None:
    subjects = make_subjects()
    kinds = Counter(subject.kind for subject in subjects)
    assert len(subjects) == 9300
    assert kinds == {"radical": 540, "kanji": 2100, "vocabulary": 6600, "kana_vocabulary": 60}


def test_every_level_has_every_kind_however_small_it_is() -> None:
    for per_level in (1, 4, 10, 50):
        kinds = {(s.level, s.kind) for s in make_subjects(levels=2, per_level=per_level)}
        assert len(kinds) == 8


def test_ids_are_unique_and_in_order_and_levels_run_within_each_kind() -> None:
    subjects = make_subjects(levels=5, per_level=40)
    assert [subject.id for subject in subjects] == list(range(1, len(subjects) + 1))
    kanji = [subject.level for subject in subjects if subject.kind == "kanji"]
    assert kanji == sorted(kanji)


def test_positions_within_a_level_are_a_plain_count() -> None:
    subjects = make_subjects(levels=3, per_level=40)
    positions = sorted(subject.lesson_position for subject in subjects if subject.level == 2)
    assert positions == list(range(40))


def test_kanji_are_made_of_radicals_and_words_of_kanji_never_of_a_later_level() -> None:
    subjects = {subject.id: subject for subject in make_subjects(levels=8, per_level=50)}
    part_of = {"kanji": "radical", "vocabulary": "kanji"}
    for subject in subjects.values():
        assert bool(subject.components) == (subject.kind in part_of)
        for part in (subjects[component] for component in subject.components):
            assert part.kind == part_of[subject.kind]
            assert part.level <= subject.level
            assert subject.id in part.amalgamations


def test_a_word_is_written_with_its_kanji() -> None:
    subjects = {subject.id: subject for subject in make_subjects(levels=3, per_level=50)}
    words = [subject for subject in subjects.values() if subject.kind == "vocabulary"]
    for word in words:
        kanji = "".join(subjects[part].slug for part in word.components)
        assert word.characters in {kanji, f"{kanji}{word.reading}"}


def test_no_two_words_are_written_alike() -> None:
    words = [subject.characters for subject in make_subjects() if subject.kind == "vocabulary"]
    assert len(set(words)) == len(words)


def test_some_radicals_have_no_character_but_every_one_has_a_slug() -> None:
    radicals = [subject for subject in make_subjects() if subject.kind == "radical"]
    drawn = [radical for radical in radicals if radical.characters is None]
    assert 0 < len(drawn) < len(radicals) / 5
    assert all(radical.slug for radical in radicals)
    assert len({radical.slug for radical in radicals}) == len(radicals)


def test_meanings_are_all_different() -> None:
    subjects = make_subjects()
    assert len({subject.meaning for subject in subjects}) == len(subjects)


def test_the_seed_decides_the_relations() -> None:
    assert make_subjects(seed=4, levels=3) == make_subjects(seed=4, levels=3)
    assert make_subjects(seed=4, levels=3) != make_subjects(seed=5, levels=3)


def test_a_level_is_never_larger_than_asked_for() -> None:
    for per_level in range(4, 200):
        shares = Shares.of(per_level)
        assert shares.radicals + shares.kanji + shares.vocabulary + shares.kana == per_level
