"""The one room that measures: which series belong together, on one grid, with their noise."""
