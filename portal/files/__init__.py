"""Files that people ask for: small ones leave at once, large ones are made by a worker and kept for two days.

`ask` decides which; `job` makes a large one; `fetching` gives it out, asking for the rights at every click; `registry`
is where rooms say which kinds of file they have.
"""
