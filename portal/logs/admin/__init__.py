"""The pages of a log in the admin, the same for lettings and sales."""
