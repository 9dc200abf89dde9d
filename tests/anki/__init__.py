"""The flash cards in a real Anki, which `make anki` installs."""
