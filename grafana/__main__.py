"""`python -m grafana` writes what Grafana reads; `--check` only says what is out of step, or wrong."""

import sys

from grafana.alerts.thresholds import ThresholdMistake
from grafana.files import ROOT, complaints, out_of_step


def main() -> int:
    """Write, or only compare; 1 where something is out of step or not as it must be."""
    try:
        wrong = list(complaints())
    except ThresholdMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")
    stale = out_of_step()
    if "--check" not in sys.argv:
        for path, text in stale.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return 1 if wrong else 0
    for path in stale:
        sys.stderr.write(
            f"{path.relative_to(ROOT.parent)} is out of step with the code: run make dashboards\n"
        )
    return 1 if stale or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
