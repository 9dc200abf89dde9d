"""The manifests of deploy/kubernetes, put together as `kubectl apply -k` does it."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.compose_rules import ROOT

KUBERNETES = ROOT / "deploy" / "kubernetes"
BASE, FIVE_SHARDS, MOVE_STATES = (
    KUBERNETES / name / "kustomization.yaml" for name in ("base", "five-shards", "move-states")
)
IMAGE = KUBERNETES / "image" / "kustomization.yaml"
SECRETS = KUBERNETES / "secrets.example.yaml"

Json = dict[str, Any]
# What this module understands; another field would be left out without a word.
_FIELDS = {
    "apiVersion",
    "kind",
    "resources",
    "components",
    "configMapGenerator",
    "patches",
    "namespace",
}


def documents(path: Path) -> list[Json]:
    """Return the documents of a file."""
    return list(yaml.load_all(path.read_text("utf-8"), Loader=yaml.CSafeLoader))


def built(kustomization: Path) -> list[Json]:
    """Return the objects of *kustomization*: resources, then components, patches and generated ConfigMaps.

    Raises `AssertionError` for a field that is not understood.
    """
    (how,) = documents(kustomization)
    assert set(how) <= _FIELDS
    found = [one for name in how["resources"] for one in _resource(kustomization.parent / name)]
    for name in how.get("components", []):
        _name_images(found, documents(kustomization.parent / name / "kustomization.yaml")[0])
    for patch in how.get("patches", []):
        for change in documents(kustomization.parent / patch["path"]):
            (target,) = (one for one in found if _id(one) == _id(change))
            _merge(target, change)
    for generator in how.get("configMapGenerator", []):
        _generate(found, generator, kustomization.parent)
    for one in found:
        one["metadata"] |= {"namespace": how["namespace"]} if "namespace" in how else {}
    return found


def _resource(path: Path) -> Iterator[Json]:
    return iter(built(path / "kustomization.yaml") if path.is_dir() else documents(path))


def _id(one: Json) -> tuple[str, str]:
    return one["kind"], one["metadata"]["name"]


def _name_images(found: list[Json], component: Json) -> None:
    """Give images their tags, as a component does that has nothing else to say."""
    assert set(component) == {"apiVersion", "kind", "images"}
    tags = {image["name"]: image["newTag"] for image in component["images"]}
    for one in found:
        for container in one["spec"].get("template", {}).get("spec", {}).get("containers", []):
            container["image"] += f":{tags[container['image']]}"


def _merge(target: Json, change: Json) -> None:
    """Merge as kustomize does: objects by their keys, lists of named things by their names."""
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        elif isinstance(value, list) and isinstance(target.get(key), list):
            _merge_named(target[key], value)
        else:
            target[key] = copy.deepcopy(value)


def _merge_named(target: list[Json], changes: list[Json]) -> None:
    for change in changes:
        (there,) = (one for one in target if one["name"] == change["name"])
        _merge(there, change)


def _generate(found: list[Json], generator: Json, folder: Path) -> None:
    lines = [line for name in generator.get("envs", []) for line in (folder / name).read_text().splitlines()]
    lines += generator.get("literals", [])
    data = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    if generator.get("behavior") == "merge":
        (there,) = (one for one in found if _id(one) == ("ConfigMap", generator["name"]))
        there["data"] |= data
    else:
        metadata = {"name": generator["name"]}
        found.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data})
