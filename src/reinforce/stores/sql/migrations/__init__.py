"""The migrations of the schema, run by Alembic; each revision is one module in ``versions``."""
