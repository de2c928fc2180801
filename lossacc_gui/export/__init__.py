"""Analyses as files: one file a kind."""
