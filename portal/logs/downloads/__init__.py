"""Logs as files: which columns, what is in a cell, and where the rows come from.

`cells` is pure: the questionnaire's `csv` keys and the values of one log make one line. `rows` reads logs and what
lies around them, a chunk at a time. Facts: docs/domain/downloads.md.
"""
