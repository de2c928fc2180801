"""The program around the window: starts it, imports ahead, takes further logs, tells of what nobody expected."""
