"""What the app's process loads, and when: every library on the way to the first alloy is time that a user waits."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hea_ui.server import sending
from tests import ROOT

SLOW = ("torch", "numba", "pandas", "scipy", "sklearn", "pyro", "shap", "pymatgen")


def loaded_after(code: str) -> set[str]:
    """Which of the slow libraries a new process holds after this code."""
    asked = f"{code}\nimport sys\nprint(*(name for name in {SLOW!r} if name in sys.modules))"
    out = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(out.stdout.splitlines()[-1].split())


def imports_of(*pages: Path) -> str:
    nodes = (node for page in pages for node in ast.parse(page.read_text(encoding="utf-8")).body)
    return "\n".join(ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))


def test_the_first_page_loads_nothing_slow():
    assert loaded_after("import hea_ui.map.page, hea_ui.map.start") == set()


def test_the_other_pages_load_the_library_of_their_tables_at_most():
    assert loaded_after(imports_of(*(ROOT / "pages").glob("*.py"))) <= {"pandas"}


def test_the_map_and_its_alloys_need_nothing_slow():
    way = """
import hea_core
from hea_ui.latent_map import build_layers
predictor = hea_core.load("default")
build_layers(predictor.atlas(), colour="vec", field=None, families=True)
predictor.generate(0.8, -0.5, 0.9, count=2)
"""
    assert loaded_after(way) == set()


def test_the_server_leaves_the_compiler_to_other_processes():
    """117 MB, of which most is the library of the compiler."""
    code = """
import subprocess, sys
from hea_ui.server import resources, warm_up
begin = subprocess.Popen
warm_up.subprocess.Popen = lambda command, **rest: begin([sys.executable, "-c", ""], **rest)
resources.predictor()
warm_up._compile()
"""
    assert loaded_after(code) == set()


def test_a_process_that_ends_waits_for_the_model_it_is_loading():
    """A thread cut off in the middle of an import of compiled code takes the process down with it."""
    code = (
        "import atexit, sys, threading; from hea_ui.server import resources, warm_up; "
        "page = threading.Thread(target=warm_up.start, daemon=True); page.start(); page.join(); "
        "atexit.register(lambda: print(resources._load.cache_info().currsize))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["1"]


def test_what_every_page_draws_loads_no_library_of_tables():
    """Streamlit imports pandas for a component that is given a mapping."""
    drawn = "from tests.app.pages import opened\nassert not opened('pages/About.py').exception"
    assert loaded_after(drawn) == set()


def test_products_of_the_app_keep_to_one_core():
    """Threads that wait for each other in loops made a new point five times as dear."""
    asked = (
        "from hea_ui.server import resources; from threadpoolctl import threadpool_info; resources.predictor(); "
        "print(sorted({one['num_threads'] for one in threadpool_info() if one['user_api'] == 'blas'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[1]"


def test_nothing_that_is_sent_to_a_browser_is_kept_back():
    """Each of the hundred files of a first page took 40 ms more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sending.at_once()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_server_that_never_ends_by_itself_is_ended(name):
    """As one does that waits for connections which come in while it ends."""
    code = f"""
import os, signal, time
from hea_ui.server import shutdown
shutdown.LIMIT = 0.3
signal.signal(signal.{name}, lambda number, frame: print("told", flush=True))
shutdown.limit()
os.kill(os.getpid(), signal.{name})
time.sleep(20)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=15
    )
    assert done.stdout.split() == ["told"]


@pytest.mark.parametrize("end", ["pass", "raise SystemExit"])
def test_a_server_that_is_told_to_end_while_it_starts_is_ended(end):
    """A signal before the first page's modules are read finds no limit set, and a thread that Python waits for."""
    code = f"""
import asyncio, time
from hea_ui.map import start
from hea_ui.server import shutdown
shutdown.LIMIT = 0.3
start.prepare = lambda: time.sleep(20)
async def served():
    async with start.lifespan(None):
        {end}
asyncio.run(served())
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=15)
