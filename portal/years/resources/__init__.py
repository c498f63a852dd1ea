"""Files made from a version of a questionnaire: upload template, specification, data dictionary, paper form.

Nothing in them is written by hand, so they cannot drift from what is asked; the same version gives the same bytes.
"""

LISTS_SHEET = "Lists"
"""The hidden sheet of a template, from which its cells offer what may stand in them: no rows of anybody."""
