"""The start of most commands: read the settings, configure the log by them, warn of likely mistakes."""

import threading
from functools import partial

from collector.cli.output import echo
from collector.config import environment, settings
from collector.config.accounts import read_accounts
from collector.config.env_file import EnvFile
from collector.config.loading import ENV_FILE, read_env_file
from collector.config.settings import Settings
from collector.config.sharding import shard_warnings
from collector.config.typos import are_suspicious, likely_typos, zone_warnings
from collector.core.clock import SystemClock
from collector.core.late_log import configure_at_first_line
from collector.core.redaction import redaction


def load_settings() -> Settings:
    """Return the settings; a log line will have the form that they say. Raises `InvalidSettings`."""
    read = settings.load()
    configure_at_first_line(read.log_level, partial(configure_log, read))
    redaction.spare([read.influxdb_bucket, read.influxdb_org, read.influxdb_username, read.wanikani_account])
    return read


def configure_log(settings: Settings) -> None:
    """Configure the log by the settings, for those who log by structlog itself."""
    from collector.core import log  # noqa: PLC0415 - structlog is imported only where a line is logged

    log.configure(settings.log_level, settings.log_format, colours=environment.colours())


def load_settings_with_warnings() -> Settings:
    """Return the settings as `load_settings`, and warn of what has no effect; raises `InvalidSettings`."""
    read = load_settings()
    owned = shard_warnings(read.shard, read_accounts(read).tokens) if read.shard else []
    print_warnings([*ineffective_settings(), *zone_warnings(read), *owned])
    return read


def print_warnings(warnings: list[str]) -> None:
    """Print *warnings* on standard error."""
    for warning in warnings:
        echo(warning, err=True)


def ineffective_settings() -> list[str]:
    """Return a sentence for each variable or line of `.env` that looks like one of our settings but is not.

    Raises `InvalidSettings` when `.env` cannot be read.
    """
    # A named pipe can be read only once, and the settings did that.
    env_file = EnvFile() if ENV_FILE.is_fifo() else read_env_file()
    given = [*environment.names(), *env_file.values]
    known = [name.upper() for name in Settings.model_fields]
    suspicious = are_suspicious(given, known)
    return [
        *env_file.without_effect,
        *(likely_typos(given, [*known, *_names_of_other_settings()]) if suspicious else ()),
    ]


def _names_of_other_settings() -> list[str]:
    # Importing these takes 80 ms: only where there is a name that none of the usual settings has.
    from collector.config.alerts import ContactSettings  # noqa: PLC0415
    from collector.config.grafana import GrafanaSettings  # noqa: PLC0415
    from collector.config.thresholds import ThresholdSettings  # noqa: PLC0415

    kinds = (ContactSettings, ThresholdSettings, GrafanaSettings)
    return [name.upper() for kind in kinds for name in kind.model_fields]


def system_clock() -> SystemClock:
    """Return the clock of a process that nothing stops but its end."""
    return SystemClock(threading.Event())
