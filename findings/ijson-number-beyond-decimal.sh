#!/usr/bin/env bash
# ijson 3.6.0: the backend yajl2_c, the default where it is built, raises decimal.InvalidOperation for a JSON number
# whose exponent has 19 digits. That is neither a JSONError nor a ValueError, so a program that catches those ends
# with a traceback. The backend "python" raises a JSONError. Both read an exponent of 18 digits. Python's json reads
# such a number as infinity. Needs Python 3.11 or newer. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ijson==3.6.0
cat > "$folder/exponents.py" <<'SCRIPT'
import json

import ijson


def outcome(backend, text):
    try:
        return [value for event, value in ijson.get_backend(backend).basic_parse(text) if event == "number"]
    except Exception as error:
        kinds = (ijson.JSONError, ValueError, ArithmeticError)
        return [kind.__name__ for kind in kinds if isinstance(error, kind)]


DIGITS = {18: b"[1E999999999999999999]", 19: b"[1E9999999999999999999]"}
seen = {(backend, digits): outcome(backend, text) for backend in ("yajl2_c", "python") for digits, text in DIGITS.items()}
for key, value in seen.items():
    print("ijson", ijson.__version__, *key, "digits:", value)
print("json", json.loads(DIGITS[19]))
raise SystemExit(
    seen["yajl2_c", 19] != ["ArithmeticError"]
    or seen["python", 19] != ["JSONError"]
    or any(len(seen[backend, 18]) != 1 or "Error" in str(seen[backend, 18]) for backend in ("yajl2_c", "python"))
    or json.loads(DIGITS[19]) != [float("inf")]
)
SCRIPT
"$folder/venv/bin/python" "$folder/exponents.py"
