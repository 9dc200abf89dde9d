"""The packages that are published, and what is installed from them without this checkout; `make packages`."""
