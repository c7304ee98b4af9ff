"""What policy can switch on, one module a programme.

Here now: the network contract with its terms (``contract``: sign-up, set-up, deadline, bids) and the clinical
directors it pays for (``directors``); the additional roles it reimburses are in ``additional_roles``, closures and
breaches of trust in ``shocks``. Support, the funding cut and the surge act where the hours, the money and the demand
are; what is in force is told in ``rules/environment``. Places kept for what comes next, each its own module with its
rule called from the week where the comment says so: deputy directors, network-role GPs, the local general practice
executive, redesign, services on the PCN footprint.
"""
