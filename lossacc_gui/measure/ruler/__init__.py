"""The loss ruler: levels that a loss comes to stand on for a reason, and how near a run stands to them."""
