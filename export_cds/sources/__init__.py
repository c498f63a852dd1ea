"""Reading what an export sends: ids first, then rows by the thousand, all in the caller's one snapshot."""
