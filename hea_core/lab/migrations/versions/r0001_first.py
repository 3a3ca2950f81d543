"""The first schema: alloys and their results."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables. Written out, and not taken from hea_core.lab.schema: that is the schema of today, this is the one of then."""
    live = sa.text("deletion IS NULL")
    op.create_table(
        "alloys",
        sa.Column("project", sa.String(200), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("same_as", sa.Text, nullable=False),
        sa.Column("composition", sa.JSON, nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("prediction", sa.JSON),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("batch", sa.String(200), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("updated", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deletion", sa.String(80)),
    )
    op.create_index(
        "kept_once", "alloys", ["project", "same_as"], unique=True, sqlite_where=live, postgresql_where=live
    )
    op.create_table(
        "results",
        sa.Column("project", sa.String(200), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("alloy", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("phases", sa.JSON, nullable=False),
        sa.Column("measurements", sa.JSON, nullable=False),
        sa.Column("route", sa.String(200), nullable=False),
        sa.Column("method", sa.String(200), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("updated", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deletion", sa.String(80)),
        sa.ForeignKeyConstraint(["project", "alloy"], ["alloys.project", "alloys.id"]),
    )
    op.create_index("of_alloy", "results", ["project", "alloy"])
