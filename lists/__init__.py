"""Makes the lists of kanji in `collector/core/data` from their sources: `make lists`."""
