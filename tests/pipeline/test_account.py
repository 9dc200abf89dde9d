"""What a poll needs of an account: a conversation under the token as it is at that moment."""

from pathlib import Path

from collector.core.errors import UnusableSecret
from tests.harness import HOUR, TOKEN, Rig


def test_the_token_is_read_anew_for_every_poll(rig: Rig, tmp_path: Path) -> None:
    file = tmp_path / "token"
    rig.settings = {"wanikani_token": None, "wanikani_token_file": file, "wanikani_account": "me"}
    with rig.app() as app:
        (account,) = app.accounts.values()
        report = app.poll(account)
        assert isinstance(report.problem, UnusableSecret)
        assert (report.token_ok, report.points) == (False, 0)
        assert rig.api.requests == []
        file.write_text(f"{TOKEN}\n", "utf-8")
        rig.pass_time(HOUR)
        assert app.poll(account).problem is None
