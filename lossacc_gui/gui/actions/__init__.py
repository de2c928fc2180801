"""What the window can do: names, places, keys."""
