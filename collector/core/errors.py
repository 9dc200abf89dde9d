"""All our errors, named by what the caller or the owner can do about them.

    CollectorError                   exit code 1
    ├── TransientError               trying again later is the right answer: exit code 1
    │   ├── WaniKaniUnavailable      429, 5xx, 404, a redirect, no connection
    │   │   ├── RateLimited          the minute's requests are used up
    │   │   ├── EndpointGone         404
    │   │   └── MalformedResponse    not what WaniKani documents
    │   ├── InfluxDBUnavailable      no server answers, or a busy one
    │   ├── GrafanaUnavailable       no response, or not to the request
    │   ├── StateInUse               another process holds the state folder or file
    │   ├── StateFull                the disk is full
    │   ├── ProjectionFailed         no new projection; the last one is kept
    │   └── InternalError            a bug of the collector; the next poll is tried
    └── ActionRequiredError          the owner has to change something: exit code 2
        ├── InvalidSettings          one sentence per line, each naming its variable
        ├── UnusableSecret           missing, unreadable or malformed
        ├── TokenRejected            401 or 403 of WaniKani
        ├── WrongAccount             token, settings and state are not of one learner
        ├── ForeignState             a state of an account that another shard owns
        ├── StateConflict            two states of one account, and neither continues the other
        ├── StateUnusable            not writable, or of another version or program
        │   └── StateDamaged         not what was written to it
        ├── InfluxDBActionRequired   a write or a query was refused: 401, 403, 404
        ├── SetupFailed              a set-up was refused, or lacks a setting
        ├── AddressUnavailable       the address to listen on is taken
        ├── FileNotWritable          a file that a command writes
        ├── FileUnusable             a file that a command reads
        ├── NothingToRestore         no copy of the state is sound
        ├── NothingCollected         the command needs a first poll
        ├── HistoryNotFound          nothing of the old script's, or more than one history
        ├── AccountNotNamed          several accounts, and none is named
        ├── ExportRefused            there is nothing to export, or not in that form
        ├── WordsNotFound            nothing to look up, or nothing that WaniKani teaches
        └── NoHealthAddress          the health check has no address to ask

Outside the tree: `core.clock.Stopped`, which is not a failure.

Every message is one sentence that names the setting, file or endpoint and what to do. It may be shown
and logged as it is, so it never holds a token or a password.

>>> issubclass(RateLimited, TransientError), TokenRejected("").exit_code
(True, 2)
"""

from datetime import timedelta
from pathlib import Path


class CollectorError(Exception):
    """Something outside went wrong; the message names it, and the remedy."""

    exit_code = 1


class TransientError(CollectorError):
    """It may pass: retry later."""

    exit_code = 1


class ActionRequiredError(CollectorError):
    """It will not pass: the owner has to change something."""

    exit_code = 2


class WaniKaniUnavailable(TransientError):
    """The poll cannot go on; the next one may. *soon* is True if retrying at once makes sense."""

    def __init__(self, sentence: str, *, soon: bool = False, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.soon = soon
        self.after = after


class RateLimited(WaniKaniUnavailable):
    """The minute's requests are used up; the next window opens *after* this time."""

    def __init__(self, sentence: str, after: timedelta) -> None:
        super().__init__(sentence, soon=True, after=after)
        self.after: timedelta = after


class EndpointGone(WaniKaniUnavailable):
    """The endpoint does not exist (404)."""


class MalformedResponse(WaniKaniUnavailable):
    """WaniKani answered with something that is not what its documentation describes."""


class InfluxDBUnavailable(TransientError):
    """InfluxDB cannot be reached or is busy; nothing is lost. *after* is the wait it requested, if any."""

    def __init__(self, sentence: str, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.after = after


class GrafanaUnavailable(TransientError):
    """Grafana did not answer the request; the text is a sentence for the owner."""


class StateInUse(TransientError):
    """Another process holds the state."""


class StateFull(TransientError):
    """The disk is full; nothing was changed."""


class ProjectionFailed(TransientError):
    """There is no new projection; the last one is kept, and the next day tries again."""


class InternalError(TransientError):
    """A bug of the collector; the poll failed and the next one is tried."""


class InvalidSettings(ActionRequiredError):
    """One or more settings cannot be used; one sentence per line, each naming its variable."""


class UnusableSecret(ActionRequiredError):
    """A secret is missing or cannot be used; the sentence names its setting."""


class TokenRejected(ActionRequiredError):
    """WaniKani does not accept the token (401), or not for this (403)."""


class WrongAccount(ActionRequiredError):
    """Token, settings and state are not of one learner; nothing was written."""


class ForeignState(ActionRequiredError):
    """The state folder holds a state of an account that another shard owns: it is not polled here."""


class StateConflict(ActionRequiredError):
    """Two state folders hold a state of one account, and neither continues the other; both are untouched."""


class StateUnusable(ActionRequiredError):
    """The folder cannot be written, or the file is damaged, or of another version or program."""


class StateDamaged(StateUnusable):
    """The file is not what was written to it; nothing more is written."""


class InfluxDBActionRequired(ActionRequiredError):
    """The server, the database or the credentials are not right: 401, 403, 404. Nothing is lost."""


class SetupFailed(ActionRequiredError):
    """Setting up stopped; running it again continues. Never carries a secret."""


class AddressUnavailable(ActionRequiredError):
    """The address is taken or not one of this machine."""


class FileNotWritable(ActionRequiredError):
    """The file, or its folder, cannot be written."""

    def __init__(self, what: str, out: Path, why: str | None) -> None:
        super().__init__(f"The {what} cannot be written to {out} ({why}): choose another file.")


class FileUnusable(ActionRequiredError):
    """The file cannot be read, or is not what it should be; nothing of it was taken."""


class NothingToRestore(ActionRequiredError):
    """There is no copy of the state, or none of them is sound."""


class NothingCollected(ActionRequiredError):
    """Before the first poll, the owner of this history and its end are unknown."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing has been collected yet: run wanikani-collector poll first, so that the collector knows "
            "whose past this is and where it ends."
        )


class HistoryNotFound(ActionRequiredError):
    """The named source holds nothing of the old script's, or more than one history."""


class AccountNotNamed(ActionRequiredError):
    """Several accounts are set, or another one is named."""


class ExportRefused(ActionRequiredError):
    """There is nothing to export, or not in that form."""


class WordsNotFound(ActionRequiredError):
    """There is nothing to look up, or WaniKani teaches nothing of it."""


class NoHealthAddress(ActionRequiredError):
    """The health check has no address to ask, or it is not a web address."""
