"""The page in the browser: a run that can be watched, changed and taken away."""
