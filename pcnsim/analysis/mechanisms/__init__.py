"""The ledger of mechanisms: what the five source documents say, and where the model has it.

One module a source document declares its mechanisms, ``ledger`` assembles them with what the parameters declare, and
``report`` shows them. `python -m pcnsim.analysis.mechanisms docs/seeds.md` writes the document anew.
"""
