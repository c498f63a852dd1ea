"""Keys with which the systems of an organisation use the API: issued by people, shown once, kept as a digest only."""
