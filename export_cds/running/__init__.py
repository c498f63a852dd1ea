"""A run from request to finish: ask, claim, plan, build, deliver, publish, finish."""
