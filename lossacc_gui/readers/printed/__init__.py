"""What a training printed, understood as a page: lines that come again with other numbers."""
