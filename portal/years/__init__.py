"""Versions of questionnaires: drafted, compared, checked, approved and published without a release."""
