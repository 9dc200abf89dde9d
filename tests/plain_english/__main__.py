"""`python -m tests.plain_english`: print what is not plain English; exit with 1 if anything is."""

import sys

from tests.plain_english.check import files, findings, misspellings


def main() -> int:
    """Check all files; return the exit code."""
    paths = list(files())
    output = "".join(f"{line}\n" for line in findings(paths)) + misspellings(paths)
    sys.stderr.write(output)
    return 1 if output else 0


if __name__ == "__main__":
    sys.exit(main())
