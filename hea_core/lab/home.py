"""Where the lab book lies: a folder of the user's, or a database that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

HOME, URL = "LATENTALLOY_HOME", "DATABASE_URL"
FILE = "lab.sqlite"


def home() -> Path:
    """The folder for what the user makes: LATENTALLOY_HOME, else the usual place for data of applications."""
    named = os.environ.get(HOME, "").strip()
    if named:
        return Path(named).expanduser()
    data = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(data) if data else Path.home() / ".local" / "share") / "latentalloy"


def database_url() -> str:
    """DATABASE_URL, else the SQLite file in the folder of `home`."""
    return os.environ.get(URL, "").strip() or sqlite_url(home() / FILE)


def exists() -> bool:
    """Whether there may be a lab book: asked by what can do without, so that it makes none."""
    return bool(os.environ.get(URL, "").strip()) or (home() / FILE).exists()


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path.absolute()}"
