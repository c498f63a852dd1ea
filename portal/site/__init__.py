"""The site: puts together what the rooms registered."""
