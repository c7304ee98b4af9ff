"""Weekly series of every run, kept where they are asked for."""
