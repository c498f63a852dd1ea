"""Bulk upload: rows that an organisation delivers, judged, corrected and accepted as logs.

files/       bytes to cells: type by content, encodings, spreadsheets in a child process, the header
columns      the columns of a kind and year, from the questionnaire
cells, conversions, checks, row, judge
             one row: cells -> answers -> evaluation -> errors, each at its cell
registry     what each kind of log adds
directory    what codes in cells name, read once for many rows
"""
