"""The manifests for Kubernetes: valid by its own schemas, confined, true to each other and to the code."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collector.cli.commands.move_states import command as move_states
from collector.config.settings import Settings
from collector.config.sharding import resolved_shard
from collector.core.shards import Shard, parse_shard
from collector.daemon.runner import _STOP_WITHIN
from collector.daemon.web.hosts import answers_to
from collector.daemon.web.server import _Handler
from tests.deploy.kubernetes_manifests import (
    BASE,
    FIVE_SHARDS,
    IMAGE,
    KUBERNETES,
    MOVE_STATES,
    SECRETS,
    Json,
    built,
    documents,
)
from tests.deploy.kubernetes_schemas import SCHEMAS

SCHEMA = json.loads(SCHEMAS.read_text("utf-8"))
OBJECTS = [
    pytest.param(one, id=f"{where.parent.name}: {one['kind']} {one['metadata']['name']}")
    for where in (BASE, FIVE_SHARDS, MOVE_STATES)
    for one in built(where)
] + [pytest.param(one, id=one["metadata"]["name"]) for one in documents(SECRETS)]
PUBLISHED = "ghcr.io/wanikani-collector/wanikani-collector"
# The image's folder for the state, and what `run` serves there.
STATE = "/var/lib/wanikani-collector"


def newest_release() -> str:
    """Return the version of the newest heading of the changelog that is one."""
    changelog = (KUBERNETES.parents[1] / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)\b", changelog, re.MULTILINE)
    assert newest is not None
    return newest[1]


def _problems(one: Json) -> list[str]:
    kind = SCHEMA["kinds"][f"{one['apiVersion']} {one['kind']}"]
    # Imported by the worker that runs it, and not by all that collect it: it takes seconds.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    checker = Draft202012Validator({**kind, "definitions": SCHEMA["definitions"]})
    return [error.message for error in checker.iter_errors(one)]


def _only(kind: str, objects: list[Json]) -> Json:
    (found,) = (one for one in objects if one["kind"] == kind)
    return found


def _pod(one: Json) -> Json:
    pod: Json = one["spec"]["template"]["spec"]
    return pod


def _container(one: Json) -> Json:
    (found,) = _pod(one)["containers"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(params=[BASE, FIVE_SHARDS], ids=lambda path: path.parent.name)
def deployed(request: pytest.FixtureRequest) -> list[Json]:
    return built(request.param)


@pytest.mark.parametrize("one", OBJECTS)
def test_every_object_is_valid_by_kubernetes_own_schema(one: Json) -> None:
    assert _problems(one) == []


def _set(*path: Any, to: object) -> Any:
    def change(one: Json) -> None:
        inside: Any = one
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(_set("spec", "replica", to=5), id="a property that there is not"),
        pytest.param(_set("spec", "replicas", to="5"), id="a text for a number"),
        pytest.param(_set("spec", "template", "spec", "containers", 0, "probe", to={}), id="deep inside"),
        pytest.param(lambda one: one["spec"].pop("selector"), id="without its selector"),
    ],
)
def test_the_schemas_find_mistakes(mistake: Any) -> None:
    one = copy.deepcopy(_only("StatefulSet", built(BASE)))
    mistake(one)
    assert _problems(one)


def test_every_file_is_part_of_a_kustomization_or_an_example() -> None:
    used = {SECRETS, IMAGE}
    for where in (BASE, FIVE_SHARDS, MOVE_STATES):
        (how,) = documents(where)
        names = [*how["resources"], *(patch["path"] for patch in how.get("patches", []))]
        names += [name for one in how.get("configMapGenerator", []) for name in one.get("envs", [])]
        used |= {where, *(where.parent / name for name in names)}
    assert {path for path in KUBERNETES.rglob("*") if path.is_file()} == {
        path for path in used if path.is_file()
    }


@pytest.mark.parametrize("one", [_only("StatefulSet", built(BASE)), _only("Job", built(MOVE_STATES))])
def test_every_pod_is_confined_and_limited(one: Json) -> None:
    pod, container = _pod(one), _container(one)
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "runAsGroup": 1000,
        "fsGroup": 1000,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is pod["enableServiceLinks"] is False
    assert container["resources"]["limits"]["memory"] == "512Mi"
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)


@pytest.mark.parametrize("where", [BASE, FIVE_SHARDS, MOVE_STATES], ids=lambda path: path.parent.name)
def test_every_pod_runs_the_published_image_of_the_newest_release(where: Path) -> None:
    (one,) = (one for one in built(where) if one["kind"] in {"StatefulSet", "Job"})
    assert _container(one)["image"] == f"{PUBLISHED}:{newest_release()}"


def test_only_one_file_names_a_version() -> None:
    naming = [path for path in KUBERNETES.rglob("*.yaml") if newest_release() in path.read_text("utf-8")]
    assert naming == [IMAGE]


def test_there_is_a_shard_for_each_pod(deployed: list[Json]) -> None:
    one = _only("StatefulSet", deployed)
    (shard,) = (each["value"] for each in _container(one)["env"] if each["name"] == "COLLECTOR_SHARD")
    pods = [f"{one['metadata']['name']}-{ordinal}" for ordinal in range(one["spec"]["replicas"])]
    assert [resolved_shard(shard, pod) for pod in pods] == [
        Shard(number, len(pods)) for number in range(1, len(pods) + 1)
    ]


def test_every_setting_is_one_and_no_secret(deployed: list[Json]) -> None:
    names = set(_only("ConfigMap", deployed)["data"])
    known = {name.upper() for name, field in Settings.model_fields.items() if "SecretStr" not in str(field)}
    assert names <= known


def test_pods_are_found_by_everything_that_selects_them(deployed: list[Json]) -> None:
    one = _only("StatefulSet", deployed)
    labels = one["spec"]["template"]["metadata"]["labels"].items()
    selectors = [
        one["spec"]["selector"]["matchLabels"],
        _only("Service", deployed)["spec"]["selector"],
        _only("NetworkPolicy", deployed)["spec"]["podSelector"]["matchLabels"],
        _only("PodDisruptionBudget", deployed)["spec"]["selector"]["matchLabels"],
        *(each["labelSelector"]["matchLabels"] for each in _pod(one)["topologySpreadConstraints"]),
    ]
    assert all(selector and selector.items() <= labels for selector in selectors)
    assert one["spec"]["serviceName"] == _only("Service", deployed)["metadata"]["name"]


def test_what_is_named_is_there(deployed: list[Json]) -> None:
    one = _only("StatefulSet", deployed)
    (settings,) = _container(one)["envFrom"]
    assert settings["configMapRef"]["name"] == _only("ConfigMap", deployed)["metadata"]["name"]
    secrets = {each["secret"]["secretName"] for each in _pod(one)["volumes"] if "secret" in each}
    assert secrets == {each["metadata"]["name"] for each in documents(SECRETS)}
    (port,) = _container(one)["ports"]
    (served,) = _only("Service", deployed)["spec"]["ports"]
    (allowed,) = (
        each for rule in _only("NetworkPolicy", deployed)["spec"]["ingress"] for each in rule["ports"]
    )
    assert {served["targetPort"], allowed["port"]} == {port["name"]}
    assert served["port"] == port["containerPort"] == 8710


@pytest.mark.parametrize("one", [_only("StatefulSet", built(BASE)), _only("Job", built(MOVE_STATES))])
def test_every_volume_that_is_mounted_is_there_and_every_volume_is_mounted(one: Json) -> None:
    claimed = [each["metadata"]["name"] for each in one["spec"].get("volumeClaimTemplates", [])]
    volumes = [each["name"] for each in _pod(one)["volumes"]] + claimed
    assert sorted(each["name"] for each in _container(one)["volumeMounts"]) == sorted(volumes)


def test_secrets_are_mounted_where_the_settings_name_them_and_cannot_be_written(deployed: list[Json]) -> None:
    one = _only("StatefulSet", deployed)
    data = _only("ConfigMap", deployed)["data"]
    mounts = {each["name"]: each for each in _container(one)["volumeMounts"]}
    assert mounts["state"]["mountPath"] == STATE
    assert mounts["accounts"]["mountPath"] == data["WANIKANI_ACCOUNTS_DIR"]
    assert mounts["influxdb"]["mountPath"] == str(Path(data["INFLUXDB_TOKEN_FILE"]).parent)
    assert mounts["accounts"]["readOnly"] is mounts["influxdb"]["readOnly"] is True
    modes = [each["secret"]["defaultMode"] for each in _pod(one)["volumes"] if "secret" in each]
    assert modes == [0o440, 0o440]


def _probes() -> Iterator[tuple[str, Json]]:
    container = _container(_only("StatefulSet", built(BASE)))
    return ((name, container[name]) for name in ("startupProbe", "livenessProbe", "readinessProbe"))


def test_probes_ask_what_is_served() -> None:
    served = re.findall(r"/[a-z]+", (KUBERNETES.parents[1] / "collector/daemon/web/routes.py").read_text())
    for _, probe in _probes():
        assert probe["httpGet"]["path"] in served
        assert probe["httpGet"]["port"] == "http"
        assert probe["timeoutSeconds"] <= _Handler.timeout


def test_a_probe_by_the_address_of_the_pod_is_answered() -> None:
    assert answers_to("10.42.0.7:8710", frozenset())
    assert answers_to("[fd00::7]:8710", frozenset())


def test_it_may_stop_before_it_is_killed() -> None:
    assert _pod(_only("StatefulSet", built(BASE)))["terminationGracePeriodSeconds"] > _STOP_WITHIN.seconds + 2


def test_volumes_outlive_their_pods() -> None:
    policy = _only("StatefulSet", built(BASE))["spec"]["persistentVolumeClaimRetentionPolicy"]
    assert policy == {"whenDeleted": "Retain", "whenScaled": "Retain"}


def test_the_job_moves_the_states_of_every_volume_by_its_own_name() -> None:
    job, one = _only("Job", built(MOVE_STATES)), _only("StatefulSet", built(FIVE_SHARDS))
    mounts = {each["name"]: each["mountPath"] for each in _container(job)["volumeMounts"]}
    claims = {
        mounts[each["name"]]: each["persistentVolumeClaim"]["claimName"]
        for each in _pod(job)["volumes"]
        if "persistentVolumeClaim" in each
    }
    (template,) = one["spec"]["volumeClaimTemplates"]
    name, *arguments = _container(job)["args"]
    assert name == move_states.name
    folders = dict(each.split("=") for each in arguments if each != "--yes")
    assert {parse_shard(shard).number: claims[folder] for shard, folder in folders.items()} == {
        number: f"{template['metadata']['name']}-{one['metadata']['name']}-{number - 1}"
        for number in range(1, 7)
    }
    assert {parse_shard(shard).of for shard in folders} == {one["spec"]["replicas"] + 1}


def test_the_new_volume_is_as_the_statefulset_would_make_it() -> None:
    volume = _only("PersistentVolumeClaim", built(MOVE_STATES))
    (template,) = _only("StatefulSet", built(BASE))["spec"]["volumeClaimTemplates"]
    assert volume["spec"] == template["spec"]
    job = _only("Job", built(MOVE_STATES))
    claims = [each.get("persistentVolumeClaim", {}).get("claimName") for each in _pod(job)["volumes"]]
    assert volume["metadata"]["name"] == claims[-1]


def test_a_job_ends_where_the_owner_has_to_decide() -> None:
    job = _only("Job", built(MOVE_STATES))
    (rule,) = job["spec"]["podFailurePolicy"]["rules"]
    assert rule["onExitCodes"] == {
        "containerName": _container(job)["name"], "operator": "In", "values": [2],
    }  # fmt: skip
    assert _pod(job)["restartPolicy"] == "Never"
