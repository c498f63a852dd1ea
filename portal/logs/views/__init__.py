"""Typed SQL views of logs for statisticians: `lettings_2026` for a year, `lettings_all` over all years.

`columns` says what a view shows and what is personal and left out; `statements` makes and comments the views;
`keep` sees to it that they are those of the questionnaires in force; `grants` lets a statistician read them.
"""
