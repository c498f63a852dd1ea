"""Merging organisations into another: asked for in steps, shown as a dry run, performed by a job."""
