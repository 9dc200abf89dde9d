from pathlib import Path

import pytest

from collector.core.errors import SetupFailed
from collector.deployment.grafana_files import grafana_folder, provisioning_files
from collector.influxdb.target import Generation
from grafana.files import ROOT

DATASOURCE = Path("datasources") / "wanikani.yaml"


def test_a_folder_named_grafana_here_comes_before_the_projects_own(tmp_path: Path) -> None:
    # Every test runs in its own tmp_path.
    assert grafana_folder() == ROOT
    (tmp_path / "grafana").mkdir()
    assert grafana_folder() == ROOT
    (tmp_path / "grafana" / "provisioning").mkdir()
    assert grafana_folder() == Path("grafana")


@pytest.mark.parametrize(
    ("generation", "source"),
    [(Generation.V1, "influxdb-1.x"), (Generation.V2, "provisioning/datasources")],
)
def test_each_generation_gets_its_data_source_and_all_else(generation: Generation, source: str) -> None:
    files = provisioning_files(ROOT, generation)
    assert files[DATASOURCE] == (ROOT / source / "wanikani.yaml").read_text("utf-8")
    assert Path("alerting") / "rules.yaml" in files
    assert sum(path.suffix == ".json" for path in files) == 6


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match=r"has no files for Grafana: .*--grafana"):
        provisioning_files(tmp_path, Generation.V2)
