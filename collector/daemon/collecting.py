"""What the daemon's jobs do: poll, beat, deliver, watch for a new token. Nothing a job throws ends it."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from collector.account import Account
from collector.app import App
from collector.clock import Stopped
from collector.daemon.health import AccountHealth
from collector.daemon.memory import give_back
from collector.deliver import InfluxTryLater
from collector.errors import CollectorError, NeedsFixing, Passing
from collector.moments import moment
from collector.secret import SecretProblem
from collector.storage import account as identities
from collector.storage import ledger, outbox, runs
from collector.sync import PollReport, beat

log = structlog.get_logger("collector")

_LONGEST_BACKOFF = timedelta(minutes=10)
_OWNER_MUST_ACT = timedelta(minutes=5)


class Unexpected(Passing):
    """A mistake of ours; the poll failed and the next one is tried."""


@dataclass(slots=True)
class Collecting:
    """The jobs and what they remember between runs: rejected tokens, the pause after a failed delivery."""

    app: App
    polls: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _refused: dict[str, PollReport] = field(default_factory=dict)
    _refused_token: dict[str, str | None] = field(default_factory=dict)
    _deliver_after: timedelta = timedelta(0)
    _failures: int = 0
    _said: dict[str, str] = field(default_factory=dict)
    _running: int = 0
    _count: threading.Lock = field(default_factory=threading.Lock)

    def poll(self, account: Account) -> None:
        """Poll once; while the token is known to be refused only the heartbeat goes on."""
        with self._job("poll", account=account.state_name):
            refused = self._refused.get(account.state_name)
            report = self._silent_beat(account, refused) if refused else self._asked(account)
            self.polls[account.state_name, report.problem is None] += 1
        give_back()

    def deliver(self) -> None:
        """Deliver what waits for every account, unless the server asked for a pause."""
        with self._job("deliver"):
            if self.app.clock.elapsed() < self._deliver_after:
                return
            for account in self.app.accounts.values():
                self._deliver(account)
            give_back()

    def tokens_replaced(self) -> list[Account]:
        """Return the accounts whose refused token has been replaced since; they may be polled again."""
        replaced = [self.app.accounts[name] for name in list(self._refused) if self._has_new_token(name)]
        for account in replaced:
            del self._refused[account.state_name]
            log.info("token replaced: asking again", account=account.state_name)
        return replaced

    def health(self) -> list[AccountHealth]:
        """Return what is known of each account right now."""
        return [self._health(account) for account in self.app.accounts.values()]

    def idle(self, within: timedelta) -> bool:
        """Wait until no job runs any more; False when one still runs after *within*."""
        for _ in range(int(within / timedelta(milliseconds=50))):
            if self._running == 0:
                return True
            threading.Event().wait(0.05)
        return self._running == 0

    @contextmanager
    def _job(self, name: str, **about: str) -> Iterator[None]:
        """Run a job so that nothing it throws ends the daemon, and that stopping can wait for it."""
        with self._count:
            self._running += 1
        try:
            yield
        except Stopped:
            log.info("job let go: the collector is stopping", job=name, **about)
        except CollectorError as error:
            log.error("job failed", job=name, problem=str(error), **about)
        except Exception:
            log.exception("job failed in a way nobody expected", job=name, **about)
        finally:
            with self._count:
                self._running -= 1

    def _asked(self, account: Account) -> PollReport:
        token = _token_now(account)
        try:
            report = self.app.poll(account)
        except (Stopped, CollectorError):
            raise
        except Exception as error:
            beat(
                account,
                moment(self.app.clock.now()),
                Unexpected(f"A mistake of ours: {type(error).__name__}."),
            )
            raise
        if not report.token_ok:
            self._refused[account.state_name] = report
            self._refused_token[account.state_name] = token
        self._tell(report)
        return report

    def _silent_beat(self, account: Account, refused: PollReport) -> PollReport:
        problem = refused.problem or SecretProblem("The token is refused.")
        log.error("not asking WaniKani", account=account.state_name, problem=str(problem))
        return beat(account, moment(self.app.clock.now()), problem)

    def _has_new_token(self, name: str) -> bool:
        now = _token_now(self.app.accounts[name])
        return now is not None and now != self._refused_token.get(name)

    def _tell(self, report: PollReport) -> None:
        about = {"account": report.name or report.state_name, "requests": report.requests}
        if report.problem is None:
            log.info(
                "polled", changed=report.changed_rows, points=report.points, seconds=report.seconds, **about
            )
        elif isinstance(report.problem, NeedsFixing):
            log.error("poll refused", problem=str(report.problem), **about)
        else:
            log.warning("poll failed", problem=str(report.problem), **about)

    def _deliver(self, account: Account) -> None:
        report = self.app.deliver(account)
        if report.delivered or report.rejected:
            log.info(
                "delivered", account=account.state_name, points=report.delivered, rejected=report.rejected
            )
        self._pause_after(report.problem)
        self._say_once(account.state_name, report.problem)

    def _pause_after(self, problem: CollectorError | None) -> None:
        self._failures = self._failures + 1 if problem else 0
        if problem is None:
            self._deliver_after = timedelta(0)
            return
        pause = _OWNER_MUST_ACT
        if isinstance(problem, InfluxTryLater):
            backoff = min(timedelta(seconds=2 ** min(self._failures, 20)), _LONGEST_BACKOFF)
            pause = max(backoff, problem.after or timedelta(0))
        self._deliver_after = self.app.clock.elapsed() + pause

    def _say_once(self, name: str, problem: CollectorError | None) -> None:
        """Log a problem when it begins or changes, not every minute, and when it is over."""
        sentence = str(problem or "")
        before = self._said.get(name, "")
        self._said[name] = sentence
        if sentence and sentence != before:
            log.error("not delivered", account=name, problem=sentence)
        elif before and not sentence:
            log.info("InfluxDB takes points again", account=name)

    def _health(self, account: Account) -> AccountHealth:
        with account.store.reading() as tx:
            who, run, delivery = identities.identity(tx), runs.last(tx), runs.delivery(tx)
            polled, waiting = ledger.last_success(tx), outbox.pending(tx)
        refused = self._refused.get(account.state_name)
        return AccountHealth(
            name=who.name if who else account.state_name,
            polled_at=polled,
            poll_problem=str(refused.problem) if refused else (run.problem if run else ""),
            token_ok=refused is None,
            delivered_at=delivery.succeeded_at if delivery else None,
            delivery_problem=delivery.problem if delivery else "",
            waiting=waiting,
        )


def _token_now(account: Account) -> str | None:
    try:
        return account.token.read()
    except SecretProblem:
        return None
