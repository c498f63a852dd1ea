"""Schemes and locations of supported housing, and their whole life cycle."""
