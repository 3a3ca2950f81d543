"""Which model answers this session: the shipped one, or one that was trained here and that the address names (`?model=`).

The address is the truth, so that a link shows what its sender saw. A model that it names and that cannot answer is said, and the
shipped one answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hea_core.errors import HeaError, RequestError
from hea_ui.common.links import MODEL, SHOWN_CHARACTERS
from hea_ui.jobs import owner

if TYPE_CHECKING:
    from hea_ui.jobs.training import TrainingQueue

SHIPPED = "default"
"""Name of the model that answers where the address names none."""

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def named() -> str:
    """The training that the address names, "" for none, and where no page is being run."""
    return str(st.query_params.get(MODEL, "")) if get_script_run_ctx(suppress_warning=True) else ""


def active() -> str:
    """The name of the model that answers, to load it by: SHIPPED, or a folder."""
    name = named()
    if not name:
        return SHIPPED
    try:
        return _folder(name)
    except HeaError:  # `problem` says it
        return SHIPPED


def problem() -> str:
    """A sentence where the address names a model that cannot answer, else ""."""
    name = named()
    if not name:
        return ""
    try:
        _folder(name)
    except HeaError as error:
        return f"The link gave model = '{name[:SHOWN_CHARACTERS]}': {error} The shipped model answers instead."
    return ""


def choose(name: str) -> None:
    """Callback: let the model of this training answer, on all pages; "" for the shipped one. One entry of the history."""
    if name:
        st.query_params[MODEL] = name
    else:
        st.query_params.pop(MODEL, None)


def of_model(
    keep: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keep what a function answers in a cache, apart for each model.

    Args:
        keep: makes a cached function of a function, as `lru_cache(256)` does; no argument may begin with "_" to be left out.
    """

    def decorate(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        @wraps(function)  # caches of Streamlit know a function by its name and source
        def of_one(_model: str, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            return function(*args, **kwargs)

        kept = keep(of_one)

        @wraps(function)
        def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            answer: Answer = kept(active(), *args, **kwargs)
            return answer

        return asked

    return decorate


def _folder(name: str) -> str:
    """The folder of a trained model of this session's project; HeaError where there is none, or where it is damaged."""
    from hea_ui.jobs import training  # with the lab book's place: not at import, the first page needs neither

    folder = _looked_at(training.job_queue(), name, owner.project())
    if not folder.is_dir():
        raise RequestError("its folder is gone.")
    return str(folder)


@lru_cache(64)
def _looked_at(queue: TrainingQueue, name: str, project: str) -> Path:
    """The same, looked at once: a model is never overwritten."""
    from hea_core.model.artifacts import read_card, read_file

    folder = queue.model(name, project)
    card = read_card(folder)
    for file in card["files"]:
        read_file(folder, file, card)
    return folder
