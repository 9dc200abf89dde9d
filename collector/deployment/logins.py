"""The logins at InfluxDB of collector and Grafana, from the secrets that were made for them.

In a container's volume they have the same names whatever the bucket is called.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from collector.deployment.volumes import ADMIN_PASSWORD
from collector.influxdb.provision import tokens_v2, users_v1
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.target import Generation, Target

COLLECTOR_USERNAME = "influxdb-collector-username"
GRAFANA_USERNAME = "influxdb-grafana-username"
# All names that a volume ever has.
SHARED = frozenset(
    (
        tokens_v2.COLLECTOR.file,
        tokens_v2.GRAFANA.file,
        users_v1.COLLECTOR.file,
        users_v1.GRAFANA.file,
        COLLECTOR_USERNAME,
        GRAFANA_USERNAME,
        ADMIN_PASSWORD,
    )
)


@dataclass(frozen=True, slots=True)
class Logins:
    """The contents of each reader's volume: text by file name."""

    collector: dict[str, str]
    grafana: dict[str, str]

    @classmethod
    def read(cls, files: SecretFiles, generation: Generation, bucket: str) -> "Logins":
        """Return the logins for *bucket* in *files*; raises `SetupFailed` when one cannot be read."""
        if generation is Generation.V1:
            return cls(
                _user(files, users_v1.COLLECTOR, bucket, COLLECTOR_USERNAME),
                _user(files, users_v1.GRAFANA, bucket, GRAFANA_USERNAME),
            )
        return cls(_token(files, tokens_v2.COLLECTOR, bucket), _token(files, tokens_v2.GRAFANA, bucket))

    def as_grafana(self, target: Target) -> Target:
        """Return *target* with Grafana's login in place of its own."""
        return as_grafana(target, self.grafana)


def grafana_login(volume: Path, target: Target) -> Target:
    """Return *target* with the login in Grafana's *volume*; raises `SetupFailed` when it cannot be read."""
    files = SecretFiles(volume)
    known = {name: files.read(name) or "" for name in SHARED}
    return as_grafana(target, known)


def as_grafana(target: Target, login: dict[str, str]) -> Target:
    """Return *target* with a *login*, a text by the name of its file in Grafana's volume."""
    return replace(
        target,
        token=login.get(tokens_v2.GRAFANA.file) or None,
        username=login.get(GRAFANA_USERNAME) or None,
        password=login.get(users_v1.GRAFANA.file) or None,
    )


def _user(files: SecretFiles, spec: users_v1.UserSpec, bucket: str, username: str) -> dict[str, str]:
    user = users_v1.user_of(spec, bucket, files)
    return {username: user.name, spec.file: files.read(user.file) or ""}


def _token(files: SecretFiles, spec: tokens_v2.TokenSpec, bucket: str) -> dict[str, str]:
    return {spec.file: files.read(files.name_for(spec.file, bucket)) or ""}
