"""Something besides the password for people who see every organisation's data."""
