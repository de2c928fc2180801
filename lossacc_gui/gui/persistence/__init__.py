"""What outlasts the window: settings, projects, and what is open for the next start."""
