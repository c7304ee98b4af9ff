"""The held-out patterns by what they are about: networks as they are, programmes and shocks, the dossier's own."""
