"""What people look at beside the terminal: figures, and later the browser app."""
