"""What the program needs of the system under it; also used by the set-up, so nothing but Python itself is imported."""
