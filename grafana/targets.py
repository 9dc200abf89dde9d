"""The targets of a panel: an InfluxQL query, or an expression over other targets."""

from dataclasses import dataclass
from typing import Literal

from grafana_foundation_sdk.cog import builder, variants
from grafana_foundation_sdk.models import common

DATASOURCE_UID = "wanikani-influxdb"
DATASOURCE = common.DataSourceRef("influxdb", "${datasource}")
MIXED = common.DataSourceRef("datasource", "-- Mixed --")
EXPRESSION = common.DataSourceRef("__expr__", "__expr__")


@dataclass(frozen=True)
class Influx(variants.Dataquery, builder.Builder["Influx"]):
    """One statement. *alias* names its series (`$col` the column, `$tag_NAME` a tag's value)."""

    query: str
    alias: str = "$col"
    shape: Literal["time_series", "table"] = "time_series"
    ref: str = "A"
    hidden: bool = False

    def build(self) -> "Influx":
        """Return itself."""
        return self

    def to_json(self) -> dict[str, object]:
        """Return the JSON that Grafana's InfluxDB data source reads."""
        return {
            "refId": self.ref,
            "datasource": DATASOURCE,
            "rawQuery": True,
            "query": self.query,
            "resultFormat": self.shape,
            "alias": self.alias,
            "hide": self.hidden,
        }


def table(query: str, ref: str = "A") -> Influx:
    """Return a target whose result is a table."""
    return Influx(query, shape="table", ref=ref)


@dataclass(frozen=True)
class Expression(variants.Dataquery, builder.Builder["Expression"]):
    """A server-side expression of Grafana over other targets."""

    ref: str
    kind: Literal["math", "reduce"]
    expression: str
    reducer: str = ""
    hidden: bool = False

    def build(self) -> "Expression":
        """Return itself."""
        return self

    def to_json(self) -> dict[str, object]:
        """Return the JSON that Grafana's expressions read."""
        target = {
            "refId": self.ref,
            "datasource": EXPRESSION,
            "type": self.kind,
            "expression": self.expression,
        }
        return target | ({"reducer": self.reducer} if self.reducer else {}) | {"hide": self.hidden}
