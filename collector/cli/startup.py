"""The start of most commands: read the settings, configure the log by them, warn of likely mistakes."""

import threading

from collector.cli.output import echo
from collector.config import environment, settings
from collector.config.alerts import ContactSettings
from collector.config.env_file import EnvFile
from collector.config.grafana import GrafanaSettings
from collector.config.loading import ENV_FILE, read_env_file
from collector.config.settings import Settings
from collector.config.thresholds import ThresholdSettings
from collector.config.typos import likely_typos, zone_warnings
from collector.core import log
from collector.core.clock import SystemClock
from collector.core.redaction import redaction


def load_settings() -> Settings:
    """Return the settings and configure the log by them; raises `InvalidSettings`."""
    read = settings.load()
    log.configure(read.log_level, read.log_format, colours=environment.colours_wanted())
    redaction.spare([read.influxdb_bucket, read.influxdb_org, read.influxdb_username, read.wanikani_account])
    return read


def load_settings_with_warnings() -> Settings:
    """Return the settings as `load_settings`, and warn of what has no effect; raises `InvalidSettings`."""
    read = load_settings()
    print_warnings([*ineffective_settings(), *zone_warnings(read)])
    return read


def print_warnings(warnings: list[str]) -> None:
    """Print *warnings* on standard error."""
    for warning in warnings:
        echo(warning, err=True)


def ineffective_settings() -> list[str]:
    """Return a sentence for each variable or line of `.env` that looks like a setting of ours and is none.

    Raises `InvalidSettings` when `.env` cannot be read.
    """
    # A named pipe can be read only once, and the settings did that.
    env_file = EnvFile() if ENV_FILE.is_fifo() else read_env_file()
    kinds = (Settings, ContactSettings, ThresholdSettings, GrafanaSettings)
    known = [name.upper() for kind in kinds for name in kind.model_fields]
    return [
        *env_file.without_effect,
        *likely_typos([*environment.names(), *env_file.values], known),
    ]


def system_clock() -> SystemClock:
    """Return the clock of a process that nothing stops but its end."""
    return SystemClock(threading.Event())
