"""Batch scripts that a researcher runs and copies: each says in its head what is asked, what is varied, how long it takes."""
