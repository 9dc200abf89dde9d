"""Tokens of InfluxDB 2.x that may do one thing each to one bucket.

The server shows a token only once, when it creates it: it goes to disk at once, and one that was lost is
replaced. A token of another bucket is never replaced: that bucket's collector is using it.
"""

from dataclasses import dataclass, replace

from collector.core.errors import SetupFailed
from collector.influxdb.provision.admin_api_v2 import Action, AdminApiV2, Bucket, token_allows
from collector.influxdb.provision.secret_files import SecretFiles, own_name
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
        name = self.files.name_for(spec.file, self.bucket.name)
        token = self.files.read(name)
        if token and token_allows(token, spec.action, self.target):
            return SetupStep(f"The token for {spec.holder} in {self.files.path(name)} is valid.")
        other = self._other_bucket(token, spec.action) if token else None
        if other is None:
            return self._made(spec, name, "")
        taken = self.files.path(name)
        if name != spec.file:
            raise SetupFailed(
                f"{taken} holds the token of the bucket “{other}”: move it elsewhere, or choose another "
                "folder with --secrets-dir. Nothing was overwritten."
            )
        note = f" The one in {taken} is for “{other}” and was left as it is."
        return self._made(spec, own_name(spec.file, self.bucket.name), note)

    def _made(self, spec: TokenSpec, name: str, note: str) -> SetupStep:
        replaced = (
            ", instead of one that was lost and is no longer valid" if self._replace(spec, name) else ""
        )
        return SetupStep(
            f"Created a token for {spec.holder} that can only {spec.action} “{self.bucket.name}”{replaced}: "
            f"{self.files.path(name)}.{note}",
            changed=True,
        )

    def _other_bucket(self, token: str, action: Action) -> str | None:
        """Return the name of another bucket that *token* is for, or None."""
        for each in self.admin.buckets():
            elsewhere = replace(self.target, org=each.org_id, bucket=each.name)
            if each.id != self.bucket.id and token_allows(token, action, elsewhere):
                return each.name
        return None

    def _replace(self, spec: TokenSpec, name: str) -> bool:
        """Create a token; return True if others of its description had to be deleted.

        They go first: a run cut short at any point leaves no token that is in no file.
        """
        self.files.ensure_writable()
        description = f"wanikani-collector: {spec.action} {self.bucket.name}"
        lost = self._revoke(description)
        self.files.write(name, self.admin.authorize(self.bucket, spec.action, description))
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
