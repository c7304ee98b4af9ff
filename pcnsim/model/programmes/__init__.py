"""What policy can switch on, one module a programme.

Here now: the network contract (``contract``) and the clinical directors it pays for (``directors``); the additional
roles it reimburses are in ``additional_roles``. Places kept for what comes next, each its own module with its rule
called from the week where the comment says so: deputy directors, network-role GPs, the local general practice
executive, redesign, services on the PCN footprint, support for embryonic networks, shocks and the funding cut.
"""
