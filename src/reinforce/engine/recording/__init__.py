"""Recording: what learners send becomes entries of the log and cards, all of it or nothing."""
