"""Dialects: all that the store knows of a database and its driver, one frozen value for each."""
