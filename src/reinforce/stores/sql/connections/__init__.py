"""Connections: engines, transactions, the host's own, row-level security, and what fails."""
