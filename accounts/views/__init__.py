"""Pages that everybody can reach: links, passwords, the second factor, the own account."""
