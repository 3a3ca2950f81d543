"""What a page keeps in its address: declared once, read at the top of each run, written once in a callback.

The address is the truth, unless a browser sends one that the session has just left (`_is_late`). A widget is not bound to it
(`bind=` would write one history entry a widget, and choke on "inf"): `Link.read` puts the address into the session state at the top
of a run, and `Link.write`, which every widget of the page has as its `on_change`, puts the session state into the address, in one
message. So one act is one history entry, and Back restores the widgets, since it runs the page with the address before.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hea_ui.common import link_values

SHOWN_CHARACTERS = 40
"""Of a value that a link gave and that cannot be used."""
_VIEWS = "views"
"""Session key: {page: query of its last view}, for the navigation."""
_LEFT = "left"
"""Session key: the views that the session has just left, [_Left]."""
_LATE = 2.0
"""Seconds within which a browser may ask for a run, by a timer say, that has not heard of the last act yet."""
SEPARATOR = "~"
LONGEST_FORMULA = 200
TRAY, LEARN, MODEL, PRICES = "tray", "learn", "model", "prices"
SHARED = (TRAY, LEARN, MODEL, PRICES)
"""Parameters that all pages share: the alloys in hand, whether the lab's own results count, which model answers, and the user's own prices.

hea_ui/shell/browser/go.js has them too."""


@dataclass(frozen=True)
class Parameter:
    """One part of a view.

    Attributes:
        name: of the query parameter, and of the session key (and so of the widget).
        default: what holds where the link says nothing.
        read: the value of what a link gave, one text each time the parameter stands in it; ValueError where it is none.
        texts: what stands in a link for a value, one text each time the parameter stands in it.
        allowed: what is taken, in words: "a number from 0 to 1".
    """

    name: str
    default: Any
    read: Callable[[Sequence[str]], Any]
    texts: Callable[[Any], list[str]]
    allowed: str

    def value(self, given: Sequence[str]) -> tuple[Any, str]:
        """The value of what a link gave, and a sentence where the default stands in for it."""
        if not given:
            return self.default, ""
        try:
            return self.read(given), ""
        except (ValueError, OverflowError):
            instead = (", ".join(self.texts(self.default)) if self.default not in (None, "", ()) else "") or "nothing"
            text = ", ".join(given)[:SHOWN_CHARACTERS]
            return self.default, (
                f"The link gave {self.name} = {text!r}; it takes {self.allowed}, so {instead} is used instead."
            )


def number(name: str, default: float | None, low: float, high: float, of: str = "a number") -> Parameter:
    """A number from low to high; "nan", "inf" and what lies outside are refused."""

    def read(given: Sequence[str]) -> float:
        value = link_values.number(given[-1], low, high)
        if value is None:
            raise ValueError(given)
        return value

    return Parameter(name, default, read, lambda value: [f"{value:.12g}"], f"{of} {_span(low, high)}")


def whole(name: str, default: int | None, low: int, high: float, of: str = "a whole number") -> Parameter:
    """A whole number from low to high."""
    return Parameter(
        name,
        default,
        lambda given: _whole(given[-1], low, high),
        lambda value: [str(value)],
        f"{of} {_span(low, high)}",
    )


def pair(name: str, default: tuple[int, int], low: int, high: int) -> Parameter:
    """Two whole numbers, the first not above the second; they stand in the link one after the other."""

    def read(given: Sequence[str]) -> tuple[int, int]:
        first, last = (_whole(text, low, high) for text in given)
        if first > last:
            raise ValueError(given)
        return first, last

    return Parameter(
        name, default, read, lambda value: [str(part) for part in value], f"two whole numbers {_span(low, high)}"
    )


def choice(name: str, default: str | None, options: Iterable[str]) -> Parameter:
    """One of the options."""
    known = tuple(options)

    def read(given: Sequence[str]) -> str:
        if given[-1] not in known:
            raise ValueError(given)
        return given[-1]

    return Parameter(name, default, read, lambda value: [value], "one of " + ", ".join(known))


def choices(
    name: str, default: Sequence[str], known: Callable[[str], bool], allowed: str, most: int | None = None
) -> Parameter:
    """Several words, each once, in their order; none is written as an empty one."""

    def read(given: Sequence[str]) -> list[str]:
        found = list(dict.fromkeys(text for text in given if text))
        if not all(map(known, found)) or (most is not None and len(found) > most):
            raise ValueError(given)
        return found

    return Parameter(name, list(default), read, lambda value: list(value) or [""], allowed)


def flag(name: str, default: bool = False) -> Parameter:
    """True or false."""
    words = {"true": True, "false": False}

    def read(given: Sequence[str]) -> bool:
        if given[-1] not in words:
            raise ValueError(given)
        return words[given[-1]]

    return Parameter(name, default, read, lambda value: [str(bool(value)).lower()], "true or false")


def text(name: str, default: str = "", longest: int = 300) -> Parameter:
    """A text in one line, as typed, which the page reads."""

    def read(given: Sequence[str]) -> str:
        if len(given[-1]) > longest:
            raise ValueError(given)
        return " ".join(given[-1].split())

    return Parameter(name, default, read, lambda value: [value], f"at most {longest} characters")


def formulas(name: str, most: int) -> Parameter:
    """Alloys by formula, joined by a tilde, which no formula holds; whether they can be read is for the page to see."""

    def read(given: Sequence[str]) -> list[str]:
        found = list(dict.fromkeys(part.strip() for part in given[-1].split(SEPARATOR) if part.strip()))
        if len(found) > most or any(len(part) > LONGEST_FORMULA for part in found):
            raise ValueError(given)
        return found

    return Parameter(name, [], read, lambda value: [SEPARATOR.join(value)], f"at most {most} formulas joined by ~")


@dataclass(frozen=True)
class _Left:
    """A view that was left: on which page, when (seconds), and whether by an act, which sets widgets, or by a widget itself."""

    page: str
    view: Mapping[str, list[str]]
    when: float
    by_act: bool

    def is_recent(self) -> bool:
        return time.monotonic() - self.when < _LATE


@dataclass(frozen=True)
class Link:
    """The view of one page.

    Attributes:
        page: its name in the navigation.
        parameters: all that the view consists of.
    """

    page: str
    parameters: tuple[Parameter, ...]

    def read(self) -> None:
        """Put the address into the session state; before any widget of the page."""
        given = query_now()
        values = self._values(given)
        if not self._is_late(self.query(values)):
            self._take(values)
            self._remember(given)

    def problems(self) -> tuple[str, ...]:
        """A sentence for each value of the address that cannot be used."""
        given = query_now()
        found = (one.value(given.get(one.name, ()))[1] for one in self.parameters)
        return tuple(problem for problem in found if problem)

    def write(self, **changes: object) -> None:
        """Callback: put changes into the session state, and that into the address, as one history entry."""
        given, ours = query_now(), {one.name for one in self.parameters}
        if not changes and self._is_late(self._held(), acts_alone=True):
            self._take(self._values(st.session_state[_VIEWS][self.page]))
            return
        st.session_state.update(changes)
        query = {name: texts for name, texts in given.items() if name not in ours} | self._held()
        if query != given:
            st.query_params.from_dict(query)
            left = _Left(self.page, self.query(self._values(given)), time.monotonic(), bool(changes))
            st.session_state[_LEFT] = [*filter(_Left.is_recent, st.session_state.get(_LEFT, ())), left]
        self._remember(query)

    def query(self, view: Mapping[str, Any]) -> dict[str, list[str]]:
        """A view as query parameters; what is at its default is left out."""
        return {
            one.name: one.texts(view[one.name])
            for one in self.parameters
            if one.name in view and view[one.name] is not None and view[one.name] != one.default
        }

    def address(self, **view: object) -> str:
        """A view as the text behind the question mark."""
        return urlencode(self.query(view), doseq=True)

    def _values(self, given: Mapping[str, list[str]]) -> dict[str, Any]:
        """The view that an address asks for, a default for what it does not say or cannot mean."""
        return {one.name: one.value(given.get(one.name, ()))[0] for one in self.parameters}

    def _take(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            # An equal value is left alone: setting it would send it to the browser, over what is being typed there.
            if name not in st.session_state or not _same(st.session_state[name], value):
                st.session_state[name] = value

    def _held(self) -> dict[str, list[str]]:
        """The view as the session state, and so the widgets, hold it."""
        return self.query({one.name: st.session_state.get(one.name, one.default) for one in self.parameters})

    def _is_late(self, view: Mapping[str, list[str]], acts_alone: bool = False) -> bool:
        """Whether a browser asked for this run, by a timer say, before it heard that the view had been left: to take it would undo that.

        Args:
            view: of the address or of the widgets that came with the run.
            acts_alone: count views that an act left, which set widgets; not those that were left by a widget, whose values a browser knows.
        """
        context = get_script_run_ctx()
        if context is None or context.is_history_navigation:
            return False
        return any(
            (one.page, one.view) == (self.page, view) and one.is_recent() and (one.by_act or not acts_alone)
            for one in st.session_state.get(_LEFT, ())
        )

    def _remember(self, query: Mapping[str, list[str]]) -> None:
        views = st.session_state.setdefault(_VIEWS, {})
        views[self.page] = {name: texts for name, texts in query.items() if name not in SHARED}


def query_now() -> dict[str, list[str]]:
    """The address as it is now. Read once for all parameters: every look at `st.query_params` is a call of Streamlit's."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def last_views(pages: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """The query of each page as this session last saw it, with what all pages share as it is now: what the navigation leads to."""
    views = st.session_state.get(_VIEWS, {})
    shared = {name: given for name in SHARED if (given := st.query_params.get_all(name))}
    return {page: views.get(page, {}) | shared for page in pages}


def entries(text: str) -> list[str]:
    """The entries of a list as users type it, by commas, semicolons or spaces, each once."""
    return list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def _same(held: object, value: object) -> bool:
    """Whether equal and of one kind: pages share names, and where one left 8.0 the other's widget of whole numbers takes only 8."""
    return held == value and isinstance(held, float) == isinstance(value, float)


def _whole(text: str, low: int, high: float) -> int:
    value = link_values.number(text, low, high, whole=True)
    if value is None:
        raise ValueError(text)
    return int(value)


def _span(low: float, high: float) -> str:
    first = f"{low:g}".replace("-", "−")
    return f"from {first}" if high == math.inf else f"from {first} to {high:g}"
