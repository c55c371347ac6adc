"""Sessions: a plan's today as quizzes and drills in order, and whether anything is waiting at all."""
