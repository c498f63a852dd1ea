"""Files that are given out: the rows with their results, and what a file has to look like."""
