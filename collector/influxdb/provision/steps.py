"""The result of setting up a server: steps for the owner to read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One thing done, found done, or left to the owner; *changed* is True if a server or a file changed."""

    sentence: str
    changed: bool = False
