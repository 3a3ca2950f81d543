"""Run by Alembic: all outstanding revisions, inside the transaction that the caller has begun, so that they hold together or not at all."""

from alembic import context

from hea_core.lab.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction, of SQLite too, is the one that counts
)
context.run_migrations()
