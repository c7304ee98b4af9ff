"""Where numbers come from: what went in, what made them, and warnings about results of another version."""
