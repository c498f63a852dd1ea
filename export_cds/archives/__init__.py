"""The archives: what they are called, what is in them."""
