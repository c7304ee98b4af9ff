"""Runs done again: one of them with everything recorded, or a sample to see that a folder is right."""
