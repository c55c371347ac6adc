"""Writing to SQL: a change as steps that cannot deadlock, and as one statement where that is possible."""
