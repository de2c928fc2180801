"""The window that shows a triage: all runs of a folder, the most harmed first."""
