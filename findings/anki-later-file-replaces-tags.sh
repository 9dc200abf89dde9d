#!/usr/bin/env bash
# Anki 26.9.3, text files with `#guid column`, `#tags column` and `#deck`: if a later file changes a note, its tags
# replace all tags of the note, including those that the owner added in Anki. Its cards stay in the deck to which the
# owner moved them, whatever `#deck` says. A note with the same fields and tags counts as a duplicate and does not
# change. Needs Python with venv. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check anki==26.9.3
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

folder = Path(sys.argv[1])
collection = Collection(str(folder / "collection.anki2"))


def take(tag):
    file = folder / "notes.txt"
    head = "#separator:tab\n#guid column:1\n#deck:Words\n#tags column:4\n"
    file.write_text(f"{head}g-1\tfront\tback\t{tag}\n", "utf-8")
    metadata = collection.get_csv_metadata(path=str(file), delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log
    note = collection.get_note(collection.find_notes("")[0])
    decks = [collection.decks.name(card.did) for card in note.cards()]
    outcome = (len(log.new), len(log.updated), len(log.duplicate)), sorted(note.tags), decks
    print(f"  a file with the tag {tag}: new, updated, duplicate {outcome[0]}; tags {outcome[1]}, deck {outcome[2]}")
    return outcome


print(f"anki {version('anki')}")
seen = [take("guru")]
note = collection.get_note(collection.find_notes("")[0])
note.tags.append("mine")
collection.update_note(note)
collection.set_deck([card.id for card in note.cards()], collection.decks.id("Mine"))
print("  the owner adds the tag mine and moves the card to the deck Mine")
seen += [take("master"), take("master")]
collection.close()
sys.exit(seen != [
    ((1, 0, 0), ["guru"], ["Words"]), ((0, 1, 0), ["master"], ["Mine"]), ((0, 0, 1), ["master"], ["Mine"])
])
PY
