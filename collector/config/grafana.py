"""Grafana's access to InfluxDB, from the environment and `.env`, independent of the other settings."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

from collector.config.loading import ENV_FILE, FROM_VARIABLES, read_model
from collector.config.secrets import Secret, make_secret, reject_password_without_user, reject_value_and_file
from collector.config.values import checked_url, strip_blanks


class GrafanaSettings(BaseModel):
    """The settings, one field per variable (the field's name in capitals)."""

    model_config = FROM_VARIABLES

    grafana_influxdb_url: str | None = Field(
        None, description="InfluxDB's address as Grafana reaches it. Default: `INFLUXDB_URL`."
    )
    grafana_influxdb_token: SecretStr | None = Field(
        None,
        description=(
            "InfluxDB 2.x and 3.x: a token that can read. Default: the one that `setup-influxdb` made."
        ),
    )
    grafana_influxdb_token_file: Path | None = Field(None, description="A file that contains it, instead.")
    grafana_influxdb_username: str | None = Field(
        None, description="InfluxDB 1.x with authentication on: a user that can read."
    )
    grafana_influxdb_password: SecretStr | None = Field(None, description="That user's password.")
    grafana_influxdb_password_file: Path | None = Field(None, description="A file that contains it, instead.")

    _reject_value_and_file = field_validator("grafana_influxdb_token_file", "grafana_influxdb_password_file")(
        reject_value_and_file
    )

    @model_validator(mode="before")
    @classmethod
    def _strip_blanks(cls, given: Any) -> Any:
        return strip_blanks(given)

    @field_validator("grafana_influxdb_url")
    @classmethod
    def _valid_url(cls, value: str | None) -> str | None:
        return None if value is None else checked_url(value, "http://localhost:8086")

    @model_validator(mode="after")
    def _password_with_user(self) -> "GrafanaSettings":
        user = Secret("GRAFANA_INFLUXDB_USERNAME", self.grafana_influxdb_username)
        reject_password_without_user(user, self.secret("password"))
        return self

    def secret(self, name: Literal["token", "password"]) -> Secret:
        """Return where one of the secrets comes from."""
        field = f"grafana_influxdb_{name}"
        return make_secret(field.upper(), getattr(self, field), getattr(self, f"{field}_file"))


def load_grafana_settings(env_file: Path = ENV_FILE) -> GrafanaSettings:
    """Read the settings; raises `InvalidSettings` naming every variable that cannot be used."""
    return read_model(GrafanaSettings, env_file)
