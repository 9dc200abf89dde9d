"""The volumes of the stack, as they are mounted below one folder where it is set up.

What each container may read is what is mounted into it: the collector's and Grafana's secrets are in volumes
of their own, and the administrators' are in none that a server sees.
"""

from dataclasses import dataclass
from pathlib import Path

ADMIN_PASSWORD = "grafana-admin-password"  # noqa: S105 - the name of a file
CONTACT_POINTS = Path("alerting") / "contact-points.yaml"


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything goes below *root*."""

    root: Path

    @property
    def secrets(self) -> Path:
        """All secrets, for nobody but the set-up and the backup."""
        return self.root / "secrets"

    @property
    def collector(self) -> Path:
        """What the collector opens InfluxDB with."""
        return self.root / "collector"

    @property
    def grafana(self) -> Path:
        """What Grafana opens InfluxDB with, and its administrator's password."""
        return self.root / "grafana"

    @property
    def provisioning(self) -> Path:
        """What Grafana reads at its start; the contact points in it hold secrets."""
        return self.root / "provisioning"
