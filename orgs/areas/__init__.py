"""Local authorities and the links between them, with look-ups that need no database in a loop."""
