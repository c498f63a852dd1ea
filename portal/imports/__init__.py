"""Tables from files: sent, checked by a worker, shown with old and new values, confirmed, imported."""
