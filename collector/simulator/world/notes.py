"""What the learner notes down about subjects."""

from collections.abc import Sequence

from collector.simulator.world.rows import NotAllowed, StudyMaterial
from collector.simulator.world.state import State


class Notes(State):
    """Study materials: notes and synonyms, one row a subject, whether it is unlocked or not."""

    def add_study_material(
        self,
        subject_id: int,
        meaning_note: str | None = None,
        reading_note: str | None = None,
        meaning_synonyms: Sequence[str] = (),
    ) -> StudyMaterial:
        """Begin to note something down about a subject; `NotAllowed` when that was done before."""
        if subject_id in self._material_of:
            raise NotAllowed(f"subject {subject_id} has a study material already")
        subject, assignment, at = (
            self.subjects[subject_id],
            self._assignment_of.get(subject_id),
            self._write(),
        )
        material = StudyMaterial(
            self.study_materials.next_id(),
            subject_id,
            subject.kind,
            created_at=at,
            changed_at=at,
            meaning_note=meaning_note,
            reading_note=reading_note,
            meaning_synonyms=tuple(meaning_synonyms),
            hidden=subject.hidden_at is not None or (assignment is not None and assignment.hidden),
        )
        self._material_of[subject_id] = self.study_materials.add(material)
        return material

    def edit_study_material(
        self,
        material: StudyMaterial,
        meaning_note: str | None,
        reading_note: str | None,
        meaning_synonyms: Sequence[str],
    ) -> None:
        """Replace everything noted down in *material*; the same once more is no change."""
        before = (material.meaning_note, material.reading_note, material.meaning_synonyms)
        if before == (meaning_note, reading_note, tuple(meaning_synonyms)):
            return
        material.meaning_note = meaning_note
        material.reading_note = reading_note
        material.meaning_synonyms = tuple(meaning_synonyms)
        self.study_materials.stamp(material, self._write())
