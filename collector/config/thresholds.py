"""The owner's thresholds of alerts, from a `thresholds.toml` and `ALERT_…` settings, which win over it."""

from pathlib import Path
from typing import Any

from pydantic import Field, create_model
from pydantic_settings import BaseSettings

from collector.config.loading import ENV_FILE
from collector.config.setup_loading import FROM_ENVIRONMENT, read_settings
from collector.config.values import strip_blanks
from collector.core.encoding import ENCODING
from collector.core.errors import InvalidSettings
from collector.core.thresholds import THRESHOLDS
from collector.core.thresholds_file import read_thresholds


class _FileSetting(BaseSettings):
    model_config = FROM_ENVIRONMENT

    alert_thresholds_file: Path | None = Field(
        None, description="A file with thresholds, in the form of `grafana/thresholds.toml`."
    )


_FIELDS: dict[str, Any] = {
    each.setting.lower(): (str | None, Field(None, description=f"{each.meaning} {each.allowed}"))
    for each in THRESHOLDS
}
# One field per variable, like the other settings, made from the one list of thresholds.
ThresholdSettings = create_model(
    "ThresholdSettings",
    __base__=_FileSetting,
    __doc__="The settings, one field per variable (the field's name in capitals).",
    **_FIELDS,
)


def load_thresholds(env_file: Path = ENV_FILE) -> dict[str, str]:
    """Return the thresholds that the owner set, by key; the others keep their defaults.

    Raises `InvalidSettings`, one sentence for each mistake, naming the setting or the line of the file.
    """
    given = read_settings(ThresholdSettings, env_file)
    found, mistakes = _from_file(given.alert_thresholds_file)
    texts = strip_blanks(given.model_dump())
    for each in THRESHOLDS:
        text = texts.get(each.setting.lower())
        if text is None:
            continue
        try:
            found[each.key] = each.parse(text)
        except ValueError as mistake:
            mistakes.append(f"{each.setting} {mistake}.")
    if mistakes:
        raise InvalidSettings("\n".join(mistakes))
    return found


def _from_file(file: Path | None) -> tuple[dict[str, str], list[str]]:
    if file is None:
        return {}, []
    try:
        text = file.expanduser().read_text(encoding=ENCODING)
    except FileNotFoundError:
        return {}, [_unusable(file, "does not exist")]
    except ValueError:
        return {}, [_unusable(file, "is not a text file")]
    except (OSError, RuntimeError) as error:
        return {}, [_unusable(file, f"cannot be read ({getattr(error, 'strerror', error)})")]
    return read_thresholds(text, file.name)


def _unusable(file: Path, problem: str) -> str:
    return f"ALERT_THRESHOLDS_FILE names {file}, which {problem}: correct the path, or remove the setting."
