"""The tables are made, brought up to date after a backup, and never lose a row."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

import hea_core.lab.database as database
from hea_core.lab import Measurement, Store, StoreError
from hea_core.lab.schema import HEAD, METADATA

FIRST = Path(__file__).parent / "revision-0001.sqlite"
"""A lab book as the first revision made it, with two alloys and a result."""
FOLDER = Path(database.__file__).parent / "migrations"
SECOND = '''
"""A further column."""
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("alloys", sa.Column("furnace", sa.Text, nullable=False, server_default=""))
'''


def book(path):
    return Store(url=f"sqlite:///{path}")


def test_the_head_is_the_last_revision():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_revisions_make_the_tables_that_the_code_expects(tmp_path):
    book(tmp_path / "lab.sqlite").close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'lab.sqlite'}")
    made = sa.MetaData()
    made.reflect(engine)
    for table in METADATA.sorted_tables:
        found = {(column.name, str(column.type), column.nullable) for column in made.tables[table.name].columns}
        assert found == {(column.name, str(column.type), column.nullable) for column in table.columns}
        assert {index.name for index in made.tables[table.name].indexes} == {index.name for index in table.indexes}
    engine.dispose()


def test_a_lab_book_of_the_first_revision_opens_with_all_its_rows(tmp_path):
    shutil.copy(FIRST, tmp_path / "lab.sqlite")
    store = book(tmp_path / "lab.sqlite")
    first, second = store.alloys()
    assert (first.formula, first.notes, first.tags, first.origin.link) == (
        "AlCoCrFeNi",
        "first\nsecond",
        ("fcc",),
        "/?z1=0.8",
    )
    assert first.prediction == {"probability": 0.8, "model": "LatentAlloy default"}
    assert first.results[0].measurements == (Measurement("hardness", 512.0, "HV", 8.0),)
    assert (second.formula, second.status, second.reason) == ("MoNbTaW", "rejected", "too dear")
    store.close()


@pytest.fixture
def with_second(tmp_path, monkeypatch):
    """A program whose migrations go one revision further."""
    folder = tmp_path / "package"
    shutil.copytree(FOLDER, folder / "migrations")
    (folder / "migrations" / "versions" / "r0002_furnace.py").write_text(SECOND, encoding="utf-8")
    monkeypatch.setattr(database, "__file__", str(folder / "database.py"))
    monkeypatch.setattr(database, "HEAD", "0002")


def test_an_upgrade_backs_up_first_and_keeps_every_row(tmp_path, with_second):
    shutil.copy(FIRST, tmp_path / "lab.sqlite")
    before = rows(FIRST)
    store = book(tmp_path / "lab.sqlite")
    assert len(store.alloys()) == 2
    store.close()
    (backup,) = (tmp_path / "backups").glob("*.sqlite")
    assert "revision-0001" in backup.name
    assert rows(backup) == before
    after = rows(tmp_path / "lab.sqlite")
    assert [row[: len(before["alloys"][0])] for row in after["alloys"]] == before["alloys"]
    assert after["results"] == before["results"]
    book(tmp_path / "lab.sqlite").close()
    assert len(list((tmp_path / "backups").glob("*.sqlite"))) == 1


def test_an_upgrade_that_fails_leaves_the_lab_book_as_it_was(tmp_path, with_second):
    broken = tmp_path / "package" / "migrations" / "versions" / "r0002_furnace.py"
    broken.write_text(SECOND + '    op.execute("INSERT INTO nowhere VALUES (1)")\n', encoding="utf-8")
    shutil.copy(FIRST, tmp_path / "lab.sqlite")
    before = rows(FIRST)
    with pytest.raises(StoreError, match="cannot be used"):
        book(tmp_path / "lab.sqlite")
    assert rows(tmp_path / "lab.sqlite") == before


def test_a_lab_book_of_a_later_program_is_refused(tmp_path):
    shutil.copy(FIRST, tmp_path / "lab.sqlite")
    with sqlite3.connect(tmp_path / "lab.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreError, match=r"made by a later version of this program .*update the program"):
        book(tmp_path / "lab.sqlite")


def test_importing_the_core_loads_no_database():
    code = "import sys, hea_core, hea_core.lab; print([m for m in ('sqlalchemy', 'alembic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def rows(path):
    """All rows of both tables, in order."""
    with sqlite3.connect(path) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY created").fetchall()
            for table in ("alloys", "results")
        }
