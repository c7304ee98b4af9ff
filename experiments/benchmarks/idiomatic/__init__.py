"""An idiomatic Mesa model of a subset of pcnsim's rules, for the ratio.

Agents are objects with methods, ties are edges of networkx graphs with attribute dicts, the week is a sequence of
``AgentSet.do`` and ``shuffle_do``, and a DataCollector takes outcomes. Written as a good Mesa user would: no needless
lookups or copies, plain Python numbers, one pass over the edges where one will do; edges that stay for good are also
kept as lists of ``(neighbour, edge attributes)``, whose dicts are the graph's own. Runs on Mesa 3.3.1 and 3.5.

The subset is the week of an established network without directors, additional staff, initiatives and closures (the
rules of ``subset.SUBSET``, with their equations and parameter values; each method names the rules it stands for): GPs
leave and posts are filled; patients ask, GPs deliver, patients wait or leave; multi-agency cases take two channels to
community teams; GPs meet, judge, forget, drop and form ties; coordination takes time; ties of every kind learn; strain,
engagement and orientation change; outcomes are collected. What those rules only read and the left-out ones would change
(shares of the structure, the split of the coordination budget, goal consensus) stays as the first week finds it.

The start is pcnsim's own state of week one, read from its tables, so both have the same agents and ties. Luck comes
from Mesa's seeded generator. ``subset`` runs the same rules compiled, and a test holds that both agree.
"""
