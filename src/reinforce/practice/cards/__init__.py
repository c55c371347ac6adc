"""Cards: how the log of one learner and one skill folds to what is remembered."""
