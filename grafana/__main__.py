"""`python -m grafana` writes the files that Grafana reads; `--check` only reports what is stale or wrong."""

import sys

from grafana.alerts.thresholds import InvalidThresholds
from grafana.files import ROOT, problems, stale_files, surplus_files


def main() -> int:
    """Write the files, or compare them; return 1 if one is stale or breaks a rule, 2 for bad thresholds."""
    try:
        wrong = list(problems())
    except InvalidThresholds as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")
    stale, surplus = stale_files(), surplus_files()
    if "--check" not in sys.argv:
        for path, text in stale.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        for path in surplus:
            path.unlink()
        return 1 if wrong else 0
    for path in (*stale, *surplus):
        sys.stderr.write(
            f"{path.relative_to(ROOT.parent)} is out of step with the code: run make dashboards\n"
        )
    return 1 if stale or surplus or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
