"""The volumes of the stack, as they are mounted below one folder for `setup-stack`.

A container can read only what is mounted into it. The collector's and Grafana's secrets are in volumes of
their own; no server sees the volume with the administrators' secrets.
"""

from dataclasses import dataclass
from pathlib import Path

ADMIN_PASSWORD = "grafana-admin-password"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class Volumes:
    """The folders of the volumes below *root*."""

    root: Path

    @property
    def secrets(self) -> Path:
        """All secrets, for `setup-stack` and `deploy/backup` only."""
        return self.root / "secrets"

    @property
    def collector(self) -> Path:
        """The collector's credentials for InfluxDB."""
        return self.root / "collector"

    @property
    def grafana(self) -> Path:
        """Grafana's credentials for InfluxDB, and its administrator's password."""
        return self.root / "grafana"

    @property
    def provisioning(self) -> Path:
        """Grafana's provisioning files; data source and contact points among them hold secrets."""
        return self.root / "provisioning"
