"""The main window and its parts; it lays out and connects, and decides nothing."""
