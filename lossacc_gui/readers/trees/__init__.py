"""Dictionaries and lists, as JSON, YAML and Python write them, and the histories in them."""
