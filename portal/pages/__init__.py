"""Static pages that everybody can read, signed in or not."""
