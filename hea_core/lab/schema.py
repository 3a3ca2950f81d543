"""The tables of the lab book as the present revision has them; hea_core/lab/migrations says how they came to be."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

HEAD = "0001"
"""The last revision of the migrations."""
METADATA = MetaData()
_LIVE = text("deletion IS NULL")

ALLOYS = Table(
    "alloys",
    METADATA,
    Column("project", String(200), primary_key=True),
    Column("id", String(32), primary_key=True),
    # same_as tells alloys apart: its at.%, rounded to what nobody can weigh
    Column("same_as", Text, nullable=False),
    Column("composition", JSON, nullable=False),
    Column("origin", String(20), nullable=False),
    Column("link", Text, nullable=False),
    Column("prediction", JSON(none_as_null=True)),
    Column("notes", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("batch", String(200), nullable=False),
    Column("who", String(200), nullable=False),
    Column("created", String(40), nullable=False),
    Column("updated", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("deletion", String(80)),
    # an alloy is kept once a project, however many write at the same moment
    Index("kept_once", "project", "same_as", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
)
RESULTS = Table(
    "results",
    METADATA,
    Column("project", String(200), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("alloy", String(32), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("phases", JSON, nullable=False),
    Column("measurements", JSON, nullable=False),
    Column("route", String(200), nullable=False),
    Column("method", String(200), nullable=False),
    Column("who", String(200), nullable=False),
    Column("date", String(10), nullable=False),
    Column("notes", Text, nullable=False),
    Column("created", String(40), nullable=False),
    Column("updated", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("deletion", String(80)),
    ForeignKeyConstraint(["project", "alloy"], ["alloys.project", "alloys.id"]),
    Index("of_alloy", "project", "alloy"),
)
