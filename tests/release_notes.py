"""The notes of a release: the section of its version in CHANGELOG.md.

`python -m tests.release_notes v1.2.3` prints it, and fails unless 1.2.3 is the changelog's newest
version. It needs nothing but Python, so that a release can be refused before anything is installed.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
_HEADING = re.compile(r"^## (.*)\n", re.MULTILINE)
_VERSION = re.compile(r"\[?(\d+\.\d+\.\d+)\]?(?: .*)?")
# Not of a version, and above all of them.
_STANDING = ("What is stable",)
_TAG = re.compile(r"v\d+\.\d+\.\d+")


class Unreleasable(ValueError):
    """Why the version cannot be released, in a sentence."""


def newest_version(changelog: str) -> str:
    """Return the newest version that *changelog* has a section of; raise `Unreleasable` if it has none."""
    versions = [found for heading, _ in _sections(changelog) if (found := _version(heading))]
    if not versions:
        raise Unreleasable("CHANGELOG.md has no section of a version, such as: ## 1.0.0")
    return versions[0]


def release_notes(tag: str, changelog: str) -> str:
    """Return the section that *changelog* has of the version of *tag*.

    Raises `Unreleasable` if *tag* is not like v1.2.3, is not the newest version, or if changes above it
    belong to no version yet.
    """
    if not _TAG.fullmatch(tag):
        raise Unreleasable(f"The tag {tag} is no version: name it as in v1.2.3.")
    version, newest = tag.removeprefix("v"), newest_version(changelog)
    if version != newest:
        raise Unreleasable(
            f"The tag is {tag}, but the newest version in CHANGELOG.md is {newest}: "
            f"tag v{newest}, or add the section ## {version}."
        )
    sections = _sections(changelog)
    (place,) = [n for n, (heading, _) in enumerate(sections) if _version(heading) == version]
    for heading, text in sections[:place]:
        if text and heading not in _STANDING:
            raise Unreleasable(f"CHANGELOG.md has changes below ## {heading}: move them below ## {version}.")
    return sections[place][1]


def _sections(changelog: str) -> list[tuple[str, str]]:
    """Return each heading with the text below it, in order."""
    _, *parts = _HEADING.split(changelog)
    return [(heading.strip(), text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True)]


def _version(heading: str) -> str | None:
    found = _VERSION.fullmatch(heading)
    return found and found[1]


def main() -> int:
    """Print the notes of the tag that is named; return 2 and say why there are none."""
    if len(sys.argv) != 2:
        sys.stderr.write("Name the tag: python3 -m tests.release_notes v1.2.3\n")
        return 2
    tag = sys.argv[1]
    try:
        sys.stdout.write(release_notes(tag, CHANGELOG.read_text("utf-8")) + "\n")
    except Unreleasable as why:
        sys.stderr.write(f"{why}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
