"""The lab book in a real PostgreSQL, which the test starts in a folder of its own; skipped where there is none."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from hea_core.composition import Composition
from hea_core.lab import Alloy, AlreadyKept, Conflict, Measurement, Result, Store
from hea_core.lab import database as lab_database
from hea_core.lab.exchange import export, take_in
from tests.core.lab.test_migrations import FOLDER, SECOND

pytestmark = pytest.mark.slow

USER = "postgres"


def _binaries() -> Path:
    pytest.importorskip("psycopg", reason="psycopg is not installed (requirements-server.txt)")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent if found else Path(on_path).parent


@pytest.fixture(scope="module")
def server():
    """The folder of a server of this test's own, which listens there and on no port: another session could take one first."""
    binaries = _binaries()
    root = os.geteuid() == 0  # initdb refuses to run as root
    user = USER if root else pwd.getpwuid(os.geteuid()).pw_name
    # not below pytest's folder, which every session closes to all users but its own
    folder = Path(tempfile.mkdtemp(prefix="latentalloy-postgres-"))
    if root:
        try:
            shutil.chown(folder, USER)
        except LookupError:
            folder.rmdir()
            pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")

    def run(program, *words):
        subprocess.run(
            [str(binaries / program), "-D", str(folder / "data"), *words],
            check=True,
            capture_output=True,
            cwd=folder,
            user=user if root else None,
            timeout=120,
        )

    run("initdb", "--auth=trust", "--encoding=UTF8", "--username=lab")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "-t", "110", "start")
    yield folder
    run("pg_ctl", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def url(server, monkeypatch, tmp_path, request):
    """An empty database."""
    name = f"book{abs(hash(request.node.name)) % 10**9}"
    engine = sa.create_engine(f"postgresql+psycopg://lab@/postgres?host={server}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path / "home"))
    address = f"postgresql://lab@/{name}?host={server}"
    monkeypatch.setenv("DATABASE_URL", address)
    return address


def alloy(text="AlCoCrFeNi", **fields):
    return Alloy(Composition.parse(text), **fields)


def test_all_that_the_file_does_the_server_does(url):
    store, other = Store("anna"), Store("ben")
    kept = store.add(alloy("Al0.3CoCrFeNi", notes="ü\n₂", tags=("a",), prediction={"probability": 0.1 + 0.2}))
    assert store.alloys() == (kept,)
    assert other.alloys() == ()
    with pytest.raises(AlreadyKept):
        store.add(alloy("Al0.3CoCrFeNi"))
    theirs = store.save(replace(kept, notes="theirs"))
    with pytest.raises(Conflict) as refused:
        store.save(replace(kept, notes="yours"))
    assert refused.value.theirs == theirs
    store.add_result(kept, Result("multiple", ("FCC", "B2"), (Measurement("hardness", 1 / 3, "HV", 8.0),)))
    before = store.alloys()
    gone = store.delete(before)
    assert store.alloys() == ()
    store.restore(gone)
    assert store.alloys() == before
    assert take_in(other, "lab.csv", export(before, "csv")).added == 1
    assert other.alloys() == tuple(replace(one, version=1) for one in before)
    for opened in (store, other):
        opened.close()


def test_writers_at_once_lose_nothing(url):
    stores = [Store() for _ in range(3)]
    kept = stores[0].add(alloy())

    def write(store, name):
        for k in range(10):
            store.add(alloy(f"{name}{k + 1}Ni50"))
            while True:
                mine = store.alloy(kept.id)
                try:
                    store.save(replace(mine, notes=f"{mine.notes} {name}"))
                    break
                except Conflict:
                    continue

    threads = [threading.Thread(target=write, args=pair) for pair in zip(stores, ("Fe", "Co", "Cr"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores[0].alloys()) == 31
    assert len(stores[0].alloy(kept.id).notes.split()) == 30
    for store in stores:
        store.close()


def test_the_same_alloy_kept_by_two_at_once_is_kept_once(url):
    stores = [Store(), Store()]
    refused = []

    def add(store):
        for k in range(20):
            try:
                store.add(alloy(f"Al{k + 1}Ni50"))
            except AlreadyKept as error:
                refused.append(error.alloy.formula)

    threads = [threading.Thread(target=add, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores[0].alloys()) == 20
    assert len(refused) == 20
    for store in stores:
        store.close()


def test_an_upgrade_backs_up_first_and_keeps_every_row(url, tmp_path, monkeypatch):
    store = Store()
    store.add(alloy(notes="kept"))
    before = store.alloys()
    store.close()
    folder = tmp_path / "package"
    shutil.copytree(FOLDER, folder / "migrations")
    (folder / "migrations" / "versions" / "r0002_furnace.py").write_text(SECOND, encoding="utf-8")
    monkeypatch.setattr(lab_database, "__file__", str(folder / "database.py"))
    monkeypatch.setattr(lab_database, "HEAD", "0002")
    again = Store()
    assert again.alloys() == before
    again.close()
    (backup,) = (tmp_path / "home" / "backups").iterdir()
    assert '"kept"' in backup.read_text(encoding="utf-8")
