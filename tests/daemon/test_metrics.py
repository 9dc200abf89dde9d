"""`/metrics`: every series of an account carries the name that its points carry."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from platform import python_version

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from collector import __version__
from collector.config.named_account import NamedAccount
from collector.core.moments import Moment
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.storage import outbox
from collector.storage.outbox import RejectedPoint
from tests.harness import HOUR, Rig, only_account

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"
Samples = dict[str, dict[str, float]]


@contextmanager
def _jobs(rig: Rig) -> Iterator[Jobs]:
    with rig.app() as app:
        yield Jobs(app)


def _poll(rig: Rig, jobs: Jobs) -> None:
    rig.pass_time(HOUR)
    for account in jobs.app.accounts.values():
        jobs.poll(account)


def _text(jobs: Jobs) -> str:
    return routes(jobs, jobs.app.clock)["/metrics"]().body.decode()


def _samples(jobs: Jobs) -> Samples:
    """Return for each family, without our prefix, its samples by their labels."""
    found: Samples = {}
    for name, labels, value in re.findall(
        r"^wanikani_collector_(\w+)\{(.*)\} (.+)$", _text(jobs), re.MULTILINE
    ):
        found.setdefault(name, {})[labels] = float(value)
    return found


def _accounts(samples: Samples) -> set[str]:
    return {
        account
        for family in samples.values()
        for labels in family
        for account in re.findall(r'account="(.*?)"', labels)
    }


def test_all_series_of_an_account_join_by_its_name_in_the_database(rig: Rig) -> None:
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        samples = _samples(jobs)
    assert _accounts(samples) == {"pretend-learner"}
    assert samples["polls_total"] == {'account="pretend-learner",result="good"': 1}
    assert samples["token_ok"] == {'account="pretend-learner"': 1}
    assert samples["outbox_pending"]['account="pretend-learner"'] > 0


def test_what_is_written_is_what_prometheus_reads(rig: Rig) -> None:
    name = 'an "odd" \\ name'
    rig.settings = {"wanikani_account": name}
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        families = list(text_string_to_metric_families(_text(jobs)))
    samples = [sample for family in families for sample in family.samples]
    assert {family.type for family in families} == {"gauge", "counter"}
    assert {sample.labels["account"] for sample in samples if "account" in sample.labels} == {name}
    (last,) = [each for each in samples if each.name.endswith("last_good_poll_timestamp_seconds")]
    assert last.value == int(rig.clock.now().timestamp())


def test_the_collector_says_its_version_and_pythons(rig: Rig) -> None:
    with _jobs(rig) as jobs:
        ((labels, value),) = _samples(jobs)["build_info"].items()
    assert labels == f'python="{python_version()}",version="{__version__}"'
    assert value == 1


def test_an_account_without_a_name_has_no_series_and_then_its_failures_too(rig: Rig) -> None:
    rig.api.fail("/v2/user", 503, times=1000)
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        assert _accounts(_samples(jobs)) == set()
        rig.api.recover()
        _poll(rig, jobs)
        samples = _samples(jobs)
    assert samples["polls_total"] == {
        'account="pretend-learner",result="failed"': 1,
        'account="pretend-learner",result="good"': 1,
    }


@pytest.mark.parametrize(
    "settings",
    [
        {"wanikani_account": "anna", "wanikani_token": SecretStr("wrong")},
        {"wanikani_token": None, "wanikani_accounts": {"anna": NamedAccount(token=SecretStr("wrong"))}},
    ],
    ids=["one account", "named accounts"],
)
def test_a_name_of_the_owners_is_the_label_from_the_start(rig: Rig, settings: dict[str, object]) -> None:
    rig.settings = settings
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        samples = _samples(jobs)
    assert _accounts(samples) == {"anna"}
    assert samples["polls_total"] == {'account="anna",result="failed"': 1}
    assert samples["token_ok"] == {'account="anna"': 0}
    assert "last_good_poll_timestamp_seconds" not in samples


def test_a_state_that_cannot_be_read_keeps_its_label_and_has_no_made_up_numbers(rig: Rig) -> None:
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        with only_account(jobs.app).store.transaction() as tx:
            tx.execute("DROP TABLE outbox")
        samples = _samples(jobs)
    assert samples["polls_total"] == {'account="pretend-learner",result="good"': 1}
    assert "outbox_pending" not in samples
    assert "token_ok" not in samples


def test_the_last_polls_duration_and_refused_points_are_there(rig: Rig) -> None:
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        rig.api.before("/v2/summary", lambda: rig.clock.wait(HOUR / 60))
        _poll(rig, jobs)
        with only_account(jobs.app).store.transaction() as tx:
            first = outbox.oldest(tx, 1)[0]
            outbox.keep_rejected(tx, [RejectedPoint(first.line, "too old")], Moment(0))
        samples = _samples(jobs)
    assert samples["last_poll_duration_seconds"]['account="pretend-learner"'] >= 60
    assert samples["outbox_rejected"] == {'account="pretend-learner"': 1}


def test_the_document_lists_every_family_and_no_other(rig: Rig) -> None:
    with _jobs(rig) as jobs:
        _poll(rig, jobs)
        families = re.findall(r"^# HELP (\w+) ", _text(jobs), re.MULTILINE)
    documented = re.findall(r"^\| `(wanikani_collector_\w+)", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(families)
    assert len(documented) == 11
