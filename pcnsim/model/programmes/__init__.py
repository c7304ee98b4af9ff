"""What policy can switch on, one module a programme: its posts, decisions and ends.

In every run: the network contract (``contract``), the clinical directors it pays for (``directors``) and the additional
roles it reimburses (``additional_roles``). Off unless switched on: ``deputies``, ``network_roles`` (who) and
``bridging`` (what they do), ``executive``, ``shocks``, and in ``contract`` the deadline and bids. Programmes that
change only how a common rule works stand in that rule: development support and the funding cut in ``rules.leadership``
and ``rules.money``, footprints in ``rules.community`` and ``rules.cases``, redesign in ``rules.decisions``, focus in
``rules.environment``.
"""
