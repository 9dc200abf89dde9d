"""Sets the stack up: creates what is missing, and changes nothing when run again."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from collector.config.contacts import Contacts
from collector.core.errors import SetupFailed
from collector.core.links import INFLUXDB_3_PAGE
from collector.deployment.contact_points import contact_points_file
from collector.deployment.folder_sync import sync_folder
from collector.deployment.grafana_files import CONTACT_POINTS, is_ours, provisioning_files, public_files
from collector.deployment.logins import SHARED, Logins
from collector.deployment.volumes import ADMIN_PASSWORD, Volumes
from collector.influxdb.detect import detect_server
from collector.influxdb.outcome import as_error
from collector.influxdb.provision.provision import set_up
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.target import Generation, InfluxServer, Target

# One container sees each volume. Grafana runs as another user than the collector, and must be able to read.
_OWNER_ONLY = 0o400
_READABLE = 0o444
# Grafana logs an error for each of these folders that is missing.
_EXPECTED_FOLDERS = ("plugins", "access-control", "notifiers")


@dataclass(frozen=True, slots=True)
class GrafanaOptions:
    """The input for Grafana: the files in *shipped* (see `grafana_files`), with what the owner set.

    *thresholds* replace defaults by key; *influxdb_url* is InfluxDB's address as Grafana reaches it, None for
    the collector's.
    """

    shipped: Path
    contacts: Contacts = field(default_factory=Contacts)
    thresholds: Mapping[str, str] = field(default_factory=dict)
    influxdb_url: str | None = None


def set_up_stack(target: Target, volumes: Volumes, grafana: GrafanaOptions) -> Iterator[SetupStep]:
    """Yield each step once it is done.

    Raises `SetupFailed` or `InfluxDBActionRequired` when the owner must fix something first, and
    `InfluxDBUnavailable` when InfluxDB does not answer.
    """
    # Before a secret is made.
    public_files(grafana.shipped, grafana.thresholds)
    files = SecretFiles(volumes.secrets)
    generation = _generation(target)
    yield _keep_admin_password(files)
    yield from set_up(target, volumes.secrets, users=True)
    logins = Logins.read(files, generation, target.bucket)
    yield _share(logins.collector, volumes.collector, "the collector", mode=_OWNER_ONLY)
    for_grafana = logins.grafana | {ADMIN_PASSWORD: files.read(ADMIN_PASSWORD) or ""}
    yield _share(for_grafana, volumes.grafana, "Grafana", mode=_READABLE)
    seen = replace(target, url=grafana.influxdb_url or target.url)
    yield _provision(volumes.provisioning, logins.as_grafana(seen), grafana)


def keep_grafana_startable(volumes: Volumes) -> None:
    """Make the one file that Grafana cannot start without, where it is missing: its administrator's password.

    For a set-up that stops before its end; without the stack's folder it makes nothing. Raises
    `SetupFailed` when a volume cannot be written.
    """
    if not volumes.root.is_dir():
        return
    files = SecretFiles(volumes.secrets)
    _keep_admin_password(files)
    if not (volumes.grafana / ADMIN_PASSWORD).exists():
        _share({ADMIN_PASSWORD: files.read(ADMIN_PASSWORD) or ""}, volumes.grafana, "Grafana", mode=_READABLE)


def is_provisioned(volumes: Volumes) -> bool:
    """Return True if Grafana has its files from an earlier set-up."""
    return (volumes.provisioning / CONTACT_POINTS).exists()


def _generation(target: Target) -> Generation:
    """Return the server's generation. Raises a `CollectorError` before secrets are made."""
    server = detect_server(target)
    if not isinstance(server, InfluxServer):
        raise as_error(server)
    if server.generation is Generation.V3:
        raise SetupFailed(
            f"{server} at {target.url} cannot be set up here: 3 Core has only admin tokens, which Grafana "
            "would use for all viewers, and its dashboards end after a few weeks. Set INFLUXDB_URL to a 2.x "
            "or 1.x server, or run collector and Grafana without docker compose: see "
            f"{INFLUXDB_3_PAGE}"
        )
    return server.generation


def _keep_admin_password(files: SecretFiles) -> SetupStep:
    made = files.read(ADMIN_PASSWORD) is None
    files.get_or_create(ADMIN_PASSWORD, lambda: secrets.token_urlsafe(18))
    return SetupStep("Generated a password for Grafana's user “admin”.", changed=made)


def _share(secrets: Mapping[str, str], volume: Path, reader: str, *, mode: int) -> SetupStep:
    changed = sync_folder(
        volume,
        {Path(name): f"{secret}\n" for name, secret in secrets.items() if secret},
        mode=mode,
        is_ours=lambda _, path: path.name in SHARED,
    )
    return SetupStep(f"Wrote the secrets that {reader} needs, readable by it alone.", changed=changed)


def _provision(volume: Path, target: Target, grafana: GrafanaOptions) -> SetupStep:
    files = provisioning_files(grafana.shipped, grafana.thresholds, target)
    wanted = files | {CONTACT_POINTS: contact_points_file(grafana.contacts)}
    changed = sync_folder(volume, wanted, mode=_READABLE, is_ours=is_ours, subfolders=_EXPECTED_FOLDERS)
    return SetupStep(
        "Wrote data source, dashboards, alert rules and contact points for Grafana.", changed=changed
    )
