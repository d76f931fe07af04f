"""Alembic runs this file; the connection, with its transaction, comes from ``server.db.migrate``."""

from alembic import context

from server.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
