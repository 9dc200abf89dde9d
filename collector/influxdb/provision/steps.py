"""What setting up a server gives back: steps for the owner to read, or what keeps it from going on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done, found done, or left to the owner; *changed* says that the server or a file changed."""

    sentence: str
    changed: bool = False


class SetupFailed(Exception):
    """Setting up stopped; running it again goes on from there. Never carries a secret."""

    def __init__(self, sentence: str, *, passing: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        # Whether trying again may help, without anybody mending anything.
        self.passing = passing
