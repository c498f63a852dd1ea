"""Work beside the web: claimed by one worker, followed on a page, tried again, given up, taken up again after a crash.

The queue is only a trigger; the truth is in the rows of the jobs. To add a job, see `docs/jobs.md`.
"""
