"""Statements: compiled once, with lists and queries as parameters."""
