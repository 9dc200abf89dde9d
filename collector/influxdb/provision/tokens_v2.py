"""Tokens of InfluxDB 2.x that may do one thing each to one bucket.

The server shows a token only once, when it creates it: it goes to disk at once, and one that was lost is
replaced.
"""

from dataclasses import dataclass

from collector.influxdb.provision.admin_api_v2 import Action, AdminApiV2, Bucket, token_allows
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.target import Target


@dataclass(frozen=True, slots=True)
class TokenSpec:
    """A token that the stack needs: who uses it, in which file it is, and what it may do to the bucket."""

    holder: str
    file: str
    action: Action


COLLECTOR = TokenSpec("the collector", "influxdb-collector-token", "write")
GRAFANA = TokenSpec("Grafana", "influxdb-grafana-token", "read")


def ensure_tokens(admin: AdminApiV2, bucket: Bucket, target: Target, files: SecretFiles) -> list[SetupStep]:
    """Create the tokens for collector and Grafana whose files have none that the server accepts.

    *target* is the bucket's. Raises `SetupFailed` when the server refuses or a file cannot be written,
    `InfluxDBUnavailable` when the server is busy, and httpx's errors.
    """
    tokens = _Tokens(admin, bucket, target, files)
    return [tokens.ensure(spec) for spec in (COLLECTOR, GRAFANA)]


@dataclass(frozen=True, slots=True)
class _Tokens:
    admin: AdminApiV2
    bucket: Bucket
    target: Target
    files: SecretFiles

    def ensure(self, spec: TokenSpec) -> SetupStep:
        path = self.files.path(spec.file)
        token = self.files.read(spec.file)
        if token and token_allows(token, spec.action, self.target):
            return SetupStep(f"The token for {spec.holder} in {path} is valid.")
        replaced = ", instead of one that was lost and is no longer valid" if self._replace(spec) else ""
        return SetupStep(
            f"Made a token for {spec.holder} that may only {spec.action} “{self.bucket.name}”{replaced}: "
            f"{path}.",
            changed=True,
        )

    def _replace(self, spec: TokenSpec) -> bool:
        """Create a token; return True if others of its description had to be deleted.

        They go first: a run cut short at any point leaves no token that is in no file.
        """
        self.files.ensure_writable()
        description = f"wanikani-collector: {spec.action} {self.bucket.name}"
        lost = self._revoke(description)
        self.files.write(spec.file, self.admin.authorize(self.bucket, spec.action, description))
        return lost

    def _revoke(self, description: str) -> bool:
        """Delete our tokens for this bucket alone with that description; return True if there were any."""
        ours = [
            each.id
            for each in self.admin.authorizations(self.bucket.org_id)
            if each.description == description and each.bucket_ids == {self.bucket.id}
        ]
        for authorization_id in ours:
            self.admin.revoke(authorization_id)
        return bool(ours)
