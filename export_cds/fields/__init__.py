"""What the department receives: one table of elements per collection, in document order."""
