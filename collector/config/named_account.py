"""An account that variables name."""

from pathlib import Path

from pydantic import BaseModel, SecretStr, field_validator

from collector.config.secrets import reject_value_and_file


class NamedAccount(BaseModel):
    """One of several accounts: `WANIKANI_ACCOUNTS__NAME__TOKEN` or `…__TOKEN_FILE`."""

    token: SecretStr | None = None
    token_file: Path | None = None

    _reject_value_and_file = field_validator("token_file")(reject_value_and_file)
