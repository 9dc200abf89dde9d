"""How commands that need the settings begin: read, log configured, and what seems not meant said aloud."""

import os

from collector.cli.output import echo
from collector.config import settings
from collector.config.alerts import ContactSettings
from collector.config.loading import read_env_file
from collector.config.settings import Settings
from collector.config.typos import likely_typos, lines_without_effect, names_in, unknown_zone
from collector.core import log


def settings_alone() -> Settings:
    """Return the settings and configure the log by them; raises `InvalidSettings`."""
    read = settings.load()
    log.configure(read.log_level, read.log_format)
    log.redaction.spare(
        [read.influxdb_bucket, read.influxdb_org, read.influxdb_username, read.wanikani_account]
    )
    return read


def settings_with_warnings() -> Settings:
    """Return the settings as `settings_alone`, and warn of what has no effect."""
    read = settings_alone()
    zone = [] if read.ignored_tz is None else [unknown_zone(read.ignored_tz)]
    warn([*without_effect(), *zone])
    return read


def warn(warnings: list[str]) -> None:
    """Say *warnings*, on standard error."""
    for warning in warnings:
        echo(warning, err=True)


def without_effect() -> list[str]:
    """Return a sentence for each variable or line of `.env` that seems to be meant for us and is not."""
    env_file = read_env_file()
    known = [name.upper() for name in (*Settings.model_fields, *ContactSettings.model_fields)]
    return [*lines_without_effect(env_file), *likely_typos([*os.environ, *names_in(env_file)], known)]
