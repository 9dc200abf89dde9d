"""A secret, from the environment or from a file that may change while we run."""

from dataclasses import dataclass, field
from pathlib import Path

from collector.errors import NeedsFixing


class SecretProblem(NeedsFixing):
    """A secret is missing or cannot be used; the sentence names its setting."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret comes from. *setting* is the variable's name, for sentences to the owner."""

    setting: str
    value: str | None = field(default=None, repr=False)
    file: Path | None = None

    @property
    def given(self) -> bool:
        """Whether the owner named a value or a file at all."""
        return bool(self.value) or self.file is not None

    def read(self) -> str:
        """Return the secret as it is now, without the whitespace around it.

        Raises `SecretProblem` when there is none, its file cannot be read, or it holds what no
        HTTP header can carry.
        """
        text = self._text().strip()
        name = f"{self.setting}_FILE" if self.file is not None else self.setting
        if not text:
            raise SecretProblem(f"{name} is {'empty' if self.given else 'not set'}: {self._remedy()}.")
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise SecretProblem(
                f"{name} holds a space or a character that no token has: copy it again, alone on one line."
            )
        return text

    def _text(self) -> str:
        if self.file is None:
            return self.value or ""
        try:
            return self.file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise SecretProblem(
                f"{self.setting}_FILE names {self.file}, which does not exist: create it or correct the path."
            ) from None
        except UnicodeDecodeError:
            raise SecretProblem(
                f"{self.setting}_FILE names {self.file}, which is not a text file: correct the path."
            ) from None
        except OSError as error:
            raise SecretProblem(
                f"{self.setting}_FILE names {self.file}, which cannot be read ({error.strerror}): "
                "let the collector's user read it."
            ) from None

    def _remedy(self) -> str:
        if self.setting.startswith("WANIKANI"):
            return "put a read-only token from wanikani.com/settings/personal_access_tokens there"
        return f"set {self.setting}, or {self.setting}_FILE to a file that holds it"
