"""The log: one form on terminals, JSON elsewhere, and secrets in neither, whoever logs."""

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from collector.core.log import configure
from collector.core.redaction import Redaction, redaction

SECRET = "0f0f0f0f-1111-2222-3333-canarytoken00"


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    redaction.hide([SECRET])
    yield
    root.handlers[:], logging.raiseExceptions = handlers, raising
    root.setLevel(level)


def _logged(form: str, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    configure(level, form, stream)
    return stream


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class _Holder:
    def __repr__(self) -> str:
        return f"<holds {SECRET}>"


def _fail_with(local: str) -> None:
    raise ValueError(f"Invalid header value {local!r}")


def _log_secrets() -> None:
    log = structlog.get_logger("collector")
    log.info("with %s", SECRET)
    log.info("value", token=SECRET, nested={"list": [SECRET, (SECRET,)]}, object=_Holder(), set={SECRET})
    log.info("header", header="Bearer unknown-canary-77", other="Authorization: Token abcd1234canary")
    logging.getLogger("foreign").warning("sent %s to %r", SECRET, {"Authorization": f"Bearer {SECRET}"})
    try:
        _fail_with(SECRET)
    except ValueError as error:
        log.exception("failed", error=error)
        logging.getLogger("foreign").exception("failed too")


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_is_logged_by_us_by_libraries_or_in_exceptions(form: str) -> None:
    stream = _logged(form)
    _log_secrets()
    written = stream.getvalue()
    assert "canary" not in written
    assert written.count("[secret]") >= 11
    assert written.count("Traceback") == 2


def test_elsewhere_than_on_a_terminal_every_line_is_json() -> None:
    stream = _logged("auto")
    structlog.get_logger("collector").info("polled", account="学生", points=13, good=True, none=None)
    logging.getLogger("foreign").warning("hello %s", "you")
    ours, foreign = _lines(stream)
    assert list(ours) == ["timestamp", "level", "event", "account", "points", "good", "none"]
    assert list(ours.values())[1:] == ["info", "polled", "学生", 13, True, None]
    assert (foreign["event"], foreign["level"]) == ("hello you", "warning")


def test_the_readable_form_has_no_colours_where_there_is_no_terminal() -> None:
    stream = _logged("console")
    structlog.get_logger("collector").info("polled", account="me")
    assert "\x1b" not in stream.getvalue()
    assert "account=me" in stream.getvalue()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_that_are_asked_for_need_no_terminal() -> None:
    stream = io.StringIO()
    configure("info", "console", stream, colours=True)
    structlog.get_logger("collector").info("polled", account="me")
    assert "\x1b" in stream.getvalue()


@pytest.mark.parametrize("colours", [None, False])
def test_a_terminal_has_colours_unless_they_are_not_wanted(colours: bool | None) -> None:
    terminal = _Terminal()
    configure("info", "auto", terminal, colours=colours)
    structlog.get_logger("collector").info("polled", account="me")
    assert "polled" in terminal.getvalue()
    assert ("\x1b" in terminal.getvalue()) is (colours is None)


def test_the_level_holds_for_us_and_for_libraries() -> None:
    stream = _logged("json", "warning")
    structlog.get_logger("collector").info("not this")
    logging.getLogger("foreign").info("nor this")
    structlog.get_logger("collector").error("this")
    assert [line["event"] for line in _lines(stream)] == ["this"]


@pytest.mark.parametrize("library", ["httpx", "httpcore", "urllib3", "apscheduler"])
def test_libraries_that_log_addresses_and_headers_are_kept_short_even_for_debugging(library: str) -> None:
    stream = _logged("json", "debug")
    logging.getLogger(library).info("HTTP Request: GET https://…")
    assert stream.getvalue() == ""


def test_plain_words_are_no_secrets() -> None:
    for text in ("token replaced: asking again", "no token", "basic authentication", "the bearer knows"):
        assert Redaction().text(text) == text


def test_a_secret_that_is_a_part_of_another_does_not_show_the_rest() -> None:
    redact = Redaction()
    redact.hide(["abc", "abc-canary", None, ""])
    redact.hide(["abc"])
    assert redact.text("<abc-canary> <abc>") == "<[secret]> <[secret]>"


def test_a_password_that_is_a_public_word_or_a_part_of_words_garbles_nothing() -> None:
    redaction = Redaction()
    redaction.spare(["wanikani"])
    redaction.hide(["wanikani", "pnt", "a-long-secret-token"])
    said = redaction.text(
        "the bucket wanikani took 3 pnts; pnt and a-long-secret-token and xa-long-secret-tokeny"
    )
    assert said == "the bucket wanikani took 3 pnts; [secret] and [secret] and x[secret]y"


@pytest.mark.parametrize("secret", ["a", "is", "t"])
def test_a_secret_of_two_letters_at_most_blanks_nothing(secret: str) -> None:
    redact = Redaction()
    redact.hide([secret])
    assert redact.text("this is a cat of the house") == "this is a cat of the house"


def test_secrets_that_overlap_leave_nothing_of_each_other() -> None:
    redact = Redaction()
    redact.hide(["XXabcdef", "abcdefgh12345", "abcdefgh"])
    assert redact.text("0 XXabcdefgh12345 1 abcdefgh. 2") == "0 [secret] 1 [secret]. 2"


def test_ten_thousand_secrets_cost_a_line_of_the_log_no_more_than_ten() -> None:
    few, many = Redaction(), Redaction()
    few.hide(f"token-{number:032d}" for number in range(10))
    many.hide(f"token-{number:032d}" for number in range(10_000))
    line = f"of a line with token-{7:032d} in its midst, as long as they are"
    assert many.text(line) == few.text(line) == "of a line with [secret] in its midst, as long as they are"
    assert _seconds(many, line) < 10 * _seconds(few, line) + 0.1


def _seconds(redact: Redaction, line: str) -> float:
    began = time.process_time()
    for _ in range(500):
        redact.text(line)
    return time.process_time() - began
