"""Loading tables of reference data, from the admin (with a preview) and from the command line alike."""
