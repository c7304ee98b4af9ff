"""Batch scripts that a researcher runs and copies: each says in its head what it asks and varies and how long it takes."""
