"""Endings of file names that tell what is seldom a log: settings, and texts for people."""

from __future__ import annotations

YAML = frozenset({".yaml", ".yml"})
SETTINGS = YAML | {".toml", ".ini", ".cfg"}
PROSE = frozenset({".md", ".markdown", ".rmd", ".qmd", ".org", ".rst", ".tex", ".bib", ".xml", ".patch", ".diff"})
