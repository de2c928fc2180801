"""What runs beside the window or between its turns: threads, steps, the collecting of garbage."""
