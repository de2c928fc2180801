"""A triage as text, CSV, JSON, an HTML page, and as a report for continuous integration: one file a kind."""
