"""Where loss and accuracy disagree, and what else the curves show."""
