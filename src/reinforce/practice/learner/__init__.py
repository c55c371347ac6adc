"""What is true of one learner whatever they know: calendar, availability, goals, exposure, and what steers plans."""
