"""Correcting many schemes or locations from an edited download (section 6.5): an operational task, by command."""
