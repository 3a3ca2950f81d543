"""Where the shipped files lie and where files may be made: in a checkout, and in a package that pip installed.

A wheel carries data/, models/, pages/, app.py and .streamlit/ of the checkout in one folder inside hea_core (pyproject.toml), in the
same order, so that everything finds them from one place.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

CODE = Path(__file__).resolve().parents[2]
"""The folder from which Python imports hea_core and hea_ui."""
_PACKAGED = Path(str(files("hea_core"))) / "_shipped"
INSTALLED = _PACKAGED.is_dir()
"""Whether pip installed this code; else it is a checkout."""
SHIPPED = _PACKAGED if INSTALLED else CODE
"""The folder with data/, models/, pages/, app.py and .streamlit/."""
HOME = "LATENTALLOY_HOME"
"""Environment variable with the folder for what the user makes."""
PROGRAM = "latentalloy" if INSTALLED else "python -m hea_core"
"""How a user starts the command line."""
TRAIN_ONE = f"train one with '{PROGRAM} train --out FOLDER'"
TRAIN_AGAIN = f"train it again with '{PROGRAM} train --out FOLDER'" if INSTALLED else "train it again with 'make train'"


def put_back(folder: str) -> str:
    """What to do about a damaged file of a shipped folder, in words: `data` or `models`."""
    if INSTALLED:
        return "install the package again, for example with 'pip install --force-reinstall --no-deps latentalloy'"
    return f"put back the shipped {'data' if folder == 'data' else 'file'}, for example with 'git checkout {folder}'"


def home() -> Path:
    """The folder for what the user makes: LATENTALLOY_HOME, else the usual place for data of applications."""
    named = os.environ.get(HOME, "").strip()
    return Path(named).expanduser() if named else _of_the_user("XDG_DATA_HOME", ".local/share")


def results() -> Path:
    """The folder for results that nobody named a place for: runs/ of a checkout, of an installed package that of the user's home."""
    return home() / "runs" if INSTALLED else CODE / "runs"


def cache() -> Path:
    """The folder for what can be lost and made again: var/ of a checkout, of an installed package the user's cache."""
    return _of_the_user("XDG_CACHE_HOME", ".cache") if INSTALLED else CODE / "var"


def _of_the_user(variable: str, usual: str) -> Path:
    named = os.environ.get(variable, "").strip()
    return (Path(named) if named else Path.home() / usual) / "latentalloy"
