"""The window; the only room that knows Qt, but for the figure painter."""
