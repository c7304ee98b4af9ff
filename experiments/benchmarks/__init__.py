"""How fast pcnsim is, beside an idiomatic Mesa model: `python -m experiments.benchmarks` (docs/benchmarks.md)."""
