"""The data sharing agreement: reading, confirming, chasing, and what each role is told about it."""
