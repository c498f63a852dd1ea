"""Merges: placeholder until the pages below exist."""
