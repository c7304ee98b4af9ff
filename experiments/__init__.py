"""Batch scripts to run and copy: each says in its head what it asks, what it varies, how long it takes."""
