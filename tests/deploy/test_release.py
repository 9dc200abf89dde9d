"""A release: the changelog, the image that docker-compose.yml pulls, and the workflows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.compose_rules import BUILD, COMPOSE, OF_OURS, ROOT, read
from tests.release_notes import CHANGELOG, Unreleasable, newest_version, release_notes

WORKFLOWS = tuple(sorted((ROOT / ".github" / "workflows").glob("*.yml")))
PINNED_ACTION = re.compile(r"(?P<action>[\w./-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+")
TWO = """\
# Changelog

## Unreleased

## 1.1.0 (2027-01-31)

- New.

## 1.0.0

- First.
"""


def test_the_notes_of_a_release_are_the_newest_section() -> None:
    assert newest_version(TWO) == "1.1.0"
    assert release_notes("v1.1.0", TWO) == "- New."
    assert release_notes("v1.0.0", TWO[: TWO.index("## 1.1.0")] + TWO[TWO.index("## 1.0.0") :]) == "- First."


@pytest.mark.parametrize(
    ("tag", "changelog", "why"),
    [
        ("v1.0.0", TWO, "The tag is v1.0.0, but the newest version in CHANGELOG.md is 1.1.0"),
        ("v1.2.0", TWO, "tag v1.1.0, or add the section ## 1.2.0."),
        ("v1.1", TWO, "The tag v1.1 is no version"),
        (
            "v1.1.0",
            TWO.replace("Unreleased\n", "Unreleased\n\n- Forgotten.\n"),
            "changes below ## Unreleased",
        ),
        ("v1.1.0", "# Changelog\n\n## Unreleased\n", "no section of a version"),
    ],
)
def test_a_tag_that_the_changelog_does_not_release_is_refused(tag: str, changelog: str, why: str) -> None:
    with pytest.raises(Unreleasable, match=re.escape(why)):
        release_notes(tag, changelog)


def test_the_changelog_can_be_released_but_for_what_is_unreleased() -> None:
    changelog = re.sub(r"(?ms)^## Unreleased\n.*?(?=^## )", "", CHANGELOG.read_text("utf-8"))
    assert release_notes(f"v{newest_version(changelog)}", changelog)


def test_compose_pulls_the_newest_release() -> None:
    images = {
        service["image"] for service in read(COMPOSE)["services"].values() if "COLLECTOR" in service["image"]
    }
    (image,) = images
    pulled = OF_OURS.fullmatch(image)
    assert pulled
    assert pulled["version"] == newest_version(CHANGELOG.read_text("utf-8"))


def test_compose_pulls_unless_compose_build_yaml_builds() -> None:
    pulled, built = read(COMPOSE)["services"], read(BUILD)["services"]
    assert not [name for name, service in pulled.items() if "build" in service or "pull_policy" in service]
    assert built.keys() == {name for name, one in pulled.items() if OF_OURS.fullmatch(one["image"])}
    assert {service["image"] for service in built.values()} == {"${COLLECTOR_IMAGE:-wanikani-collector}"}
    # One builds, and none pulls.
    assert [name for name, service in built.items() if "build" in service] == ["collector"]
    assert {name for name, one in built.items() if one["pull_policy"] == "never"} == built.keys() - {
        "collector"
    }


def test_the_build_takes_its_base_and_version_from_the_dockerfile_unless_told() -> None:
    arguments = read(BUILD)["services"]["collector"]["build"]["args"]
    proxies = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    assert {name for name, value in arguments.items() if value is None} == {
        "PYTHON_IMAGE",
        "VERSION",
        "REVISION",
    }
    assert arguments.keys() == proxies | {"PYTHON_IMAGE", "VERSION", "REVISION"}
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    for name in ("PYTHON_IMAGE", "VERSION", "REVISION"):
        assert re.search(rf"^ARG {name}=", dockerfile, re.MULTILINE)


def _jobs(workflow: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in yaml.safe_load(workflow.read_text("utf-8"))["jobs"].items():
        yield f"{workflow.name}: {name}", job


def test_every_action_is_pinned_by_its_commit_and_no_two_commits_of_one_are_used() -> None:
    text = "".join(path.read_text("utf-8") for path in WORKFLOWS)
    used = [one for one in re.findall(r"uses: (.*)", text) if not one.startswith("./")]
    pins = {one: PINNED_ACTION.fullmatch(one) for one in used}
    assert [one for one, pin in pins.items() if pin is None] == []
    assert len(pins) == len({pin["action"] for pin in pins.values() if pin})


def test_every_job_has_its_own_permissions_and_an_end() -> None:
    for workflow in WORKFLOWS:
        assert yaml.safe_load(workflow.read_text("utf-8"))["permissions"] == {}
        for name, job in _jobs(workflow):
            assert job["permissions"], name
            # A called workflow's jobs have theirs.
            assert "uses" in job or job["timeout-minutes"] <= 45, name


def test_what_the_workflows_make_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    text = "".join(path.read_text("utf-8") for path in WORKFLOWS)
    targets = set(re.findall(r"(?:run: make|- target:) ([\w-]+)$", text, re.MULTILINE))
    assert {"check", "test", "stack"} <= targets
    assert [
        target for target in sorted(targets) if not re.search(rf"^{target}:", makefile, re.MULTILINE)
    ] == []


def test_nothing_is_published_before_all_is_tested_and_built() -> None:
    jobs = dict(_jobs(ROOT / ".github" / "workflows" / "release.yml"))
    needs = {name.partition(": ")[2]: job.get("needs", []) for name, job in jobs.items()}
    assert {"ci", "packages", "image"} <= set(needs["pypi"])
    assert "pypi" in needs["image-names"]
    assert "image-names" in needs["github"]
    writers = {
        name.partition(": ")[2]: {kind for kind, right in job["permissions"].items() if right == "write"}
        for name, job in jobs.items()
    }
    assert writers == {
        "tag": set(),
        "ci": set(),
        "packages": {"id-token", "attestations"},
        "image": {"packages"},
        "pypi": {"id-token"},
        "image-names": {"packages", "id-token", "attestations"},
        "github": {"contents"},
    }
