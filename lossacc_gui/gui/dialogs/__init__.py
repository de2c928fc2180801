"""Dialogs; what is asked for seldom and imported only then."""
