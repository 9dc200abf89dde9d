"""Made-up mnemonics, built as WaniKani's are: from the names of the parts, with its markup, of its length.

Nothing of WaniKani's own is in them. As in the real ones, now and then a tag is never closed.
"""

from collections.abc import Sequence

from collector.simulator.world import made_up_words
from collector.simulator.world.content import Subject

# How lessons mark the name of a subject, where it is not called like its kind.
_TAGS = {"kana_vocabulary": "vocabulary"}
_PART_TAGS = {"kanji": "radical", "vocabulary": "kanji"}
_UNCLOSED_ONE_IN = 97


def _stories(text: str) -> tuple[str, ...]:
    """Return the stories in *text*, which blank lines separate; a ¶ begins a new paragraph of one."""
    stories = (" ".join(story.split()) for story in text.strip().split("\n\n"))
    return tuple(story.replace(" ¶ ", "\r\n\r\n") for story in stories)


_WITHOUT_PARTS = _stories("""
Tilt your head a little and these lines are {one}: here is its edge, and there the shadow that it throws.
Someone drew it in a hurry, on the way to the boat.

It looks just like {one} that was left out overnight. Walk around it once, and count its corners. There are as
many as there are strokes.

Your grandmother had {one} on her shelf, and no one was allowed to touch it. Now it stands before you, and you
may.
""")
_WITH_PARTS = _stories("""
Put {parts} on the kitchen table. What do you get when you push hard from all sides? Right, {one}! It wobbles,
but it holds.

You are lost in the fog, and all that you carry is {parts}. You tie everything to a long stick, and there:
{one}. It is not pretty, but it shows you the way home.

A thief comes at night and takes {parts}. In the morning there is {one} instead, with a note that says
“sorry”. You keep the {name}, of course.
""")
_ENDINGS = _stories("""
Remember how cold it felt in your hands.

Imagine the noise it makes when it falls down the stairs, step by step, all the way to the cellar.

<em>Never</em> lend it to your neighbour again. ¶ She would paint it green.

Picture it for as long as it takes to say its name <b>three times</b>.
""")
_SOUNDS = _stories("""
Who has {one}? Your aunt {spoken}, who says only her own name: {reading}, {reading}, {reading}! You hear it
through the wall.

Drop the {name} into deep water. For a moment nothing, then bubbles, and each of them says {reading} when it
bursts. Listen: {spoken}.

A parrot sits on the {name} and will not move. “{spoken}”, it says, and it means {reading}. It has never said
anything else.
""")
_SOUNDS_OF_WORDS = _stories("""
Read it as a whole: {reading}. If you know its parts, you have heard {spoken} before; if not, say it aloud to
the {name} until someone answers.
""")


def meaning_mnemonic(subject: Subject) -> str:
    """Return how to remember what *subject* means; its parts are named where it has any."""
    stories = _WITH_PARTS if subject.components else _WITHOUT_PARTS
    closed = subject.id % _UNCLOSED_ONE_IN != 0
    story = _told(_chosen(stories, subject.id), subject, closed=closed)
    return f"{story} {_chosen(_ENDINGS, subject.id // len(stories))}"


def reading_mnemonic(subject: Subject) -> str:
    """Return how to remember the reading of *subject*, a kanji or a word."""
    sounds = (*_SOUNDS, *_SOUNDS_OF_WORDS) if subject.kind == "vocabulary" else _SOUNDS
    return _told(_chosen(sounds, subject.id), subject, closed=True)


def _told(story: str, subject: Subject, *, closed: bool) -> str:
    name = _marked(subject.meaning, _TAGS.get(subject.kind, subject.kind), closed=closed)
    reading = subject.reading or ""
    return story.format(
        name=name,
        one=f"{_article(subject.meaning)} {name}",
        parts=_parts(subject),
        reading=_marked(reading, "ja"),
        spoken=_marked(made_up_words.spoken(reading), "reading"),
    )


def _parts(subject: Subject) -> str:
    tag = _PART_TAGS.get(subject.kind, "kanji")
    # A subject is called by its id, so its parts need not be known.
    names = [made_up_words.meaning(part) for part in subject.components]
    parts = [f"{_article(name)} {_marked(name, tag)}" for name in names]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _marked(text: str, tag: str, *, closed: bool = True) -> str:
    return f"<{tag}>{text}" + (f"</{tag}>" if closed else "")


def _article(name: str) -> str:
    return "an" if name[0] in "aeiou" else "a"


def _chosen(texts: Sequence[str], number: int) -> str:
    return texts[number % len(texts)]
