"""Figures and pictures for statisticians, and for an organisation about itself.

`events` keeps what happened to warnings and errors as it happens; `contribution` says what one log adds to the
figures; `count` keeps sums of that by increments, and `check` proves them; `disclosure` stands between every figure
and whoever reads it; `topics` are the pages' contents, `pages` the pages.
"""
