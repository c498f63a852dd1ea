"""Administering the people of an organisation: inviting, moving, roles, responsibilities. Signing in is `accounts`."""
