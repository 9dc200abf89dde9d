"""findings/README.md: every finding is in its table, with the test that holds the workaround."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FINDINGS = ROOT / "findings"
ROW = re.compile(r"^\| \[`(?P<name>[^`]+)`\]\((?P<link>[^)]+)\) \|(?P<rest>.*)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def _rows() -> list[re.Match[str]]:
    return list(ROW.finditer((FINDINGS / "README.md").read_text("utf-8")))


def test_the_table_has_every_script_once_and_no_other() -> None:
    listed = [row["name"] for row in _rows()]
    assert listed == sorted(path.name for path in FINDINGS.glob("*.sh"))
    assert [row["link"] for row in _rows()] == listed


def test_every_finding_names_a_test_that_exists() -> None:
    for row in _rows():
        named = TEST.findall(row["rest"])
        assert named, row["name"]
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text("utf-8"), test
