"""Writes to InfluxDB 2.x by influxdb-client.

Its synchronous mode, because the batching mode of 1.50 drops data after three minutes and tells only a
callback, and its retries stop for good once the client is older than their deadline. The outbox retries.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.rest import ApiException

from collector.core.tls import trusting
from collector.influxdb.http import TIMEOUT, outcome_of_failure
from collector.influxdb.outcome import Accepted, WriteOutcome
from collector.influxdb.responses import InfluxResponse, write_outcome
from collector.influxdb.target import Generation, Target


def _network_options(target: Target) -> dict[str, Any]:
    """Return how the client reaches the server: it asks the environment nothing either."""
    proxy = target.proxy
    options: dict[str, Any] = {}
    if proxy is not None:
        login = ":".join(proxy.login) if proxy.login else None
        options = {"proxy": proxy.shown, "proxy_headers": urllib3.make_headers(proxy_basic_auth=login)}
    if target.url.lower().startswith("https:"):
        options["ssl_context"] = trusting(target.network)
    return options


class WriterV2:
    """Keeps one connection; uses nothing of the server but ``/api/v2/write``."""

    def __init__(self, target: Target, *, timeout: timedelta = TIMEOUT) -> None:
        self._target = target
        self._client = InfluxDBClient(
            url=target.url,
            token=target.token or "",
            org=target.org or "",
            timeout=int(timeout.total_seconds() * 1000),
            enable_gzip=True,
            **_network_options(target),
        )
        self._api = self._client.write_api(write_options=SYNCHRONOUS)

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request."""
        try:
            # An empty body would be sent as broken gzip, a 500; a blank line writes nothing too.
            # Text with nanoseconds (its default): the client's own conversion of times may be off by one.
            self._api.write(
                bucket=self._target.bucket,
                org=self._target.org or "",
                record=("\n".join(lines) or "\n").encode(),
            )
        except ApiException as error:
            return self._refusal(error)
        # Transport failures come raw; a ValueError is a header that cannot be sent.
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return outcome_of_failure(error, self._target)
        return Accepted()

    def close(self) -> None:
        """Close the connection."""
        self._api.close()
        self._client.close()

    def _refusal(self, error: ApiException) -> WriteOutcome:
        if not error.status:  # TLS failed: the client hides urllib3's error behind a status of 0
            return outcome_of_failure(error, self._target)
        return write_outcome(
            InfluxResponse(error.status, error.body or "", error.headers or {}),
            self._target,
            Generation.V2,
        )
