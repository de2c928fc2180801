"""What a training printed, understood as a page: lines that come again with other numbers."""

NAME = "text"
CLEAR = 0.6  # certainty with metrics that come again under a counter
