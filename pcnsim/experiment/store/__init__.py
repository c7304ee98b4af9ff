"""The result folder of an experiment: what stands in it, how it is written, read, joined and looked at from outside."""
