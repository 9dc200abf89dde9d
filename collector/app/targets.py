"""The databases that points go to and are read from, by the present settings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from collector.app.secrets import read_and_redact, read_if_given
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.core.errors import CollectorError, InvalidSettings
from collector.influxdb.target import Generation, Target

if TYPE_CHECKING:  # only set-ups and a look into the database need it
    from collector.config.grafana import GrafanaSettings


def require_influxdb(settings: Settings, token: Secret | None = None) -> Target:
    """Return where points go, like `influx_target`; raises `InvalidSettings` when no server is set."""
    if settings.influxdb_url is None:
        raise InvalidSettings("INFLUXDB_URL is not set: set it to your InfluxDB, e.g. http://localhost:8086.")
    return influx_target(settings, token)


def influx_target(settings: Settings, token: Secret | None = None) -> Target:
    """Return where points go, with its secrets as they are now; *token* replaces INFLUXDB_TOKEN.

    Raises `UnusableSecret` when a secret that is set cannot be read.
    """
    return Target(
        url=settings.influxdb_url or "",
        bucket=settings.influxdb_bucket,
        org=settings.influxdb_org,
        token=read_if_given(token or settings.influxdb_secret("token")),
        username=user.read() if (user := settings.influxdb_user).given else None,
        password=read_if_given(settings.influxdb_secret("password")),
        network=settings.network,
    )


def grafana_target(
    settings: Settings, grafana: "GrafanaSettings", made: str | None, generation: Generation | None = None
) -> Target:
    """Return what Grafana reads from; *made* is the token that a set-up made for it, used unless one is set.

    Raises `InvalidSettings` when no server or two logins are set, or one that *generation* does not take;
    `UnusableSecret` when a secret cannot be read.
    """
    target = _grafana_target(settings, grafana, None if generation is Generation.V1 else made)
    mistake = _unfit_login(target, generation)
    if mistake is not None:
        raise InvalidSettings(mistake)
    return target


def _unfit_login(target: Target, generation: Generation | None) -> str | None:
    """Return why *generation* does not let Grafana read with the login of *target*, or None if it does."""
    match generation, target:
        case Generation.V1, Target(token=str()):
            return (
                "GRAFANA_INFLUXDB_TOKEN is set, but InfluxDB 1.x has no tokens: set "
                "GRAFANA_INFLUXDB_USERNAME and GRAFANA_INFLUXDB_PASSWORD instead, or neither where "
                "authentication is off."
            )
        case (Generation.V2 | Generation.V3) as newer, Target(username=str()):
            return (
                f"GRAFANA_INFLUXDB_USERNAME is set, but InfluxDB {newer.value} has tokens instead: set "
                "GRAFANA_INFLUXDB_TOKEN."
            )
        case Generation.V2, Target(token=None):
            return (
                "Grafana cannot read InfluxDB 2.x without a token: run setup-influxdb, or set "
                "GRAFANA_INFLUXDB_TOKEN."
            )
    return None


def _grafana_target(settings: Settings, grafana: "GrafanaSettings", made: str | None) -> Target:
    url = grafana.grafana_influxdb_url or settings.influxdb_url
    if url is None:
        raise InvalidSettings(
            "INFLUXDB_URL is not set: set it to your InfluxDB, or GRAFANA_INFLUXDB_URL to its address as "
            "Grafana reaches it."
        )
    token = read_if_given(grafana.secret("token"))
    username = grafana.grafana_influxdb_username
    if username is None:
        return Target(url, settings.influxdb_bucket, token=token or made)
    if token is not None:
        raise InvalidSettings(
            "GRAFANA_INFLUXDB_USERNAME is set although GRAFANA_INFLUXDB_TOKEN is set too: keep the user for "
            "InfluxDB 1.x, the token for 2.x and 3.x."
        )
    password = read_and_redact(grafana.secret("password"))
    return Target(url, settings.influxdb_bucket, username=username, password=password)


def reading_targets(settings: Settings) -> Iterator[Target]:
    """Yield the logins that may be able to read the database: the collector's own, then Grafana's.

    Of 2.x the former may only write. Grafana's is the one that is set, or that `setup-influxdb` made here.
    """
    own = influx_target(settings)
    yield own
    from collector.config.grafana import load_grafana_settings  # noqa: PLC0415
    from collector.influxdb.provision.secret_files import SecretFiles  # noqa: PLC0415
    from collector.influxdb.provision.tokens_v2 import GRAFANA  # noqa: PLC0415

    try:
        files = SecretFiles(Path("secrets"))  # where setup-influxdb writes it by default
        made = files.read(files.name_for(GRAFANA.file, settings.influxdb_bucket))
        grafana = grafana_target(settings, load_grafana_settings(), made)
    except CollectorError:  # a mistake in Grafana's settings is not this command's concern
        return
    if grafana.token or grafana.username:
        yield replace(grafana, url=own.url, network=own.network)
