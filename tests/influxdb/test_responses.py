from datetime import timedelta

import pytest

from collector.influxdb.outcome import (
    Accepted,
    ActionRequired,
    BadLine,
    RetryLater,
    TooLarge,
    TooOld,
    WriteOutcome,
)
from collector.influxdb.responses import InfluxResponse, error_message, write_outcome
from collector.influxdb.target import Generation, Target

V1, V2, V3 = Generation.V1, Generation.V2, Generation.V3
TARGET = Target("http://host:8086", "wanikani", "home", "canary-token", "me", "canary-password")
UNPARSABLE = "unable to parse 'foo': missing fields"
CONFLICT = "failure writing points to database: partial write: field type conflict: … dropped=1"
# As 1.6.7 and 2.9.1 say it; the names of series make the latter long.
TOO_OLD_1 = "partial write: points beyond retention policy dropped=2"
TOO_OLD_2 = (
    "failure writing points to database: partial write: dropped 2 points outside retention policy of "
    f"duration 720h0m0s - oldest point m,a={'x' * 500} at 2026-09-30T03:13:55Z dropped because it violates a "
    "Retention Policy Lower Bound at 2026-10-30T03:13:55.924607164Z, newest point m,a=x at "
    "2026-10-29T03:13:55Z dropped because it violates a Retention Policy Lower Bound at "
    "2026-10-30T03:13:55.924607164Z dropped=2 for "
    "database: 724d4092449de438 for retention policy: autogen"
)
TOO_LATE_2 = "partial write: dropped 1 points outside retention policy … violates … Upper Bound … dropped=1"
PAGE = "<html><body>400 Bad Request</body></html>"


def said_2(message: str) -> str:
    return f'{{"code": "…", "message": "{message}"}}'


def said_1(message: str) -> str:
    return f'{{"error": "{message}"}}'


EXACT = [
    pytest.param(V2, 204, "", Accepted(), id="204 is accepted"),
    pytest.param(V1, 200, "", Accepted(), id="an empty success is accepted"),
    pytest.param(V2, 400, said_2(UNPARSABLE), BadLine(UNPARSABLE), id="2.x names a line it cannot parse"),
    pytest.param(V1, 400, said_1(UNPARSABLE), BadLine(UNPARSABLE), id="1.x names a line it cannot parse"),
    pytest.param(V2, 422, said_2(CONFLICT), BadLine(CONFLICT), id="2.x stores all but the conflicting line"),
    pytest.param(V1, 400, said_1(CONFLICT), BadLine(CONFLICT), id="1.x stores all but the conflicting line"),
    pytest.param(V2, 413, said_2("too much"), TooLarge("too much"), id="413 is too large"),
    pytest.param(V1, 400, said_1(TOO_OLD_1), TooOld(2), id="1.x counts the points that are too old"),
    pytest.param(V2, 422, said_2(TOO_OLD_2), TooOld(2), id="2.x counts the points that are too old"),
    pytest.param(V2, 422, said_2(TOO_LATE_2), BadLine(TOO_LATE_2), id="a limit of the future is none of age"),
    pytest.param(
        V3,
        400,
        '{"error": "partial write", "data": [{"line_number": 1, "error_message": "no fields"}]}',
        BadLine("partial write; no fields"),
        id="3.x explains line by line",
    ),
]


@pytest.mark.parametrize(("generation", "status", "body", "expected"), EXACT)
def test_what_is_about_the_lines(
    generation: Generation, status: int, body: str, expected: WriteOutcome
) -> None:
    assert write_outcome(InfluxResponse(status, body, {}), TARGET, generation) == expected


FIXES = [
    pytest.param(V2, 401, said_2("unauthorized access"), "INFLUXDB_TOKEN", id="401 on 2.x: the token"),
    pytest.param(V2, 403, said_2("insufficient permissions"), "INFLUXDB_TOKEN", id="403 on 2.x: the token"),
    pytest.param(V1, 401, said_1("authorization failed"), "INFLUXDB_PASSWORD", id="401 on 1.x: the login"),
    pytest.param(V1, 403, said_1("user is not authorized"), "INFLUXDB_USERNAME", id="403 on 1.x: the login"),
    pytest.param(V2, 404, said_2('bucket \\"wanikani\\" not found'), "INFLUXDB_BUCKET", id="404: the bucket"),
    pytest.param(
        V2, 404, said_2('organization name \\"home\\" not found'), "INFLUXDB_ORG", id="404: the org"
    ),
    pytest.param(
        V1, 404, said_1('database not found: \\"wanikani\\"'), "INFLUXDB_BUCKET", id="404: the database"
    ),
    pytest.param(V2, 404, "404 page not found", "INFLUXDB_URL", id="404 by another server: the URL"),
    pytest.param(V2, 400, PAGE, "INFLUXDB_URL", id="a proxy's 400 refuses no line"),
    pytest.param(V2, 422, PAGE, "INFLUXDB_URL", id="a proxy's 422 refuses no line"),
    pytest.param(
        V2, 400, said_2("Please provide either orgID or org"), "INFLUXDB_ORG", id="400 without an org"
    ),
    pytest.param(V1, 400, said_1("database is required"), "INFLUXDB_BUCKET", id="400 without a database"),
    pytest.param(V2, 200, "<html>Welcome</html>", "INFLUXDB_URL", id="a page with 200 has stored nothing"),
    pytest.param(V2, 301, "", "INFLUXDB_URL", id="a redirect is not followed"),
    pytest.param(V2, 405, "", "INFLUXDB_URL", id="405 keeps everything"),
    pytest.param(V2, 418, "", "INFLUXDB_URL", id="an unheard-of status keeps everything"),
]


@pytest.mark.parametrize(("generation", "status", "body", "setting"), FIXES)
def test_what_the_owner_must_mend(generation: Generation, status: int, body: str, setting: str) -> None:
    outcome = write_outcome(InfluxResponse(status, body, {}), TARGET, generation)
    assert isinstance(outcome, ActionRequired)
    assert setting in outcome.sentence


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_by_itself(status: int) -> None:
    outcome = write_outcome(InfluxResponse(status, PAGE, {"retry-after": "7"}), TARGET, V2)
    assert isinstance(outcome, RetryLater)
    assert outcome.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 413, 422, 429, 500])
@pytest.mark.parametrize("generation", list(Generation))
def test_no_outcome_repeats_a_secret_that_the_server_echoes(generation: Generation, status: int) -> None:
    for echo in (said_2("for canary-token: canary-password"), said_1("bucket canary-token, canary-password")):
        assert "canary" not in str(write_outcome(InfluxResponse(status, echo, {}), TARGET, generation))


@pytest.mark.parametrize(
    "body", ["", "<html>", "[1]", "null", '{"message": 5}', '{"other": "x"}', '{"error": ""}']
)
def test_what_is_not_influxdbs_says_nothing(body: str) -> None:
    assert error_message(body) is None
