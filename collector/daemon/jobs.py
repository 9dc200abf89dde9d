"""What the daemon's jobs do: poll, beat, deliver, watch for a new token. Nothing a job throws ends it."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from collector.app import App
from collector.core.clock import Stopped
from collector.core.errors import (
    ActionRequiredError,
    CollectorError,
    InternalError,
    UnusableSecret,
)
from collector.core.moments import moment
from collector.daemon.backoff import Backoff
from collector.daemon.health import AccountHealth
from collector.daemon.memory import give_back
from collector.pipeline.account import Account
from collector.pipeline.heartbeat import record_failed_poll
from collector.pipeline.poll_report import PollReport
from collector.storage import identity as identities
from collector.storage import ledger, outbox, runs

log = structlog.get_logger("collector")


@dataclass(slots=True)
class Collecting:
    """The jobs and what they remember between runs: refused tokens, the pause after a failed delivery.

    Jobs run in threads of the scheduler; `end` lets the running ones finish and no other begin.
    """

    app: App
    polls: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _refused: dict[str, PollReport] = field(default_factory=dict)
    _refused_token: dict[str, str | None] = field(default_factory=dict)
    _backoff: Backoff = field(default_factory=Backoff)
    _said: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _deliver_again: bool = False
    _running: int = 0
    _ending: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def poll(self, account: Account, then: Callable[[], object] = bool) -> None:
        """Poll once, and do *then*; while the token is known to be refused only the heartbeat goes on."""

        def once() -> None:
            refused = self._refused.get(account.state_name)
            report = self._silent_beat(account, refused) if refused else self._asked(account)
            self.polls[account.state_name, report.problem is None] += 1
            # A delivery under way has passed this account already, or has not: it goes round once more.
            self._deliver_again = True
            then()
            give_back()

        self._job("poll", once, account=account.state_name)

    def deliver(self) -> None:
        """Deliver what waits for every account, unless the server was told off for a while."""

        def rounds() -> None:
            self._deliver_again = True
            while self._deliver_again and self._backoff.over(self.app.clock.elapsed()):
                self._deliver_again = False
                if self._deliver_round():
                    give_back()

        self._job("deliver", rounds)

    def watch(self, then: Callable[[Account], object]) -> None:
        """Do *then* with every account whose refused token has been replaced: it may be polled again."""

        def look() -> None:
            for name in [name for name in self._refused if self._has_new_token(name)]:
                del self._refused[name]
                log.info("another token is there: asking again", account=name)
                then(self.app.accounts[name])

        self._job("watch", look)

    def health(self) -> list[AccountHealth]:
        """Return what is known of each account right now, those whose state could not be opened included."""
        unopened = [
            AccountHealth(name, state_problem=str(problem)) for name, problem in self.app.unusable.items()
        ]
        return [*(self._health(account) for account in self.app.accounts.values()), *unopened]

    def end(self, within: timedelta) -> bool:
        """Let no further job begin and wait for those that run; False when one still runs after *within*."""
        with self._changed:
            self._ending = True
            return self._changed.wait_for(lambda: self._running == 0, within.total_seconds())

    def _job(self, name: str, action: Callable[[], None], **about: str) -> None:
        """Run a job so that nothing it throws ends the daemon, and that stopping can wait for all of it."""
        if not self._begun():
            return
        try:
            action()
        except Stopped:
            log.info("job let go: the collector is stopping", job=name, **about)
        except CollectorError as error:
            log.error("job failed", job=name, problem=str(error), **about)
        except Exception:
            log.exception("job failed in a way nobody expected", job=name, **about)
        finally:
            self._finished()

    def _begun(self) -> bool:
        with self._changed:
            self._running += not self._ending
            return not self._ending

    def _finished(self) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def _asked(self, account: Account) -> PollReport:
        token = _token_now(account)
        try:
            report = self.app.poll(account)
        except (Stopped, CollectorError):
            raise
        except Exception as error:
            self.polls[account.state_name, False] += 1
            mistake = InternalError(f"A mistake of ours: {type(error).__name__}.")
            record_failed_poll(account, moment(self.app.clock.now()), mistake)
            raise
        if report.name is not None:
            self._names[account.state_name] = report.name
        if not report.token_ok:
            self._refused[account.state_name] = report
            self._refused_token[account.state_name] = token
        _tell(report)
        return report

    def _silent_beat(self, account: Account, refused: PollReport) -> PollReport:
        problem = refused.problem or UnusableSecret("The token is refused.")
        log.error("not asking WaniKani", account=account.state_name, problem=str(problem))
        return record_failed_poll(account, moment(self.app.clock.now()), problem)

    def _has_new_token(self, name: str) -> bool:
        now = _token_now(self.app.accounts[name])
        return now is not None and now != self._refused_token.get(name)

    def _name(self, account: Account) -> str:
        """What the owner knows the account by, as far as it is known."""
        return self._names.get(account.state_name, account.state_name)

    def _deliver_round(self) -> int:
        """Deliver for one account after the other and return how many points went out.

        They share the server, so its "no" ends the round.
        """
        delivered = 0
        for account in self.app.accounts.values():
            report = self.app.deliver(account)
            delivered += report.delivered
            if report.delivered or report.rejected:
                about = {"points": report.delivered, "rejected": report.rejected}
                log.info("delivered", account=self._name(account), **about)
            self._say_once(self._name(account), report.problem)
            if report.server_refused:
                self._backoff.begin(self.app.clock.elapsed(), report.problem)
                return delivered
        self._backoff.end()
        return delivered

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
        try:
            with account.store.reading() as tx:
                who, run, delivery = identities.identity(tx), runs.last_run(tx), runs.delivery(tx)
                polled, waiting = ledger.polls.last_success(tx), outbox.pending(tx)
        except CollectorError as problem:
            return AccountHealth(account.state_name, state_problem=str(problem))
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


def _tell(report: PollReport) -> None:
    about: dict[str, object] = {
        "account": report.name or report.state_name,
        "requests": report.effort.requests,
    }
    if report.problem is None:
        about |= {"changed": report.changed_rows, "reviews": report.reviews_found, "points": report.points}
        log.info("polled", seconds=report.effort.seconds, **about)
        if report.unexplained:
            log.warning("no rule explains", changes=len(report.unexplained), first=report.unexplained[0])
    elif isinstance(report.problem, UnusableSecret):
        then = "a file is looked at again by itself; after setting a variable, start me again"
        log.error("no token", account=about["account"], problem=str(report.problem), then=then)
    elif isinstance(report.problem, ActionRequiredError):
        log.error("poll refused", problem=str(report.problem), **about)
    else:
        log.warning("poll failed", problem=str(report.problem), **about)


def _token_now(account: Account) -> str | None:
    try:
        return account.token.read()
    except UnusableSecret:
        return None
