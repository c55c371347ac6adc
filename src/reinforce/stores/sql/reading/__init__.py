"""Reading from SQL: the parts of a snapshot, and the feed of the log."""
