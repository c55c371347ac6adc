"""Grading: from what a learner sends to ratings, feedback and an outcome."""
