"""What setting up a server gives back: steps for the owner to read, or what keeps it from going on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done, found done, or left to the owner; *changed* says that the server or a file changed."""

    sentence: str
    changed: bool = False
