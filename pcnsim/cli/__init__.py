"""The command line: thin commands that read options, call the rooms and print; nothing is computed here."""
