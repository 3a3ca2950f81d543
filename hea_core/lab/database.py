"""The database below the lab book: opening it, transactions, what its errors mean, and bringing its tables up to date after a backup."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from hea_core.errors import quoted
from hea_core.files.whole_files import whole, write_whole
from hea_core.lab.fields import StoreError
from hea_core.lab.home import HOME, URL, home
from hea_core.lab.schema import HEAD

_WAIT_SECONDS = 20
"""For another process that writes; writing a row takes milliseconds, a large import seconds."""
_MIGRATING = 17_041
"""Number of the lock that one process holds in PostgreSQL while it changes the tables."""
_EXAMPLE = "postgresql+psycopg://user@host/latentalloy"


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Keep a log beside the file. SQLite waits for nobody here: a file that two programs make at once is locked for a moment."""
    end = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)


class Database:
    """A database that is open and up to date.

    Attributes:
        read_only: "" or one sentence why nothing can be saved.
        place: what a message calls it: the path of the file, or the address without its password.
    """

    def __init__(self, url: str) -> None:
        """Open it, make its tables, or bring them up to date after a backup (StoreError)."""
        address = _address(url)
        self._file = Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
        self.place = str(self._file or address.render_as_string(hide_password=True))
        self.read_only = self._prepare()
        self._engine = (
            self._sqlite()
            if self._file
            else sa.create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": _WAIT_SECONDS})
        )
        # SQLite shows a transaction one state of the rows as it is
        self._reader = self._engine if self._file else self._engine.execution_options(isolation_level="REPEATABLE READ")
        with self._in_words():
            self._bring_up_to_date()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the rows (StoreError)."""
        with self._in_words(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all that is done in it is saved at its end, or nothing is (StoreError)."""
        if self.read_only:
            raise StoreError(self.read_only)
        with (
            self._in_words(),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _prepare(self) -> str:
        """Make the folder of a file; why nothing can be saved there, "" where it can."""
        if self._file is None:
            return ""
        folder = self._file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {folder} of the lab book cannot be made ({error.strerror}): set {HOME} to a folder that you may write to."
            ) from None
        if os.access(folder, os.W_OK) and (not self._file.exists() or os.access(self._file, os.W_OK)):
            return ""
        if not self._file.exists():
            raise StoreError(
                f"The folder {folder} of the lab book is read-only: set {HOME} to a folder that you may write to."
            )
        return f"The lab book {self._file} is read-only, so nothing can be saved: change its rights, or set {HOME} to another folder."

    def _sqlite(self) -> Engine:
        path = self._file
        assert path is not None

        def connect() -> sqlite3.Connection:
            if not self.read_only:
                found = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
                _write_ahead(found)
                found.execute("PRAGMA synchronous = FULL")
                found.execute("PRAGMA foreign_keys = ON")
                return found
            # Where a log lies beside the file its rows count; without one the file is whole, and needs no file beside it to be read.
            log = path.with_name(path.name + "-wal")
            unchanging = "" if log.exists() and log.stat().st_size else "&immutable=1"
            return sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro{unchanging}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )

        engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # A transaction that reads first and writes later could meet another's rows in between: writers take their turn at once.
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """What the database refuses, as one sentence."""
        try:
            yield
        except DBAPIError as error:
            raise StoreError(self._sentence(error)) from error
        except OSError as error:
            raise StoreError(
                f"The lab book {self.place} cannot be written ({error.strerror}): check the path, and that there is room."
            ) from error

    def _sentence(self, error: DBAPIError) -> str:
        said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        lower = said.lower()
        if "full" in lower or "no space" in lower or "disk i/o" in lower:
            return (
                f"There is no room for the lab book {self.place}, or its disk fails ({said}): nothing of this was saved; make room and "
                "try again."
            )
        if "readonly" in lower or "read-only" in lower:
            return f"The lab book {self.place} is read-only, so nothing was saved: change its rights, or set {HOME} to another folder."
        if "locked" in lower:
            return f"Another program has kept the lab book {self.place} for {_WAIT_SECONDS} seconds: nothing was saved; try again."
        if "malformed" in lower or "not a database" in lower:
            return f"The lab book {self.place} is damaged ({said}): put back a backup from the folder beside it, or move the file away."
        return f"The lab book {self.place} cannot be used ({said}): check the file, or {URL}."

    # -- up to date --------------------------------------------------------------------------------------------------

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection, connection.begin():
            found = _revision(connection)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise StoreError(
                f"The lab book {self.place} was made by a later version of this program (revision {found}, this one knows {HEAD}): update "
                "the program."
            )
        if self.read_only:
            raise StoreError(
                f"The lab book {self.place} is of an earlier version and read-only: make it writable once, so that it can be brought up to date."
            )
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
            found = _revision(connection)
            if found == HEAD:  # another process has done it meanwhile
                return
            if sa.inspect(connection).get_table_names():
                self._back_up(connection, found or "none")
            _upgrade(connection)

    def _back_up(self, connection: Connection, revision: str) -> None:
        """Write all there is into the folder `backups` beside the file, or in the folder of `home`; of PostgreSQL its rows as JSON."""
        folder = (self._file.parent if self._file else home()) / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"lab-{datetime.now(UTC):%Y%m%dT%H%M%S}-revision-{revision}"
        if self._file:
            with (
                whole(folder / f"{name}.sqlite") as unfinished,
                closing(sqlite3.connect(self._file)) as source,
                closing(sqlite3.connect(unfinished)) as copy,
            ):
                source.backup(copy)
            return
        tables = sa.MetaData()
        tables.reflect(bind=connection)
        rows = {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in tables.sorted_tables
        }
        write_whole(folder / f"{name}.json", json.dumps(rows, ensure_ascii=False, default=str))


def _address(url: str) -> sa.URL:
    """The parsed address; StoreError where it is none, or of a database that is neither SQLite nor PostgreSQL."""
    try:
        address = sa.make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreError(f"{URL} is no address of a database: write for example {_EXAMPLE}.") from None
    if backend == "postgres":  # as many hosts still write it
        backend, address = "postgresql", address.set(drivername="postgresql")
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(
            f"{URL} names {quoted(backend)}: the lab book lies in SQLite or PostgreSQL, for example {_EXAMPLE}."
        )
    if backend == "sqlite" and not address.database:
        raise StoreError(f"{URL} names no file: write for example sqlite:////home/me/lab.sqlite.")
    if backend == "postgresql":
        try:
            import psycopg  # noqa: F401 - only a shared server has it
        except ImportError:
            raise StoreError(
                f"{URL} names PostgreSQL, for which psycopg is missing: install it with pip install -r requirements-server.txt."
            ) from None
        address = address.set(drivername="postgresql+psycopg")
    return address


def _revision(connection: Connection) -> str | None:
    """The revision of the tables that are there; None where there are none."""
    if "alembic_version" not in sa.inspect(connection).get_table_names():
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # a third of a second, and only where the tables change
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
