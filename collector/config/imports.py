"""The password of the old InfluxDB, from the environment and `.env`, apart from where points go."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from collector.config.loading import ENV_FILE
from collector.config.secrets import Secret, make_secret, reject_value_and_file
from collector.config.setup_loading import FROM_ENVIRONMENT, read_settings


class ImportSettings(BaseSettings):
    """The settings, one field per variable (the field's name in capitals)."""

    model_config = FROM_ENVIRONMENT

    import_password: SecretStr | None = Field(None, description="The password of `--username`.")
    import_password_file: Path | None = Field(None, description="A file that contains it, instead.")

    _reject_value_and_file = field_validator("import_password_file")(reject_value_and_file)


def load_import_password(env_file: Path = ENV_FILE) -> Secret:
    """Return where the password comes from; raises `InvalidSettings` where it is given twice."""
    read = read_settings(ImportSettings, env_file)
    return make_secret("IMPORT_PASSWORD", read.import_password, read.import_password_file)
