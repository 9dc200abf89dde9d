"""Grafana's provisioning files as they come with the project: data source, dashboards and alert rules."""

from collections.abc import Mapping
from pathlib import Path

from collector.core.errors import SetupFailed
from collector.core.thresholds import THRESHOLDS, fill_in
from collector.core.thresholds_file import read_thresholds
from collector.deployment.data_source import data_source_file
from collector.deployment.provisioning_text import HEAD
from collector.influxdb.target import Target

# Below a folder of provisioning. The dashboards lie beside `dashboards`, which others may scan as a whole.
DATA_SOURCE = Path("datasources") / "wanikani.yaml"
RULES = Path("alerting") / "wanikani-rules.yaml"
CONTACT_POINTS = Path("alerting") / "wanikani-contact-points.yaml"
PROVIDER = Path("dashboards") / "wanikani.yaml"
DASHBOARDS = Path("wanikani")
# Where docker compose and most installations have that folder; the shipped provider names it.
USUAL_PLACE = "/etc/grafana/provisioning"

_PROVISIONING = "provisioning"
_TEMPLATE = "rules.template.yaml"
_DEFAULTS = "thresholds.toml"
_GENERATED_HEAD = "# Made by `make dashboards` "
# Where files were in the layout before: among those of others, some under names that others may use.
_FORMER_DASHBOARDS = {
    Path("dashboards") / f"wanikani-{name}.json"
    for name in ("overview", "accuracy", "forecast", "levels", "leeches", "collector")
}
FORMER_CONTACT_POINTS = Path("alerting") / "contact-points.yaml"
_FORMER_ALERTING = {Path("alerting") / "rules.yaml", FORMER_CONTACT_POINTS}
# A wheel has the files beside this module; an editable install has them in its checkout.
_PACKAGED = Path(__file__).parent / "grafana"
_CHECKOUT = Path(__file__).parents[2] / "grafana"


def grafana_folder() -> Path:
    """Return the folder with Grafana's files that belongs to this very code."""
    return _PACKAGED if (_PACKAGED / _PROVISIONING).is_dir() else _CHECKOUT


def public_files(folder: Path, thresholds: Mapping[str, str], place: str = USUAL_PLACE) -> dict[Path, str]:
    """Return the text of each file in *folder* without secrets: dashboards, their provider, alert rules.

    *thresholds* replace the defaults by key; *place* is Grafana's own path of the folder they go to.
    Raises `SetupFailed` when *folder* has no such files.
    """
    shipped = folder / _PROVISIONING
    files = {
        path.relative_to(shipped): path.read_text("utf-8") for path in shipped.rglob("*") if path.is_file()
    }
    files.pop(DATA_SOURCE, None)
    if PROVIDER not in files:
        raise _no_files(folder)
    files[PROVIDER] = files[PROVIDER].replace(USUAL_PLACE, place)
    wanted = defaults(folder) | dict(thresholds)
    return files | {RULES: fill_in(_read(folder, _TEMPLATE), wanted)}


def defaults(folder: Path) -> dict[str, str]:
    """Return the default of each threshold by key, as *folder* has it.

    Raises `SetupFailed` when there are none, or one is missing or out of its bounds.
    """
    file = folder / _DEFAULTS
    found, mistakes = read_thresholds(_read(folder, _DEFAULTS), str(file))
    missing = [f"{file} has no {each.key}." for each in THRESHOLDS if each.key not in found]
    if mistakes or missing:
        raise SetupFailed("\n".join(mistakes or missing))
    return found


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except FileNotFoundError:
        raise _no_files(folder) from None


def _no_files(folder: Path) -> SetupFailed:
    return SetupFailed(
        f"{folder} has no files for Grafana: install wanikani-collector again, or name another folder to "
        "setup-stack with --grafana."
    )


def provisioning_files(
    folder: Path, thresholds: Mapping[str, str], target: Target, place: str = USUAL_PLACE
) -> dict[Path, str]:
    """Return `public_files` and the data source for *target*, which holds its credentials."""
    return public_files(folder, thresholds, place) | {DATA_SOURCE: data_source_file(target)}


def is_ours(folder: Path, path: Path) -> bool:
    """Return True if the file *path* in *folder* is one that this project made there, now or formerly.

    Other people keep files in the same folders, and may have copies of our files under other names.
    """
    if path.suffix == ".json":
        return path in _FORMER_DASHBOARDS or (path.parent == DASHBOARDS and path.name.startswith("wanikani-"))
    if path not in _FORMER_ALERTING:
        return False
    try:
        with (folder / path).open(encoding="utf-8") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        return False
    return first.startswith((_GENERATED_HEAD, HEAD.rstrip()))
