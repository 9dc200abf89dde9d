"""`python -m collector` is `wanikani-collector`."""

from collector.cli import main

main()
