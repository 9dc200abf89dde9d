"""Setting the stack up: each start makes what is missing, and a start after that changes nothing."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from collector.config.contacts import Contacts
from collector.core.errors import SetupFailed
from collector.deployment.contact_points import as_file
from collector.deployment.exact_folder import hold
from collector.deployment.volumes import ADMIN_PASSWORD, CONTACT_POINTS, Places
from collector.influxdb.detect import find_server
from collector.influxdb.provision import bucket_v2, users_v1
from collector.influxdb.provision.provision import failed, set_up
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.steps import Step
from collector.influxdb.target import Generation, Server, Target

_FOR_COLLECTOR = (bucket_v2.COLLECTOR.file, users_v1.COLLECTOR.file)
_FOR_GRAFANA = (bucket_v2.GRAFANA.file, users_v1.GRAFANA.file, ADMIN_PASSWORD)
# Each volume is seen by one container alone; Grafana's user is another than ours, and must be able to read.
_OURS, _ANOTHERS = 0o400, 0o444
# Grafana complains in its log about each of these that it does not find.
_LOOKED_FOR = ("plugins", "access-control", "notifiers")


def set_up_stack(target: Target, places: Places, shipped: Path, contacts: Contacts) -> Iterator[Step]:
    """Yield each step once it is done; raises `SetupFailed`.

    *shipped* is the project's folder `grafana`, with `provisioning` and `influxdb-1.x` in it.
    """
    files = SecretFiles(places.secrets)
    generation = _generation(target)
    yield _grafanas_password(files)
    yield from set_up(target, places.secrets, logins=True)
    yield _hand_out(files, places.collector, _FOR_COLLECTOR, "the collector", mode=_OURS)
    yield _hand_out(files, places.grafana, _FOR_GRAFANA, "Grafana", mode=_ANOTHERS)
    yield _provision(places.provisioning, shipped, generation, contacts)


def _generation(target: Target) -> Generation:
    server = find_server(target)
    if not isinstance(server, Server):
        # `set_up` would say the same, but only after secrets were made.
        raise failed(server)
    if server.generation is Generation.V3:
        raise SetupFailed(
            f"{server} at {target.url} cannot be set up by this: point INFLUXDB_URL to a 2.x or 1.x, or run "
            "collector and Grafana without docker compose, with a token of yours."
        )
    return server.generation


def _grafanas_password(files: SecretFiles) -> Step:
    made = files.read(ADMIN_PASSWORD) is None
    files.keep(ADMIN_PASSWORD, lambda: secrets.token_urlsafe(18))
    return Step("Made a password for Grafana's user “admin”.", changed=made)


def _hand_out(files: SecretFiles, volume: Path, names: tuple[str, ...], whom: str, *, mode: int) -> Step:
    known = {Path(name): files.read(name) for name in names}
    changed = hold(volume, {name: f"{secret}\n" for name, secret in known.items() if secret}, mode=mode)
    return Step(f"Gave {whom} what it needs to know, and nobody else.", changed=changed)


def _provision(volume: Path, shipped: Path, generation: Generation, contacts: Contacts) -> Step:
    wanted = _shipped(shipped / "provisioning")
    if generation is Generation.V1:
        wanted |= {
            Path("datasources") / name: text for name, text in _shipped(shipped / "influxdb-1.x").items()
        }
    wanted[CONTACT_POINTS] = as_file(contacts)
    changed = hold(volume, wanted, mode=_ANOTHERS, empty=_LOOKED_FOR)
    return Step("Wrote data source, dashboards, alarms and contact points for Grafana.", changed=changed)


def _shipped(folder: Path) -> dict[Path, str]:
    found = {
        path.relative_to(folder): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }
    if not found:
        raise SetupFailed(f"{folder} has no files for Grafana: name the project's folder with --grafana.")
    return found
