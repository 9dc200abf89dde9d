"""Every file that is made from this code, with the text it should have."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.alerts.keeper import keeper_rules
from grafana.alerts.learner import learner_rules
from grafana.alerts.rule import Rule
from grafana.alerts.thresholds import thresholds
from grafana.dashboards.accuracy import accuracy
from grafana.dashboards.collector import collector
from grafana.dashboards.forecast import forecast
from grafana.dashboards.leeches import leeches
from grafana.dashboards.levels import levels
from grafana.dashboards.overview import overview
from grafana.frame import as_json
from grafana.lint import lint, lint_rules
from grafana.provisioned import alert_rules, as_yaml, datasource, datasource_for_1x, provider

ROOT = Path(__file__).parent
DASHBOARDS: tuple[Callable[[], Dashboard], ...] = (overview, accuracy, forecast, levels, leeches, collector)


def dashboards() -> dict[str, dict[str, Any]]:
    """Return every dashboard by its uid, as Grafana reads it."""
    made = [as_json(each()) for each in DASHBOARDS]
    return {each["uid"]: each for each in made}


def files() -> Mapping[Path, str]:
    """Return every file with its text, in the order of the folders."""
    provisioning = ROOT / "provisioning"
    made = dashboards()
    rules = alert_rules(thresholds(), made)
    return {
        provisioning / "datasources" / "wanikani.yaml": as_yaml(datasource(), "grafana/provisioned.py"),
        provisioning / "dashboards" / "wanikani.yaml": as_yaml(provider(), "grafana/provisioned.py"),
        **{
            provisioning / "dashboards" / f"{uid}.json": json.dumps(each, indent=2, ensure_ascii=False) + "\n"
            for uid, each in made.items()
        },
        provisioning / "alerting" / "rules.yaml": as_yaml(
            rules, "grafana/alerts and grafana/thresholds.toml"
        ),
        ROOT / "influxdb-1.x" / "wanikani.yaml": as_yaml(datasource_for_1x(), "grafana/provisioned.py"),
    }


def alarms() -> list[Rule]:
    """Return every alarm, with the limits of `thresholds.toml`."""
    limits = thresholds()
    return [*learner_rules(limits), *keeper_rules(limits)]


def complaints() -> Iterator[str]:
    """Yield a sentence for everything about dashboards and rules that is not as it must be."""
    made = dashboards()
    yield from lint(made)
    yield from lint_rules(alert_rules(thresholds(), made), made)


def out_of_step() -> dict[Path, str]:
    """Return the files whose text is not what the code says, with the text they should have."""
    return {
        path: text for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text
    }
