"""The settings, from environment variables and `.env`; every other room receives values.

All mistakes are reported at once, each with the name of its variable. No message repeats a value that
could be a secret.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from collector.config.checks import (
    QUOTED_STEPS,
    account_name,
    account_names,
    host_names,
    known_interval,
    known_zone,
    listen_text,
    state_folder,
)
from collector.config.listen import listen_address
from collector.config.loading import ENV_FILE, FROM_VARIABLES, read_model
from collector.config.named_account import NamedAccount
from collector.config.secrets import (
    Secret,
    make_secret,
    reject_password_without_user,
    reject_value_and_file,
)
from collector.config.sharding import checked_shard
from collector.config.values import (
    PollEvery,
    SimulatedPollEvery,
    checked_url,
    default_state,
    interval,
    is_zone,
    split_names,
    strip_blanks,
)
from collector.core.network import Network
from collector.core.shards import Shard, parse_shard

_EXAMPLES = {"wanikani_url": "https://api.wanikani.com/v2", "influxdb_url": "http://localhost:8086"}


class Settings(BaseModel):
    """The settings, one field per variable (the field's name in capitals)."""

    model_config = FROM_VARIABLES

    wanikani_token: SecretStr | None = Field(None, description="Your WaniKani token; read-only is enough.")
    wanikani_token_file: Path | None = Field(None, description="A file that contains it, instead.")
    wanikani_url: str = Field("https://api.wanikani.com/v2", description="The address of WaniKani's API.")
    wanikani_account: str | None = Field(
        None,
        description="The name your data carries in the database. "
        "Default: your username at the first poll, kept from then on.",
    )
    wanikani_accounts: dict[str, NamedAccount] = Field(
        default_factory=dict,
        description="Several accounts: `WANIKANI_ACCOUNTS__NAME__TOKEN` (or `…__TOKEN_FILE`) for each NAME.",
    )
    wanikani_accounts_file: Path | None = Field(
        None,
        description="Many accounts: a file with a line `NAME=token` for each; it is read again when it "
        "changes. [How](scaling.md#name-the-accounts).",
    )
    wanikani_accounts_dir: Path | None = Field(
        None,
        description="Or a folder with one file for each, named NAME and containing the token; also read "
        "again when it changes.",
    )
    influxdb_url: str | None = Field(
        None,
        description="Your InfluxDB, e.g. `http://localhost:8086`. "
        "If unset, everything is kept, and delivered once it is set.",
    )
    influxdb_token: SecretStr | None = Field(None, description="InfluxDB 2.x, 3.x: a token that can write.")
    influxdb_token_file: Path | None = Field(None, description="A file that contains it, instead.")
    influxdb_org: str = Field("wanikani", description="InfluxDB 2.x: the organization.")
    influxdb_bucket: str = Field("wanikani", description="The bucket (2.x) or database (1.x, 3.x).")
    influxdb_username: str | None = Field(None, description="InfluxDB 1.x with authentication on: the user.")
    influxdb_username_file: Path | None = Field(None, description="A file that contains it, instead.")
    influxdb_password: SecretStr | None = Field(None, description="InfluxDB 1.x: the user's password.")
    influxdb_password_file: Path | None = Field(None, description="A file that contains it, instead.")
    influxdb_admin_token: SecretStr | None = Field(
        None,
        description="Only for `setup-influxdb`: a token that can create organizations, buckets and tokens.",
    )
    influxdb_admin_token_file: Path | None = Field(None, description="A file that contains it, instead.")
    collector_state: Path = Field(
        default_factory=default_state,
        description="The folder with all of the collector's data; back it up. "
        "Default: your platform's data folder.",
    )
    collector_copies: int = Field(
        7,
        ge=0,
        le=366,
        description="Daily copies of the state to keep, in its folder `copies`. Default: 7; `0`: none.",
    )
    collector_poll_every: Literal[PollEvery, SimulatedPollEvery] = Field(
        "1h",
        description=f"How often to poll WaniKani: {', '.join(get_args(PollEvery))}. "
        f"For a simulated WaniKani also {', '.join(get_args(SimulatedPollEvery))}.",
    )
    collector_projection: Literal["daily", "off"] = Field(
        "daily",
        description="When to project what is to come: `daily`, which takes 10 to 30 seconds of CPU time at "
        "low priority, and up to 200 MiB of memory; or `off`.",
    )
    collector_shard: str | None = Field(
        None,
        description="Which of several collectors this is, e.g. `2/5`: it polls its share of the accounts. "
        "`auto/5` takes the number from the end of the host name. [How](scaling.md#shards)",
    )
    collector_timezone: str | None = Field(
        None, description="Your time zone, e.g. `Asia/Tokyo`. Default: `TZ`, else `UTC`."
    )
    tz: str | None = Field(None, description="Used if `COLLECTOR_TIMEZONE` is not set.")
    collector_listen: str = Field(
        "127.0.0.1:8710",
        description="Where `run` serves HTTP: the report at `/`, `/healthz`, `/startedz`, `/readyz`, "
        "`/metrics`; or `off`.",
    )
    collector_hosts: str | None = Field(
        None,
        description="Additional host names for the page, e.g. `nas.home, stats.example.org`; "
        "IP addresses, `localhost` and the machine's own name always work. [Why](security.md#the-page).",
    )
    http_proxy: SecretStr | None = Field(
        None, description="The proxy for `http://` addresses, e.g. `http://proxy.home:3128`."
    )
    https_proxy: SecretStr | None = Field(
        None,
        description="The proxy for `https://` addresses, including WaniKani; the proxy's own address may be "
        "`http://`.",
    )
    all_proxy: SecretStr | None = Field(None, description="The proxy if neither is set.")
    no_proxy: str | None = Field(
        None,
        description="Hosts to reach without a proxy: names (with their subdomains), addresses and networks, "
        "e.g. `home, 192.168.0.0/16`. Loopback addresses and names without a dot never use a proxy.",
    )
    ssl_cert_file: Path | None = Field(
        None,
        description="Certificates of your own certificate authority (PEM), trusted in addition to this "
        "machine's, for WaniKani and InfluxDB.",
    )
    ssl_cert_dir: Path | None = Field(
        None, description="A folder of such certificates, named by their hashes."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning` or `error`."
    )
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`console`, `json`, or `auto`: readable on a terminal, JSON elsewhere."
    )

    _reject_value_and_file = field_validator(
        "wanikani_token_file",
        "influxdb_token_file",
        "influxdb_username_file",
        "influxdb_password_file",
        "influxdb_admin_token_file",
    )(reject_value_and_file)

    _account_name = field_validator("wanikani_account")(account_name)
    _account_names = field_validator("wanikani_accounts", mode="before")(account_names)
    _known_interval = field_validator("collector_poll_every", mode="before")(known_interval)
    _checked_shard = field_validator("collector_shard")(checked_shard)
    _known_zone = field_validator("collector_timezone")(known_zone)
    _state_folder = field_validator("collector_state")(state_folder)
    _listen_text = field_validator("collector_listen")(listen_text)
    _host_names = field_validator("collector_hosts")(host_names)

    @model_validator(mode="before")
    @classmethod
    def _strip_blanks(cls, given: Any) -> Any:
        return strip_blanks(given)

    @field_validator("collector_projection", "log_level", "log_format", mode="before")
    @classmethod
    def _lower_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("wanikani_url", "influxdb_url")
    @classmethod
    def _valid_url(cls, value: str | None, info: ValidationInfo) -> str | None:
        return None if value is None else checked_url(value, _EXAMPLES[info.field_name or ""])

    @field_validator("wanikani_url")
    @classmethod
    def _default_version(cls, value: str) -> str:
        return value if urlsplit(value).path else f"{value}/v2"

    @model_validator(mode="after")
    def _distinct_names(self) -> "Settings":
        if self.wanikani_account in self.wanikani_accounts:
            raise ValueError(
                f"WANIKANI_ACCOUNT is {self.wanikani_account!r}, which is also one of WANIKANI_ACCOUNTS: "
                "choose another name"
            )
        return self

    @model_validator(mode="after")
    def _password_with_user(self) -> "Settings":
        reject_password_without_user(self.influxdb_user, self.influxdb_secret("password"))
        return self

    @field_validator("collector_poll_every")
    @classmethod
    def _allowed_interval(cls, value: str, info: ValidationInfo) -> str:
        host = urlsplit(info.data.get("wanikani_url", _EXAMPLES["wanikani_url"])).hostname or ""
        if value in get_args(SimulatedPollEvery) and host.endswith("wanikani.com"):
            raise ValueError(f"must be one of {QUOTED_STEPS}: {value} is for a simulated WaniKani")
        return value

    @property
    def hosts(self) -> frozenset[str]:
        """The further names that the page answers to, in small letters; that of COLLECTOR_LISTEN is one."""
        address = self.listen
        return frozenset(split_names(self.collector_hosts or "")) | (
            {address[0].lower()} if address else set()
        )

    @property
    def network(self) -> Network:
        """The settings of outgoing requests: proxies and certificates."""
        given = {"http": self.http_proxy, "https": self.https_proxy, "all": self.all_proxy}
        return Network(
            proxies={name: url.get_secret_value() for name, url in given.items() if url},
            no_proxy=tuple(split_names(self.no_proxy or "")),
            cert_file=self.ssl_cert_file,
            cert_dir=self.ssl_cert_dir,
        )

    @property
    def poll_every(self) -> timedelta:
        """The time between two polls."""
        return interval(self.collector_poll_every)

    @property
    def delivered_bucket(self) -> str | None:
        """The bucket that points are delivered to, None while no InfluxDB is set."""
        return self.influxdb_bucket if self.influxdb_url is not None else None

    @property
    def shard(self) -> Shard | None:
        """The shard of this collector, None if there is only one collector."""
        return None if self.collector_shard is None else parse_shard(self.collector_shard)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of local days: the configured one, else `TZ` if it is an IANA name, else UTC."""
        if self.collector_timezone is not None:
            return ZoneInfo(self.collector_timezone)
        fallback = (self.tz or "").removeprefix(":")
        return ZoneInfo(fallback if fallback and is_zone(fallback) else "UTC")

    @property
    def listen(self) -> tuple[str, int] | None:
        """The address to serve HTTP on, None for none."""
        return listen_address(self.collector_listen)

    @property
    def unknown_tz(self) -> str | None:
        """The `TZ` that is ignored because it is no IANA name; None if it is valid, unset or overridden."""
        unused = self.collector_timezone is None and self.tz and not is_zone(self.tz.removeprefix(":"))
        return self.tz if unused else None

    @property
    def influxdb_user(self) -> Secret:
        """The source of InfluxDB's user name; it is not a secret, but may be in a file like one."""
        given = SecretStr(self.influxdb_username) if self.influxdb_username else None
        return make_secret("INFLUXDB_USERNAME", given, self.influxdb_username_file)

    def influxdb_secret(self, name: Literal["token", "password", "admin_token"]) -> Secret:
        """The source of one of InfluxDB's secrets."""
        field = f"influxdb_{name}"
        return make_secret(field.upper(), getattr(self, field), getattr(self, f"{field}_file"))


def load(env_file: Path = ENV_FILE) -> Settings:
    """Read the settings; raises `InvalidSettings` naming every variable that cannot be used."""
    return read_model(Settings, env_file)
