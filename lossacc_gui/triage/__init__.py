"""Many runs at once: which are in trouble, and what differs between them."""
