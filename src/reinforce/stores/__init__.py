"""Where everything is kept: in memory, or in SQLite or PostgreSQL. Nothing is imported before it is asked for."""
