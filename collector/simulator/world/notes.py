"""Study materials: the learner's notes and synonyms, one row a subject, whether it is unlocked or not.

Source: the API documentation, "Study Materials".
"""

from collections.abc import Sequence

from collector.simulator.world.account_rows import NotAllowed, StudyMaterial
from collector.simulator.world.state import State


def add_study_material(
    state: State,
    subject_id: int,
    meaning_note: str | None = None,
    reading_note: str | None = None,
    meaning_synonyms: Sequence[str] = (),
) -> StudyMaterial:
    """Create the study material of a subject. Raises `NotAllowed` when it has one already."""
    if state.study_material(subject_id) is not None:
        raise NotAllowed(f"subject {subject_id} has a study material already")
    subject = state.subjects[subject_id]
    assignment = state.assignment(subject_id)
    at = state.write_stamp()
    material = StudyMaterial(
        id=state.study_materials.next_id(),
        subject_id=subject_id,
        subject_type=subject.kind,
        created_at=at,
        changed_at=at,
        meaning_note=meaning_note,
        reading_note=reading_note,
        meaning_synonyms=tuple(meaning_synonyms),
        hidden=subject.hidden_at is not None or (assignment is not None and assignment.hidden),
    )
    state.add_study_material(material)
    return material


def edit_study_material(
    state: State,
    material: StudyMaterial,
    *,
    meaning_note: str | None,
    reading_note: str | None,
    meaning_synonyms: Sequence[str],
) -> None:
    """Replace all of *material*'s notes and synonyms; the same once more is no change."""
    before = (material.meaning_note, material.reading_note, material.meaning_synonyms)
    if before == (meaning_note, reading_note, tuple(meaning_synonyms)):
        return
    material.meaning_note = meaning_note
    material.reading_note = reading_note
    material.meaning_synonyms = tuple(meaning_synonyms)
    state.study_materials.stamp(material, state.write_stamp())
