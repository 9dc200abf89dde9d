"""Writes Grafana's files into the provisioning folder of a Grafana that others use too."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from collector.core.errors import SetupFailed
from collector.deployment.folder_sync import sync_folder
from collector.deployment.grafana_files import DATA_SOURCE, FORMER_CONTACT_POINTS, is_ours
from collector.deployment.private_file import write_private
from collector.influxdb.provision.steps import SetupStep

_READABLE = 0o644
_NAME_ANOTHER = "name Grafana's folder of provisioning files, such as /etc/grafana/provisioning."


@dataclass(frozen=True, slots=True)
class GrafanaFolder:
    """Grafana's folder of provisioning files, made where it is missing but its parent is there."""

    path: Path

    def write(self, public: Mapping[Path, str], data_source: str) -> Iterator[SetupStep]:
        """Write the *public* files and the *data_source*, which holds a login; yield each step once done.

        Files that are up to date are not touched, nor are other people's files. Raises `SetupFailed` or
        `FileNotWritable`.
        """
        self._make()
        self._check_writable({(self.path / file).parent for file in (*public, DATA_SOURCE)})
        yield self._write_data_source(data_source)
        changed = sync_folder(self.path, public, mode=_READABLE, is_ours=_is_ours_and_public)
        yield SetupStep(f"Wrote dashboards and alert rules to {self.path}.", changed=changed)

    def _make(self) -> None:
        try:
            self.path.mkdir(exist_ok=True)
        except FileNotFoundError:
            raise SetupFailed(f"{self.path.parent} does not exist: {_NAME_ANOTHER}") from None
        except OSError as error:
            raise SetupFailed(
                f"{self.path} cannot be made ({error.strerror}): run this as a user who may, "
                "with sudo for example."
            ) from None

    def _check_writable(self, folders: set[Path]) -> None:
        for folder in (self.path, *sorted(folders)):
            if folder.exists() and not os.access(folder, os.W_OK):
                raise SetupFailed(
                    f"{folder} cannot be written: run this as a user who can, for example with sudo."
                )

    def _write_data_source(self, text: str) -> SetupStep:
        file = self.path / DATA_SOURCE
        sentence = f"Wrote the data source to {file}, with its login: Grafana must be able to read it."
        if self._holds(file, text):
            return SetupStep(sentence)
        file.parent.mkdir(exist_ok=True)
        kept = write_private(file, text, what="data source")
        note = "" if kept else " It belonged to another user or group and is yours now."
        return SetupStep(sentence + note, changed=True)

    def _holds(self, file: Path, text: str) -> bool:
        try:
            return file.exists() and file.read_text("utf-8", "replace") == text
        except OSError as error:
            raise SetupFailed(
                f"{file} cannot be read ({error.strerror}): run this as a user who can, for example with "
                "sudo."
            ) from None


def _is_ours_and_public(folder: Path, path: Path) -> bool:
    # `grafana-contacts` may have written that one.
    return path != FORMER_CONTACT_POINTS and is_ours(folder, path)
