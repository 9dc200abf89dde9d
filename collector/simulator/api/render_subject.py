"""Subjects as WaniKani writes them into JSON: all documented fields, with made-up text of real length."""

from collections.abc import Callable
from urllib.parse import quote

from collector.simulator.api.render import instant, optional_instant
from collector.simulator.http.json_text import Json
from collector.simulator.world.content import Subject
from collector.simulator.world.mnemonics import meaning_mnemonic, reading_mnemonic
from collector.simulator.world.voices import VOICE_ACTORS, VoiceActor

_SITE = "https://www.wanikani.com"
# Words of both kinds have their pages in one place; every other kind has its own.
_PAGES = {"radical": "radicals", "kana_vocabulary": "vocabulary"}
_AUDIO_FORMS = (("webm", "audio/webm"), ("mp3", "audio/mpeg"))
_FILES = "https://files.wanikani.com"

_HINT = "Look at the parts once more, and say the word out loud before you go on."


def subject(row: Subject) -> Json:
    """Return the `data` of a subject; one of an unknown kind has the fields that all kinds share."""
    return {**_shared(row), **_OF_KIND.get(row.kind, _nothing_more)(row)}


def _shared(row: Subject) -> Json:
    return {
        "created_at": instant(row.created_at),
        "level": row.level,
        "slug": row.slug,
        "hidden_at": optional_instant(row.hidden_at),
        "document_url": f"{_SITE}/{_PAGES.get(row.kind, row.kind)}/{quote(row.slug)}",
        "characters": row.characters,
        "meanings": _meanings(row),
        "auxiliary_meanings": _auxiliary_meanings(row),
        "meaning_mnemonic": meaning_mnemonic(row),
        "lesson_position": row.lesson_position,
        "spaced_repetition_system_id": row.system,
    }


def _meanings(row: Subject) -> list[Json]:
    """Return the meaning, and for every third subject a second one that is not the primary one."""
    meanings: list[Json] = [{"meaning": row.meaning.title(), "primary": True, "accepted_answer": True}]
    if row.id % 3 == 0:
        meanings.append(
            {"meaning": f"The {row.meaning.title()}", "primary": False, "accepted_answer": row.id % 2 == 0}
        )
    return meanings


def _auxiliary_meanings(row: Subject) -> list[Json]:
    """Return what is accepted, or refused, besides; many subjects have nothing there."""
    type_ = ("whitelist", "blacklist", None, None)[row.id % 4]
    return [{"type": type_, "meaning": row.meaning.split()[-1]}] if type_ else []


def _radical(row: Subject) -> Json:
    return {"amalgamation_subject_ids": row.amalgamations, "character_images": [_image(row)]}


def _kanji(row: Subject) -> Json:
    return {
        "readings": [
            _reading(row.reading, "onyomi", primary=True),
            # Most kanji have a second one that the lesson does not ask for.
            *([_reading(f"{row.reading}る", "kunyomi", primary=False)] if row.id % 4 else []),
        ],
        "component_subject_ids": list(row.components),
        "amalgamation_subject_ids": row.amalgamations,
        "visually_similar_subject_ids": [],
        "meaning_hint": _HINT,
        "reading_mnemonic": reading_mnemonic(row),
        "reading_hint": _HINT,
    }


def _reading(reading: str | None, kind: str, *, primary: bool) -> Json:
    return {"type": kind, "primary": primary, "reading": reading, "accepted_answer": primary}


def _vocabulary(row: Subject) -> Json:
    return {
        **_kana_vocabulary(row),
        "readings": [{"primary": True, "reading": row.reading, "accepted_answer": True}],
        "component_subject_ids": list(row.components),
        "reading_mnemonic": reading_mnemonic(row),
    }


def _kana_vocabulary(row: Subject) -> Json:
    return {
        "parts_of_speech": ["noun"],
        "context_sentences": [{"en": f"This is a {row.meaning}.", "ja": f"これは{row.characters}です。"}],
        "pronunciation_audios": [
            _audio(row, speaker, *form) for speaker in VOICE_ACTORS for form in _AUDIO_FORMS
        ],
    }


def _nothing_more(_: Subject) -> Json:
    return {}


def _image(row: Subject) -> Json:
    return {
        "url": f"{_FILES}/{row.slug}.svg",
        "metadata": {"inline_styles": True},
        "content_type": "image/svg+xml",
    }


def _audio(row: Subject, speaker: VoiceActor, ending: str, content_type: str) -> Json:
    source = row.id * len(VOICE_ACTORS) + speaker.id
    return {
        "url": f"{_FILES}/{source}.{ending}",
        "metadata": {
            "gender": speaker.gender,
            "source_id": source,
            "pronunciation": row.reading or row.characters,
            "voice_actor_id": speaker.id,
            "voice_actor_name": speaker.name,
            "voice_description": speaker.description,
        },
        "content_type": content_type,
    }


_OF_KIND: dict[str, Callable[[Subject], Json]] = {
    "radical": _radical,
    "kanji": _kanji,
    "vocabulary": _vocabulary,
    "kana_vocabulary": _kana_vocabulary,
}
