"""The stages and their groups: the names learners use, from one list."""

from collector.core.stages import (
    COLOURS,
    DIVIDED_GROUPS,
    GROUPS,
    REVIEWED_GROUPS,
    REVIEWED_STAGES,
    STEPS,
    SrsStage,
    by_group,
)


def test_stages_carry_the_names_learners_use() -> None:
    assert [stage.label for stage in SrsStage] == [
        "lesson",
        "apprentice_1",
        "apprentice_2",
        "apprentice_3",
        "apprentice_4",
        "guru_1",
        "guru_2",
        "master",
        "enlightened",
        "burned",
    ]


def test_stages_are_grouped_as_learners_group_them() -> None:
    groups = [stage.group for stage in SrsStage]
    assert groups == ["lesson", *["apprentice"] * 4, *["guru"] * 2, "master", "enlightened", "burned"]


def test_the_lists_of_groups_are_those_of_the_stages() -> None:
    in_order = list(dict.fromkeys(stage.group for stage in SrsStage))
    assert list(COLOURS) == in_order == ["lesson", *GROUPS]
    assert {SrsStage(number).group for number in REVIEWED_STAGES} == set(REVIEWED_GROUPS)
    assert {SrsStage[step.upper()].group for step in STEPS} == set(DIVIDED_GROUPS)


def test_the_items_of_all_kinds_are_summed_by_group() -> None:
    assert by_group({}) == dict.fromkeys(COLOURS, 0)
    summed = by_group({"kanji": range(10), "radical": (1,) * 10})
    assert summed == {"lesson": 1, "apprentice": 14, "guru": 13, "master": 8, "enlightened": 9, "burned": 10}
