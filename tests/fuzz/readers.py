"""Every reader of what users bring, with the grammar that it is fed from."""

from __future__ import annotations

import contextlib
import io
from functools import cache
from typing import Any

from hea_core import screen_command
from hea_core.__main__ import _parser
from hea_core.artifacts import read_card
from hea_core.composition.reading import read
from hea_core.composition.series import parse_series
from hea_core.conditions import parse_where
from hea_core.constraints import Constraints
from hea_core.lattice import Lattice
from hea_core.screen import Screen
from hea_ui import check_tables, nudge_state, screen_state, state
from tests.fuzz import links, requests, texts
from tests.fuzz.harness import Reader, Refused

command_line = cache(_parser)
vocabulary = cache(lambda: tuple(read_card("default")["architecture"]["vocabulary"]))


def _constraints(said: dict[str, str]) -> Lattice:
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


def _without(problems: tuple[str, ...]) -> None:
    if problems:
        raise Refused(problems[0])


def _click(said: dict[str, Any]) -> None:
    if state.read_click(said) is None:
        raise Refused("no click")


READERS: tuple[Reader, ...] = (
    Reader("alloy", texts.alloy, read),
    Reader("series", texts.series, parse_series),
    Reader("pasted list", texts.listed, check_tables.read_pasted),
    Reader("csv file", texts.csv_file, lambda content: check_tables.read_file("alloys.csv", content)),
    Reader("conditions", requests.conditions, lambda text: parse_where(text, requests.POOL)),
    Reader("constraints", requests.demands, _constraints),
    Reader("request", requests.request, _request),
    Reader("map link", links.map_query, lambda query: _without(state.link_problems(query))),
    Reader("nudge link", links.nudge_query, lambda query: _without(nudge_state.link_problems(query))),
    Reader("screen link", links.screen_query, lambda query: _without(screen_state.link_problems(query))),
    Reader("click", links.click, _click),
)
"""A reader more is a line more: name (also of its corpus file), grammar, and the call."""
