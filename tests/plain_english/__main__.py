"""`python -m tests.plain_english [--all]`: print what is not plain English; exit with 1 if anything is."""

import sys

from tests.plain_english.check import NOT_YET, files, findings, misspellings


def main(arguments: list[str]) -> int:
    """Check the files, with `--all` those too that are not yet rewritten; return the exit code."""
    paths = list(files(not_yet=() if "--all" in arguments else NOT_YET))
    output = "".join(f"{line}\n" for line in findings(paths)) + misspellings(paths)
    sys.stderr.write(output)
    return 1 if output else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
