"""Work beside the web: one tick a minute, and our own tables decide what is due."""
