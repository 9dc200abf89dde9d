#!/usr/bin/env bash
# A text file for Anki with `#deck:Words`, and no deck of that name. Anki 24.11 (and 2.1.66) puts the notes into the
# default deck without a warning; Anki 26.9.3 creates the deck. With `#deck column:1` all versions create it. Needs
# Python with venv. Exits with 1 if a version behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/take.py" <<'PY'
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

FILES = {
    "#deck:Words": "#separator:tab\n#deck:Words\nfront\tback\n",
    "#deck column:1": "#separator:tab\n#deck column:1\nWords\tfront\tback\n",
}
seen = []
for name, text in FILES.items():
    folder = Path(tempfile.mkdtemp())
    collection = Collection(str(folder / "collection.anki2"))
    file = folder / "notes.txt"
    file.write_text(text, "utf-8")
    metadata = collection.get_csv_metadata(path=str(file), delimiter=None)
    collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata))
    note = collection.get_note(collection.find_notes("")[0])
    seen.append(collection.decks.name(note.cards()[0].did))
    print(f"  anki {version('anki')}, {name}: the note is in the deck {seen[-1]}")
    collection.close()
sys.exit(seen != sys.argv[1:])
PY
take() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/python" -m pip install --quiet --disable-pip-version-check "anki==$1" "protobuf==$2"
  "$folder/$1/bin/python" "$folder/take.py" "$3" "$4"
}
take 24.11 6.33.6 Default Words
take 26.9.3 7.36.2 Words Words
