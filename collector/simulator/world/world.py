"""The whole simulated service as one learner's account sees it: every move that changes it, in one place."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from collector.simulator.world import availability, editing, notes, resetting, studying, vacation
from collector.simulator.world.account_rows import (
    FREE,
    Assignment,
    Preferences,
    Reset,
    Review,
    Statistic,
    StudyMaterial,
    Subscription,
    Summary,
    User,
)
from collector.simulator.world.content import Subject, make_subjects
from collector.simulator.world.game_rules import APPRENTICE
from collector.simulator.world.levels import open_level
from collector.simulator.world.resetting import USUAL_RESET
from collector.simulator.world.state import State

_YEAR = timedelta(days=365)


class World:
    """One account from its first day, and every move that changes it.

    Same arguments and same moves, same rows to the microsecond: *seed* decides the made-up content and the
    user's id. The learner signs up at *begins*; level 1 is open at once. A move that the real service would
    refuse raises `NotAllowed`; the module of each move says when. The rows are those of *state*.
    """

    def __init__(  # noqa: PLR0913 - what makes one account differ from another
        self,
        begins: datetime,
        *,
        seed: int = 1,
        levels: int = 60,
        per_level: int = 155,
        username: str = "pretend-learner",
        level_granted: int = 60,
    ) -> None:
        user = _new_user(begins.astimezone(UTC), seed, username, level_granted)
        self.state = State(begins, make_subjects(seed, levels, per_level), user)
        open_level(self.state, 1)
        self.user = self.state.user
        self.subjects = self.state.subjects
        self.assignments = self.state.assignments
        self.statistics = self.state.statistics
        self.progressions = self.state.progressions
        self.resets = self.state.resets
        self.study_materials = self.state.study_materials

    # Time and reads

    @property
    def now(self) -> datetime:
        """The service's own time, aware, in UTC."""
        return self.state.now

    @property
    def reviews(self) -> list[Review]:
        """The truth about every finished review, in order."""
        return self.state.reviews

    def advance(self, to: datetime) -> None:
        """Let time pass until *to*; it never goes back. Raises `ValueError` without a time zone."""
        self.state.advance(to)

    def assignment(self, subject_id: int) -> Assignment | None:
        """Return the subject's assignment; None if it was never unlocked."""
        return self.state.assignment(subject_id)

    def statistic(self, subject_id: int) -> Statistic | None:
        """Return the subject's review statistic; None if it never had a lesson."""
        return self.state.statistic(subject_id)

    def of_level(self, level: int) -> list[Subject]:
        """Return the subjects that are in *level* now, hidden ones included."""
        return self.state.subjects_of_level(level)

    def apprentices(self) -> int:
        """Return how many items are in the stages 1–4, hidden ones included."""
        return self.state.count_in_stages(APPRENTICE)

    def reviewable(self, subject_id: int) -> bool:
        """Return True if the learner can review the subject now."""
        return availability.reviewable(self.state, subject_id)

    def startable(self, subject_id: int) -> bool:
        """Return True if the learner can do the subject's lesson now."""
        return availability.startable(self.state, subject_id)

    def due(self) -> list[int]:
        """Return the subjects that can be reviewed now, the longest waiting first."""
        return availability.due(self.state)

    def count_due(self) -> int:
        """Return how many reviews have come due, including those that cannot be done now."""
        return availability.count_due(self.state)

    def lessons(self) -> list[int]:
        """Return the subjects whose lesson can be done now, in WaniKani's order."""
        return availability.lessons(self.state)

    def summary(self) -> Summary:
        """Return what `/summary` reports now."""
        return availability.summary(self.state)

    def last_change(self) -> datetime:
        """Return the latest stamp of what decides the summary."""
        return self.state.last_change()

    # Lessons, reviews and study materials

    def start(self, subject_id: int, started_at: datetime | None = None) -> None:
        """Do the lesson of a subject, now or at the *started_at* of a late upload."""
        studying.start(self.state, subject_id, started_at)

    def review(
        self,
        subject_id: int,
        meaning_wrong: int = 0,
        reading_wrong: int = 0,
        *,
        created_at: datetime | None = None,
    ) -> Review:
        """Finish a review after so many wrong answers, now or at the *created_at* of a late upload."""
        return studying.review(self.state, subject_id, meaning_wrong, reading_wrong, created_at=created_at)

    def resurrect(self, subject_id: int) -> None:
        """Bring a burned item back to stage 1."""
        studying.resurrect(self.state, subject_id)

    def add_study_material(
        self,
        subject_id: int,
        meaning_note: str | None = None,
        reading_note: str | None = None,
        meaning_synonyms: Sequence[str] = (),
    ) -> StudyMaterial:
        """Create the study material of a subject."""
        return notes.add_study_material(self.state, subject_id, meaning_note, reading_note, meaning_synonyms)

    def edit_study_material(
        self,
        material: StudyMaterial,
        *,
        meaning_note: str | None,
        reading_note: str | None,
        meaning_synonyms: Sequence[str],
    ) -> None:
        """Replace all of *material*'s notes and synonyms."""
        notes.edit_study_material(
            self.state,
            material,
            meaning_note=meaning_note,
            reading_note=reading_note,
            meaning_synonyms=meaning_synonyms,
        )

    # Resets and vacations

    def request_reset(self, target_level: int) -> Reset:
        """Request a reset to *target_level*; nothing else happens yet."""
        return resetting.request_reset(self.state, target_level)

    def confirm_reset(self) -> Reset:
        """Confirm the reset requested last; no item changes yet."""
        return resetting.confirm_reset(self.state)

    def carry_out_reset(self, takes: timedelta = USUAL_RESET) -> Reset:
        """Reset everything from the target level on, *takes* after the confirmation."""
        return resetting.carry_out_reset(self.state, takes)

    def begin_vacation(self) -> None:
        """Start a vacation now."""
        vacation.begin_vacation(self.state)

    def clear_due_times(self) -> None:
        """Set `available_at` to null for the rest of the vacation."""
        vacation.clear_due_times(self.state)

    def end_vacation(self) -> None:
        """Return from vacation now: all due times shift by the time away."""
        vacation.end_vacation(self.state)

    # Changes other than study: edits, billing, the profile

    def hide(self, subject_id: int) -> None:
        """Hide the learner's assignment, statistic and study material of a subject."""
        editing.hide(self.state, subject_id)

    def show(self, subject_id: int) -> None:
        """Undo `hide`."""
        editing.show(self.state, subject_id)

    def hide_subject(self, subject_id: int) -> None:
        """Take a subject out of the curriculum."""
        editing.hide_subject(self.state, subject_id)

    def move_subject(self, subject_id: int, level: int) -> None:
        """Move a subject to another level."""
        editing.move_subject(self.state, subject_id, level)

    def touch(self, subject_ids: Iterable[int]) -> None:
        """Give the rows of *subject_ids* the same new stamp, and change nothing else."""
        editing.touch(self.state, subject_ids)

    def add_subject(self, kind: str = "vocabulary", level: int = 1) -> int:
        """Add a subject to *level* and return its id."""
        return editing.add_subject(self.state, kind, level)

    def set_subscription(
        self,
        active: bool,
        type: str,  # noqa: A002
        max_level_granted: int,
        period_ends_at: datetime | None = None,
    ) -> None:
        """Change what the learner pays for."""
        editing.set_subscription(self.state, Subscription(active, type, max_level_granted, period_ends_at))

    def end_subscription(self) -> None:
        """Let the subscription lapse: only the levels that are free can be studied from now on."""
        editing.set_subscription(self.state, FREE)

    def set_preferences(self, preferences: Preferences) -> None:
        """Set the preferences of the account."""
        editing.set_preferences(self.state, preferences)

    def rename(self, username: str) -> None:
        """Give the account another name."""
        editing.rename(self.state, username)


def _new_user(at: datetime, seed: int, username: str, level_granted: int) -> User:
    return User(
        id=UUID(int=Random(seed).getrandbits(128), version=4),  # noqa: S311 - chance, not secrets
        username=username,
        level=1,
        started_at=at,
        changed_at=at,
        subscription=Subscription(
            active=True, type="recurring", max_level_granted=level_granted, period_ends_at=at + _YEAR
        ),
    )
