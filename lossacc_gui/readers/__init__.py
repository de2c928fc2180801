"""Log formats: one file each, chosen by content."""
