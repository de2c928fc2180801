"""What a file is, whoever reads it: never a log by its first bytes, a program, settings, prose, a table."""
