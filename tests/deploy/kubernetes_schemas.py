"""Makes tests/fixtures/kubernetes/schemas.json: the schemas of the kinds that deploy/kubernetes uses.

    python -m tests.deploy.kubernetes_schemas api/openapi-spec/swagger.json

reads the description that Kubernetes publishes with its source (tests/fixtures/kubernetes/README.md).
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parent.parent / "fixtures" / "kubernetes" / "schemas.json"
KINDS = [
    "v1 ConfigMap",
    "v1 PersistentVolumeClaim",
    "v1 Secret",
    "v1 Service",
    "apps/v1 StatefulSet",
    "batch/v1 Job",
    "networking.k8s.io/v1 NetworkPolicy",
    "policy/v1 PodDisruptionBudget",
]
# Two types that are written as strings or as numbers, which the description has no words for.
_EITHER = {"io.k8s.apimachinery.pkg.api.resource.Quantity": "number"}
_INT_OR_STRING = "int-or-string"

Json = dict[str, Any]


def schemas(swagger: Mapping[str, Json]) -> Json:
    """Return the strict schemas of `KINDS` by kind, and of all they consist of, from Kubernetes' own."""
    definitions = swagger["definitions"]
    kinds = {kind: name for name, one in definitions.items() for kind in _kinds(one) if kind in KINDS}
    needed: dict[str, Json] = {}
    waiting = list(kinds.values())
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = _strict(name, definitions[name])
            waiting += re.findall(r'"#/definitions/([^"]+)"', json.dumps(needed[name]))
    return {
        "kinds": {kind: {"$ref": f"#/definitions/{kinds[kind]}"} for kind in KINDS},
        "definitions": dict(sorted(needed.items())),
    }


def _kinds(definition: Json) -> Iterator[str]:
    for one in definition.get("x-kubernetes-group-version-kind", []):
        yield f"{one['group']}/{one['version']} {one['kind']}".removeprefix("/")


def _strict(name: str, schema: Any) -> Any:
    """Return *schema* without texts for people; what it does not name is refused."""
    if isinstance(schema, list):
        return [_strict(name, one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: {each: _strict("", one) for each, one in value.items()}
        if key == "properties"
        else _strict("", value)
        for key, value in schema.items()
        if key != "description" and not key.startswith("x-kubernetes")
    }
    if kept.get("format") == _INT_OR_STRING:
        return {"type": ["string", "integer"]}
    if name in _EITHER:
        return {"type": [kept["type"], _EITHER[name]]}
    return kept | {"additionalProperties": False} if "properties" in kept else kept


if __name__ == "__main__":
    source = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    SCHEMAS.write_text(json.dumps(schemas(source), indent=1) + "\n", encoding="utf-8")
