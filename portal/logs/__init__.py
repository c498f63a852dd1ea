"""What lettings and sales have in common: the log, its one write door, its pages."""
