"""The rules for the services of docker-compose.yml, and those that no variant may weaken."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
BUILD = ROOT / "compose.build.yaml"
VARIANTS = tuple(sorted((ROOT / "deploy" / "compose").glob("*.yaml")))
Json = dict[str, Any]

# Run once and end; the others run until they are stopped.
ONE_SHOT = {"init", "past", "volumes"}
# Reads and writes files of every owner, but has no network and is never started by `up`.
AS_ROOT = {"volumes"}
OF_OURS = re.compile(
    r"\$\{COLLECTOR_IMAGE:-ghcr\.io/wanikani-collector/wanikani-collector:(?P<version>\d+\.\d+\.\d+)"
    r"(@sha256:[0-9a-f]{64})?\}"
)
PINNED = re.compile(r"\$\{[A-Z]+_IMAGE:-[a-z/]+:\d+\.\d+\.\d+[a-z0-9-]*(@sha256:[0-9a-f]{64})?\}")
LOOPBACK = re.compile(r"\$\{[A-Z_]*BIND:-127\.0\.0\.1\}:\$\{[A-Z]+_PORT:-\d+\}:\d+")
EMPTY = re.compile(r"\$\{[A-Z_]+:-\}")
# The services that mount each volume; "rw" may write it.
SEEN_BY = {
    "secrets": {"init": "rw", "volumes": "rw"},
    "collector-secrets": {"init": "rw", "collector": "ro", "volumes": "rw"},
    "grafana-secrets": {"init": "rw", "grafana": "ro", "volumes": "rw"},
    "grafana-provisioning": {"init": "rw", "grafana": "ro", "volumes": "rw"},
    "state": {"collector": "rw", "past": "rw", "volumes": "rw"},
    "influxdb": {"influxdb": "rw", "volumes": "rw"},
    "grafana": {"grafana": "rw", "volumes": "rw"},
    "pretend": {"past": "rw", "wanikani": "rw", "volumes": "rw"},
}
# Files that the owner names.
OF_THE_OWNER = {("${SSL_CERT_FILE:-/dev/null}", "ro"), ("${ALERT_THRESHOLDS_FILE:-/dev/null}", "ro")}
WEAKENING = (
    "privileged", "cap_add", "cap_drop", "security_opt", "read_only", "pid", "ipc", "network_mode", "devices",
    "userns_mode", "restart", "mem_limit", "logging", "secrets", "healthcheck",
)  # fmt: skip


class _Tagged(yaml.SafeLoader):
    """Reads YAML and ignores Compose's own tags."""


_Tagged.add_multi_constructor("!", lambda loader, _, node: _plain(loader, node))


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node, deep=True)  # type: ignore[arg-type]


def read(path: Path) -> Json:
    """Return a Compose file, its anchors merged and its variables as they are written."""
    content: Json = yaml.load(path.read_text("utf-8"), Loader=_Tagged)
    return content


def violations(compose: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each broken rule."""
    for name, service in compose["services"].items():
        for each in (_confined, _limited, _image, _running, _ports, _environment):
            yield from (f"{name} {problem}" for problem in each(name, service))
    yield from _volumes(compose)
    yield from _order(compose["services"])


def weakenings(variant: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each rule of the main file that a variant weakens."""
    for name, service in variant.get("services", {}).items():
        yield from (f"{name} changes {key}" for key in WEAKENING if key in service)
        for each in (_image, _ports, _environment) if "image" in service else (_ports, _environment):
            yield from (f"{name} {problem}" for problem in each(name, service))
        if str(service.get("user", "1")).startswith("0"):
            yield f"{name} runs as root"
        for volume, _ in map(_mount, service.get("volumes", ())):
            # A variant's own server has a volume of its own.
            if name not in {"volumes", *SEEN_BY.get(volume, {})} and volume not in variant.get("volumes", {}):
                yield f"{name} mounts {volume}"


def _confined(name: str, service: Json) -> Iterator[str]:
    if service.get("read_only") is not True:
        yield "can write to its root file system"
    if service.get("cap_drop") != ["ALL"]:
        yield "keeps capabilities"
    if "no-new-privileges:true" not in service.get("security_opt", ()):
        yield "can gain privileges"
    if name not in AS_ROOT:
        if "cap_add" in service:
            yield "gets capabilities"
        # Our own image sets its user.
        if service.get("user", "1" if OF_OURS.fullmatch(service["image"]) else "0").startswith("0"):
            yield "runs as root"
    elif service.get("network_mode") != "none":
        yield "is root and has a network"
    yield from (f"has {key}" for key in ("privileged", "pid", "ipc", "devices") if key in service)


def _limited(name: str, service: Json) -> Iterator[str]:
    limit = service.get("mem_limit")
    if not limit:
        yield "has no memory limit"
    goal = service.get("environment", {}).get("GOMEMLIMIT")
    if name in {"influxdb", "grafana"} and not goal:
        yield "does not know its memory limit"
    if limit and goal and int(goal.removesuffix("MiB")) >= int(limit.removesuffix("m")):
        yield "believes to have more memory than it has"
    options = service.get("logging", {}).get("options", {})
    if not {"max-size", "max-file"} <= options.keys():
        yield "keeps its log for ever"


def _image(_name: str, service: Json) -> Iterator[str]:
    image = service["image"]
    if not OF_OURS.fullmatch(image) and not PINNED.fullmatch(image):
        yield f"is not pinned, or cannot be overridden: {image}"


def _running(name: str, service: Json) -> Iterator[str]:
    wanted = "no" if name in ONE_SHOT else "unless-stopped"
    if service.get("restart") != wanted:
        yield f"is not restarted as it should be: {service.get('restart')}"
    # The collector's own check is in its image.
    if name not in ONE_SHOT | {"collector"} and "test" not in service.get("healthcheck", {}):
        yield "has no health check"


def _ports(_name: str, service: Json) -> Iterator[str]:
    for port in service.get("ports", ()):
        if not LOOPBACK.fullmatch(str(port)):
            yield f"is reachable from outside, or not overridable: {port}"


def _environment(_name: str, service: Json) -> Iterator[str]:
    for name, value in service.get("environment", {}).items():
        secret = re.search(r"PASSWORD|TOKEN", name) and not EMPTY.fullmatch(value)
        if secret and not re.fullmatch(r"|/run/.*|\$\{[A-Z_]+:\+/run/.*\}", value):
            yield f"has a secret in {name}"


def _volumes(compose: Mapping[str, Any]) -> Iterator[str]:
    mounted = {
        (volume, name): mode
        for name, service in compose["services"].items()
        for volume, mode in map(_mount, service.get("volumes", ()))
        if (volume, mode) not in OF_THE_OWNER
    }
    meant = {(volume, name): mode for volume, whom in SEEN_BY.items() for name, mode in whom.items()}
    for (volume, name), mode in sorted(mounted.items() ^ meant.items()):
        yield f"{volume}: {name} sees it, or does not, as {mode}"
    if set(compose["volumes"]) != set(SEEN_BY):
        yield "there is a volume more, or less, than is known"


def _mount(volume: str | Json) -> tuple[str, str]:
    if isinstance(volume, str):
        source, _, rest = volume.partition(":")
        return source, "ro" if rest.endswith(":ro") else "rw"
    return volume["source"], "ro" if volume.get("read_only") else "rw"


def _order(services: Mapping[str, Any]) -> Iterator[str]:
    healthy: Json = {"condition": "service_healthy"}
    # A failed `init` keeps nothing else from running.
    done: Json = {"condition": "service_completed_successfully", "required": False}
    for name, wanted in {
        "init": {"influxdb": healthy},
        "collector": {"influxdb": healthy, "init": done},
        # What it reads at its start only must count when it was written anew.
        "grafana": {"influxdb": healthy, "init": done | {"restart": True}},
    }.items():
        if not wanted.items() <= services[name].get("depends_on", {}).items():
            yield f"{name} does not wait for {' and '.join(wanted)}"
