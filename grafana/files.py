"""All generated files, with the text they should have."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.builders.dashboard import Dashboard

from collector.core.thresholds import fill_in
from grafana.alerts.collector import collector_rules
from grafana.alerts.learner import learner_rules
from grafana.alerts.rule import Rule
from grafana.alerts.thresholds import marks, thresholds
from grafana.dashboard import dashboard_json
from grafana.dashboards.accuracy import accuracy
from grafana.dashboards.collector import collector
from grafana.dashboards.forecast import forecast
from grafana.dashboards.leeches import leeches
from grafana.dashboards.levels import levels
from grafana.dashboards.overview import overview
from grafana.lint import lint, lint_rules
from grafana.provisioned import (
    DASHBOARDS as DASHBOARDS_FOLDER,
)
from grafana.provisioned import (
    RULES,
    alert_rules,
    as_yaml,
    datasource,
    provider,
)

ROOT = Path(__file__).parent
PROVISIONING = ROOT / "provisioning"
# The rules with a mark in place of each threshold: set-ups fill in the owner's.
RULES_TEMPLATE = ROOT / "rules.template.yaml"
DASHBOARDS: tuple[Callable[[], Dashboard], ...] = (overview, accuracy, forecast, levels, leeches, collector)


def dashboards() -> dict[str, dict[str, Any]]:
    """Return the JSON model of every dashboard, by uid."""
    made = [dashboard_json(each()) for each in DASHBOARDS]
    return {each["uid"]: each for each in made}


def generated_files() -> Mapping[Path, str]:
    """Return the text of every generated file, by path. Raises `InvalidThresholds`."""
    made = dashboards()
    template = as_yaml(alert_rules(marks(), made), "grafana/alerts and grafana/thresholds.toml")
    return {
        PROVISIONING / "datasources" / "wanikani.yaml": as_yaml(datasource(), "grafana/provisioned.py"),
        PROVISIONING / "dashboards" / "wanikani.yaml": as_yaml(provider(), "grafana/provisioned.py"),
        **{
            PROVISIONING / DASHBOARDS_FOLDER / f"{uid}.json": json.dumps(each, indent=2, ensure_ascii=False)
            + "\n"
            for uid, each in made.items()
        },
        RULES_TEMPLATE: template,
        PROVISIONING / RULES: fill_in(template, thresholds().texts),
    }


def all_rules() -> list[Rule]:
    """Return every alert rule, with the limits of `thresholds.toml`. Raises `InvalidThresholds`."""
    limits = thresholds()
    return [*learner_rules(limits), *collector_rules(limits)]


def problems() -> Iterator[str]:
    """Yield a sentence for every mistake in dashboards and rules. Raises `InvalidThresholds`."""
    made = dashboards()
    yield from lint(made)
    yield from lint_rules(alert_rules(thresholds(), made), made)


def stale_files() -> dict[Path, str]:
    """Return the files that differ from the code, with the text they should have."""
    return {
        path: text
        for path, text in generated_files().items()
        if not path.exists() or path.read_text("utf-8") != text
    }


def surplus_files() -> list[Path]:
    """Return the files in `provisioning` that nothing generates any more."""
    made = generated_files()
    return [path for path in sorted(PROVISIONING.rglob("*")) if path.is_file() and path not in made]
