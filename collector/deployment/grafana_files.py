"""Grafana's provisioning files as they come with the project: data sources, dashboards and alert rules."""

from pathlib import Path

from collector.core.errors import SetupFailed
from collector.influxdb.target import Generation

_PROVISIONING = "provisioning"
_FOR_1X = "influxdb-1.x"
_HERE = Path("grafana")
# A wheel has the files beside this module; an editable install has them in its checkout.
_PACKAGED = Path(__file__).parent / "grafana"
_CHECKOUT = Path(__file__).parents[2] / "grafana"


def grafana_folder() -> Path:
    """Return the folder with Grafana's files: `grafana` in the current folder, else the package's own."""
    found = (folder for folder in (_HERE, _PACKAGED) if (folder / _PROVISIONING).is_dir())
    return next(found, _CHECKOUT)


def provisioning_files(folder: Path, generation: Generation) -> dict[Path, str]:
    """Return the text of each provisioning file in *folder*, with the data source for *generation*.

    Raises `SetupFailed` when *folder* has no such files.
    """
    files = _files_in(folder / _PROVISIONING)
    if generation is Generation.V1:
        files |= {Path("datasources") / path: text for path, text in _files_in(folder / _FOR_1X).items()}
    return files


def _files_in(folder: Path) -> dict[Path, str]:
    found = {
        path.relative_to(folder): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }
    if not found:
        raise SetupFailed(f"{folder} has no files for Grafana: name the project's folder with --grafana.")
    return found
