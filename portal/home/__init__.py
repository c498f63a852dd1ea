"""The home page of each role: deadlines, open work, what blocks it, pictures."""
