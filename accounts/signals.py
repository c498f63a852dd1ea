"""Connections made when the app is ready."""
