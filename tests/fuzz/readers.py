"""Every reader of what users bring, with the grammar that it is fed from."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable
from functools import cache
from typing import Any

from hea_core.cli import screen as screen_command
from hea_core.cli.parser import parser_of
from hea_core.composition import Composition, read
from hea_core.composition.series import parse_series
from hea_core.composition.tables import open_file
from hea_core.design.constraints import Constraints
from hea_core.design.feasible_set import FeasibleSet
from hea_core.model.artifacts import read_card
from hea_core.screening.conditions import parse_where
from hea_core.screening.request import Screen
from hea_ui.common.links import Link
from hea_ui.map import state
from hea_ui.nudge import state as nudge_state
from hea_ui.screen import state as screen_state
from tests.fuzz import grammars, links, requests, tables
from tests.fuzz.harness import Reader, Refused

command_line = cache(lambda: parser_of(""))
vocabulary = cache(lambda: tuple(read_card("default")["architecture"]["vocabulary"]))


def _constraints(said: dict[str, str]) -> FeasibleSet:
    """Typed numbers pass through the command line's parser first."""
    said = dict(said)
    with _parsing():
        numbers = {"max_elements": int(said.pop("max_elements", "0")) or None}
        price = said.pop("max_price", "")
        numbers["max_price"] = float(price) if price else None
    return Constraints.parse(**said, **numbers).on(vocabulary())


def _request(words: list[str]) -> Screen:
    """A request, which its own words must describe again."""
    with _parsing(), contextlib.redirect_stderr(io.StringIO()):
        args = command_line().parse_args(["screen", *words])
    screen = screen_command.screen_of(args)
    again = screen_command.screen_of(command_line().parse_args(["screen", *screen_command.words(screen)]))
    assert again == screen, "a request that its own words do not describe"
    return screen


@contextlib.contextmanager
def _parsing() -> Any:
    try:
        yield
    except (SystemExit, ValueError) as error:
        raise Refused(str(error)) from None


def _alloy(text: str) -> None:
    _whole(read(text).composition)


def _series(text: str) -> None:
    for composition in parse_series(text).compositions:
        _whole(composition)


def _table(file: list[Any]) -> None:
    for entry in open_file(*file).entries():
        if entry.reading:
            _whole(entry.reading.composition)


def _whole(composition: Composition) -> None:
    assert math.isclose(sum(composition.as_dict().values()), 100.0, abs_tol=1e-6), "an alloy that is not 100 at.%"


def _link(link: Link) -> Callable[[dict[str, list[str]]], None]:
    def read_all(query: dict[str, list[str]]) -> None:
        for parameter in link.parameters:
            if problem := parameter.value(query.get(parameter.name, []))[1]:
                raise Refused(problem)

    return read_all


def _click(said: dict[str, Any]) -> None:
    if state.read_click(said) is None:
        raise Refused("no click")


READERS: tuple[Reader, ...] = (
    Reader("alloy", lambda draw: draw.choice((grammars.formula, grammars.listing, grammars.dashed))(draw), _alloy),
    Reader("series", lambda draw: draw.choice((grammars.series, grammars.sound_series))(draw), _series),
    Reader("table", lambda draw: list(tables.file(draw)), _table),
    Reader("conditions", requests.conditions, lambda text: parse_where(text, requests.POOL)),
    Reader("constraints", requests.demands, _constraints),
    Reader("request", requests.request, _request),
    Reader("map link", links.map_query, _link(state.LINK)),
    Reader("nudge link", links.nudge_query, _link(nudge_state.LINK)),
    Reader("screen link", links.screen_query, _link(screen_state.LINK)),
    Reader("click", links.click, _click),
)
"""A reader more is a line more: name (also of its corpus file), grammar, and the call."""
