"""Correcting many schemes or locations from an edited download (docs/domain/organisations.md#6.5): an operational task, by command."""
