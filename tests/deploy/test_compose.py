"""The containers are confined as the rules say, and each rule finds a violation."""

import copy
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from collector.config.alerts import ContactSettings
from collector.config.settings import Settings
from collector.config.thresholds import ThresholdSettings
from collector.deployment.grafana_files import USUAL_PLACE
from grafana.files import PROVISIONING
from tests.deploy.compose_rules import COMPOSE, ROOT, VARIANTS, Json, read, violations, weakenings

# Set by the stack itself, or useless in it.
NOT_TO_BE_SET = {
    "COLLECTOR_STATE", "COLLECTOR_LISTEN", "INFLUXDB_TOKEN", "INFLUXDB_USERNAME", "INFLUXDB_USERNAME_FILE",
    "INFLUXDB_PASSWORD", "COLLECTOR_SHARD",
    "SSL_CERT_DIR",
    "INFLUXDB_PASSWORD_FILE", "INFLUXDB_ADMIN_TOKEN", "INFLUXDB_ADMIN_TOKEN_FILE", "WANIKANI_ACCOUNTS",
    "WANIKANI_ACCOUNTS_FILE", "WANIKANI_ACCOUNTS_DIR",
}  # fmt: skip


def test_every_service_is_confined_limited_pinned_and_checked() -> None:
    assert list(violations(read(COMPOSE))) == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda path: path.stem)
def test_no_variant_weakens_that(variant: Path) -> None:
    assert list(weakenings(read(variant))) == []


def _service(name: str, **changes: object) -> Callable[[Json], None]:
    return lambda compose: compose["services"][name].update(changes)


def _without(name: str, key: str) -> Callable[[Json], None]:
    return lambda compose: compose["services"][name].pop(key)


MISTAKES = {
    "collector can write to its root": _service("collector", read_only=False),
    "influxdb keeps capabilities": _service("influxdb", cap_drop=["NET_RAW"]),
    "grafana can gain privileges": _without("grafana", "security_opt"),
    "influxdb gets capabilities": _service("influxdb", cap_add=["CHOWN"]),
    "influxdb runs as root": _without("influxdb", "user"),
    "collector runs as root": _service("collector", user="0:0"),
    "grafana runs as root": _service("grafana", user="0:472"),
    "volumes is root and has a network": _without("volumes", "network_mode"),
    "init has privileged": _service("init", privileged=True),
    "wanikani has no memory limit": _without("wanikani", "mem_limit"),
    "grafana does not know its memory limit": _service("grafana", environment={}),
    "influxdb believes to have more": _service("influxdb", mem_limit="512m"),
    "collector keeps its log for ever": _service("collector", logging={"driver": "json-file"}),
    "grafana is not pinned": _service("grafana", image="${GRAFANA_IMAGE:-grafana/grafana:latest}"),
    "influxdb is not pinned": _service("influxdb", image="influxdb:2.9.1"),
    "collector is not pinned": _service(
        "collector", image="${COLLECTOR_IMAGE:-ghcr.io/wanikani-collector/wanikani-collector:latest}"
    ),
    "collector is not restarted": _service("collector", restart="no"),
    "init is not restarted as it should be": _service("init", restart="always"),
    "influxdb has no health check": _without("influxdb", "healthcheck"),
    "grafana is reachable from outside": _service("grafana", ports=["3000:3000"]),
    "collector is reachable from outside": _service("collector", ports=["0.0.0.0:8710:8710"]),
    "grafana has a secret in GF_SECURITY_ADMIN_PASSWORD": _service(
        "grafana", environment={"GF_SECURITY_ADMIN_PASSWORD": "${PASSWORD:-admin}", "GOMEMLIMIT": "600MiB"}
    ),
    "secrets: grafana sees it": _service("grafana", volumes=["secrets:/all"]),
    "collector-secrets: collector sees it": _service(
        "collector", volumes=["state:/state", "collector-secrets:/run/influxdb"]
    ),
    "more, or less": lambda it: it["volumes"].pop("pretend"),
    "collector does not wait for": _service("collector", depends_on={}),
    "grafana does not wait for": lambda it: it["services"]["grafana"]["depends_on"]["init"].pop("restart"),
    "collector does not wait for influxdb and init": _service(
        "collector",
        depends_on={
            "influxdb": {"condition": "service_healthy"},
            "init": {"condition": "service_completed_successfully"},
        },
    ),
    "init does not wait for influxdb": _without("init", "depends_on"),
}  # fmt: skip


@pytest.mark.parametrize("words", MISTAKES)
def test_each_mistake_is_seen(words: str) -> None:
    compose = copy.deepcopy(read(COMPOSE))
    MISTAKES[words](compose)
    assert [one for one in violations(compose) if words in one]


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("changes read_only", {"read_only": False}),
        ("changes cap_add", {"cap_add": ["ALL"]}),
        ("runs as root", {"user": "0"}),
        ("reachable from outside", {"ports": ["8086:8086"]}),
        ("has a secret in INFLUXDB_PASSWORD", {"environment": {"INFLUXDB_PASSWORD": "secret"}}),
        ("is not pinned", {"image": "influxdb"}),
        ("mounts ./here", {"volumes": ["./here:/there"]}),
        ("mounts secrets", {"volumes": ["secrets:/all"]}),
        ("changes secrets", {"secrets": ["wanikani-token"]}),
        ("changes healthcheck", {"healthcheck": {"disable": True}}),
    ],
)
def test_each_mistake_of_a_variant_is_seen(words: str, service: Json) -> None:
    assert [one for one in weakenings({"services": {"influxdb": service}}) if words in one]


def test_every_setting_of_the_owner_reaches_the_container_that_reads_it() -> None:
    services = read(COMPOSE)["services"]
    collector, init = services["collector"]["environment"], services["init"]["environment"]
    assert {name.upper() for name in Settings.model_fields} - NOT_TO_BE_SET <= collector.keys()
    told = {name.upper() for name in ContactSettings.model_fields if not name.endswith("_file")}
    told |= {name.upper() for name in ThresholdSettings.model_fields} | {"GRAFANA_INFLUXDB_URL"}
    assert told <= init.keys()
    shared = collector.keys() - {"WANIKANI_TOKEN", "WANIKANI_TOKEN_FILE", "INFLUXDB_TOKEN_FILE"}
    # A mistake in a setting is found by what runs first.
    assert {name: collector[name] for name in shared} == {name: init[name] for name in shared}


def test_a_file_with_thresholds_is_mounted_where_init_is_told_to_look() -> None:
    init = read(COMPOSE)["services"]["init"]
    mounted = _file_of_the_owner(init, "ALERT_THRESHOLDS_FILE")
    assert init["environment"]["ALERT_THRESHOLDS_FILE"] == f"${{ALERT_THRESHOLDS_FILE:+{mounted}}}"


def _file_of_the_owner(service: Json, setting: str) -> str:
    """Return where *service* has the file that *setting* names; without the setting it is an empty one."""
    (mount,) = [one for one in service["volumes"] if f"${{{setting}:-/dev/null}}" in str(one)]
    assert (mount["type"], mount["read_only"], mount["bind"]) == ("bind", True, {"create_host_path": False})
    return str(mount["target"])


def test_certificates_of_the_owner_are_mounted_where_the_collector_is_told_to_look() -> None:
    for name in ("collector", "init"):
        service = read(COMPOSE)["services"][name]
        target = _file_of_the_owner(service, "SSL_CERT_FILE")
        assert service["environment"]["SSL_CERT_FILE"] == f"${{SSL_CERT_FILE:+{target}}}"


def test_the_proxy_is_handed_to_what_goes_out_and_leaves_influxdb_out() -> None:
    services = read(COMPOSE)["services"]
    for name in ("collector", "init", "grafana"):
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            given = f"${{{variable}:-${{{variable.lower()}:-}}}}"
            assert services[name]["environment"][variable] == given
    assert services["grafana"]["environment"]["NO_PROXY"].startswith("influxdb,localhost,")


def test_grafanas_home_is_one_of_its_dashboards() -> None:
    environment = read(COMPOSE)["services"]["grafana"]["environment"]
    home = Path(environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (PROVISIONING / home.relative_to(USUAL_PLACE)).is_file()


def test_only_the_collector_sees_the_token_of_wanikani() -> None:
    services = read(COMPOSE)["services"]
    holders = [
        name
        for name, service in services.items()
        if "WANIKANI_TOKEN" in service.get("environment", {})
        or "wanikani-token" in service.get("secrets", ())
    ]
    assert holders == ["collector"]


def test_the_image_runs_nothing_as_root_needs_no_shell_and_says_what_it_is() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert re.search(
        r"^ARG PYTHON_IMAGE=python:\d+\.\d+\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?$", text, re.MULTILINE
    )
    final = text.rpartition("FROM ${PYTHON_IMAGE}\n")[2]
    assert "\nUSER 1000:1000\n" in final
    for exec_form in ("HEALTHCHECK", "ENTRYPOINT", "CMD"):
        assert re.search(rf"{exec_form}.* \[", final)
    for label in ("title", "description", "licenses", "revision"):
        assert f"org.opencontainers.image.{label}=" in final
    assert text.count("--require-hashes") == 2


def test_package_and_label_have_the_version_that_the_build_is_told() -> None:
    versions = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["version"]
    told = (
        f"SETUPTOOLS_SCM_PRETEND_VERSION_FOR_{versions['raw-options']['dist_name'].upper().replace('-', '_')}"
    )
    head, build, final = re.split(
        r"^FROM .*\n", (ROOT / "deploy" / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE
    )
    assert f"ARG VERSION={versions['fallback-version']}\n" in head
    assert "\nARG VERSION\n" in build
    assert f'{told}="${{VERSION}}"' in build
    assert final.startswith("ARG VERSION\n")
    assert 'org.opencontainers.image.version="${VERSION}"' in final


def test_labels_lead_to_the_project_as_the_package_does() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', text))
    assert labels["description"] == project["description"]
    assert labels["licenses"] == project["license"]
    assert labels["url"] == project["urls"]["Homepage"]
    assert labels["source"] == project["urls"]["Repository"]
    assert labels["documentation"] == project["urls"]["Documentation"]


def test_the_image_is_built_from_all_that_the_wheel_has() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    for path in (*wheel["packages"], *wheel["force-include"]):
        assert f"\nCOPY {path} {path}\n" in dockerfile
        assert f"!{path}" in allowed
