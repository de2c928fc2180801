"""One file a log format, chosen by content."""
