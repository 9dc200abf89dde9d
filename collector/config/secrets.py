r"""A secret, from the environment or from a file that may change while we run.

>>> Secret("INFLUXDB_TOKEN", " abc-1\n").read()
'abc-1'
"""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr, ValidationInfo

from collector.core.encoding import ENCODING
from collector.core.errors import UnusableSecret
from collector.core.links import TOKENS_PAGE


@dataclass(frozen=True, slots=True)
class Secret:
    """The source of a secret. *setting* is the variable's name, for sentences to the owner.

    *source* is what they call the place instead where it is no variable: a line of a file, say.
    """

    setting: str
    value: str | None = field(default=None, repr=False)
    file: Path | None = field(default=None, repr=False)
    source: str | None = None

    @property
    def given(self) -> bool:
        """True if the owner named a value or a file."""
        return bool(self.value) or self.file is not None

    def read(self) -> str:
        """Return the secret as it is now, without the whitespace around it.

        Raises `UnusableSecret` when there is none, its file cannot be read, or it holds what no
        HTTP header can carry.
        """
        text = self._text().strip()
        if not text:
            raise UnusableSecret(
                f"{self._name} is {'empty' if self.given or self.source else 'not set'}: {self._remedy()}."
            )
        if not self._can_be_sent(text):
            raise UnusableSecret(
                f"{self._name} contains a space or a character that no {self._kind} has: copy it again, "
                "alone on one line."
            )
        return text

    @property
    def place(self) -> str:
        """The place where the owner sets it, for sentences: the variable, or the file it names."""
        if self.source is not None:
            return self.source
        return self.setting if self.file is None else f"the file that {self._name} names"

    @property
    def _name(self) -> str:
        if self.source is not None:
            return self.source[0].upper() + self.source[1:]
        return self.setting if self.file is None else f"{self.setting}_FILE"

    @property
    def _kind(self) -> str:
        kinds = {"PASSWORD": "password", "URL": "address", "USERNAME": "user name"}
        return kinds.get(self.setting.rpartition("_")[2], "token")

    def _can_be_sent(self, text: str) -> bool:
        # A password is sent encoded, whatever it contains; a token is sent in a header as it is.
        return text.isprintable() and (self._kind == "password" or (text.isascii() and " " not in text))

    def _text(self) -> str:
        if self.file is None:
            return self.value or ""
        try:
            return self.file.read_text(encoding=ENCODING)
        except FileNotFoundError:
            raise self._unreadable("does not exist", "create it or correct the path") from None
        except ValueError:  # not UTF-8, or no path that a file can have
            raise self._unreadable("is not a text file", "correct the path") from None
        except OSError as error:
            raise self._unreadable(
                f"cannot be read ({error.strerror})",
                "make it readable by the collector's user, or correct the path",
            ) from None

    def _unreadable(self, what: str, remedy: str) -> UnusableSecret:
        # The secret itself may have been put into NAME_FILE by mistake: neither a single word nor a web
        # address is repeated.
        if self.file is not None and len(self.file.parts) > 1 and not self.file.parts[0].endswith(":"):
            return UnusableSecret(f"{self._name} names {self.file}, which {what}: {remedy}.")
        return UnusableSecret(
            f"{self._name} names a file that {what}: {remedy}; "
            f"the {self._kind} itself goes into {self.setting}."
        )

    def _remedy(self) -> str:
        if self.setting.startswith("WANIKANI"):
            return f"put a read-only token from {TOKENS_PAGE} there"
        return f"set {self.setting}, or {self.setting}_FILE to a file that holds it"


def reject_value_and_file(file: Path | None, info: ValidationInfo) -> Path | None:
    """Return *file*; raises `ValueError` when the secret is set without a file too, which *info* has."""
    if file is not None and info.data.get((info.field_name or "").removesuffix("_file")):
        raise ValueError("is set although the secret itself is set too: keep one of the two")
    return file


def reject_password_without_user(user: Secret, password: Secret) -> None:
    """Raise `ValueError` when *password* is given and *user* is not: it would be ignored."""
    if password.given and not user.given:
        raise ValueError(
            f"{password.setting} is set, but {user.setting} is not: set the user too, or remove the password"
        )


def make_secret(setting: str, value: SecretStr | None, file: Path | None) -> Secret:
    """Return where the secret of a setting comes from; `~` in the name of its file is a home folder."""
    return Secret(setting, value.get_secret_value() if value else None, expanded(file))


def expanded(file: Path | None) -> Path | None:
    """Return *file* where `~` in its name is a home folder."""
    try:
        return file.expanduser() if file else None
    except RuntimeError:  # ~ and the name of no user: reading it will say that it does not exist
        return file
