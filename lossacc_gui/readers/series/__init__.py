"""Columns of numbers become the series of a run: what their names mean, what counts them, what is a percentage."""
