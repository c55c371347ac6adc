"""The tables of the LMS."""
