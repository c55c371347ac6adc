"""What Alembic runs to migrate: on the connection, and in the schema, that the caller put into its configuration."""

from alembic import context

schema = context.config.attributes["schema"]
context.configure(
    connection=context.config.attributes["connection"],
    version_table="reinforce_version",
    version_table_schema=schema,
)
with context.begin_transaction():
    context.run_migrations()
