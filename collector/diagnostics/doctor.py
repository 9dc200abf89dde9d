"""The checks of `doctor`: everything a poll and a delivery need, in the order of their dependencies."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from collector.app.foreign_states import foreign_states
from collector.config.accounts import read_accounts
from collector.config.settings import Settings
from collector.config.typos import zone_warnings
from collector.core.clock import Clock
from collector.core.moments import moment
from collector.diagnostics.finding import Finding, Severity
from collector.diagnostics.influxdb_checks import check_influxdb
from collector.diagnostics.state_checks import check_state, check_state_folder
from collector.diagnostics.wanikani_checks import check_wanikani


def findings(settings: Settings, clock: Clock, warnings: list[str]) -> Iterator[Finding]:
    """Yield each finding as soon as it is made, *warnings* first; raises no `CollectorError`."""
    yield from (Finding(Severity.NOTE, warning) for warning in warnings)
    yield from _settings(settings)
    yield check_state_folder(settings.collector_state)
    for name, problem in foreign_states(settings).items():
        yield from _about(name, [Finding.of_error(problem)])
    accounts = read_accounts(settings)
    yield from (Finding(Severity.ACTION, mistake) for mistake in accounts.mistakes)
    for name, token in accounts.tokens.items():
        yield from _about(name, check_state(settings, name, accounts.tokens))
        yield from _about(name, check_wanikani(settings, name, token, clock))
    yield from check_influxdb(settings, accounts.tokens, moment(clock.now()))


def _about(account: str, found: Iterable[Finding]) -> Iterator[Finding]:
    return (replace(each, account=account) for each in found)


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding(
        Severity.OK,
        f"The settings are valid: a poll every {settings.collector_poll_every}, days begin at midnight in "
        f"{settings.zone.key}.",
    )
    yield from (Finding(Severity.NOTE, sentence) for sentence in zone_warnings(settings))
