"""The content: made-up subjects, related as WaniKani's are; nothing of its copyrighted lessons."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from collector.simulator.world import made_up_words
from collector.simulator.world.game_rules import TWO_PART_KINDS, system_of

# Before any account: the oldest rows of the real service are from 2012 and end in .000000Z.
PUBLISHED = datetime(2012, 2, 27, 18, tzinfo=UTC)

# One radical in eleven has no character, only an image.
_RADICALS_PER_DRAWN_ONE = 11


@dataclass(slots=True)
class Subject:
    """One thing to learn. *components* must be passed before it unlocks; *amalgamations* wait for it."""

    id: int
    kind: str
    level: int
    lesson_position: int
    characters: str | None
    slug: str
    meaning: str
    reading: str | None
    system: int
    created_at: datetime
    changed_at: datetime
    components: tuple[int, ...] = ()
    amalgamations: list[int] = field(default_factory=list)
    hidden_at: datetime | None = None


@dataclass(frozen=True)
class Shares:
    """The number of subjects of each kind in a level."""

    radicals: int
    kanji: int
    vocabulary: int
    kana: int

    @classmethod
    def of(cls, per_level: int) -> "Shares":
        """Divide a level as WaniKani's sixty levels are on average; every kind occurs."""
        radicals = max(1, round(per_level * 0.055))
        kanji = max(1, round(per_level * 0.225))
        kana = max(1, round(per_level * 0.008))
        return cls(radicals, kanji, max(1, per_level - radicals - kanji - kana), kana)

    def places(self, levels: int) -> "dict[str, list[Place]]":
        """Return the places of each kind: ids run kind by kind, positions within each level likewise."""
        places: dict[str, list[Place]] = {}
        next_id = 1
        position = 0
        for kind, a_level in asdict(self).items():
            spots = [(level, position + n) for level in range(1, levels + 1) for n in range(a_level)]
            places[kind] = [Place(next_id + n, *spot) for n, spot in enumerate(spots)]
            next_id = next_id + len(spots)
            position = position + a_level
        return places


class Place(NamedTuple):
    """The place of a subject in the curriculum; *position* counts from 0 in its level."""

    id: int
    level: int
    position: int


def make_subjects(seed: int = 1, levels: int = 60, per_level: int = 155) -> list[Subject]:
    """Return all subjects, ordered by id; about *per_level* in each level, the same for the same *seed*."""
    shares = Shares.of(per_level)
    random = Random(seed)  # noqa: S311 - chance, not secrets
    places = shares.places(levels)
    radicals = [_radical(number, place) for number, place in enumerate(places["radicals"])]
    kanji = [_kanji(number, place) for number, place in enumerate(places["kanji"])]
    vocabulary = [_word("vocabulary", place) for place in places["vocabulary"]]
    for one in kanji:
        one.components = _pick_parts(
            radicals, one.level, random, a_level=shares.radicals, count=1 + random.randrange(3)
        )
    taken: set[str] = set()
    for one in vocabulary:
        one.components = _pick_parts(
            kanji, one.level, random, a_level=shares.kanji, count=1 + random.randrange(2)
        )
        _write_with(one, kanji, taken)
    subjects = [*radicals, *kanji, *vocabulary, *(_word("kana_vocabulary", at) for at in places["kana"])]
    _link(subjects)
    return subjects


def new_subject(place: Place, kind: str, at: datetime) -> Subject:
    """Return a subject added to a running service, of any *kind*; nothing has to be passed before it."""
    subject = _word(kind, place)
    subject.created_at = subject.changed_at = at
    return subject


def _radical(number: int, place: Place) -> Subject:
    drawn = number % _RADICALS_PER_DRAWN_ONE == _RADICALS_PER_DRAWN_ONE - 1
    radical = _subject(place, "radical", None if drawn else made_up_words.radical_character(number), None)
    radical.slug = radical.meaning.replace(" ", "-")
    return radical


def _kanji(number: int, place: Place) -> Subject:
    return _subject(place, "kanji", made_up_words.kanji_character(number), made_up_words.reading(place.id))


def _word(kind: str, place: Place) -> Subject:
    kana = made_up_words.reading(place.id)
    return _subject(place, kind, kana, kana if kind in TWO_PART_KINDS else None)


def _write_with(word: Subject, kanji: list[Subject], taken: set[str]) -> None:
    """Write a word with the characters of its kanji, and with kana after them where that is *taken*."""
    first_id = kanji[0].id
    written = "".join(kanji[part - first_id].slug for part in word.components)
    if written in taken:
        written += word.reading or ""
    taken.add(written)
    word.characters = word.slug = written


def _pick_parts(
    parts: list[Subject], level: int, random: Random, *, a_level: int, count: int
) -> tuple[int, ...]:
    """Pick *count* of *parts* (*a_level* in each) up to *level*, mostly with one of *level* itself."""
    up_to = level * a_level
    first = random.randrange(up_to - a_level if random.random() < 0.6 else 0, up_to)
    others = (random.randrange(up_to) for _ in range(count - 1))
    return tuple(dict.fromkeys(parts[number].id for number in (first, *others)))


def _subject(place: Place, kind: str, characters: str | None, reading: str | None) -> Subject:
    published_at = PUBLISHED + timedelta(seconds=place.id)
    return Subject(
        id=place.id,
        kind=kind,
        level=place.level,
        lesson_position=place.position,
        characters=characters,
        slug=characters or str(place.id),
        meaning=made_up_words.meaning(place.id),
        reading=reading,
        system=system_of(place.level),
        created_at=published_at,
        changed_at=published_at,
    )


def _link(subjects: list[Subject]) -> None:
    """Fill in the amalgamations of every component."""
    by_id = {subject.id: subject for subject in subjects}
    for subject in subjects:
        for component in subject.components:
            by_id[component].amalgamations.append(subject.id)
