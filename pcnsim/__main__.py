"""Lets `python -m pcnsim` do what `pcnsim` does."""

from pcnsim.cli.app import main

main()
