"""Logs become runs: which format a file has, told by its content, and what its numbers are."""
