"""What the Lab page is asked, and where results come from. Each is a part of its link but for files and what is filled in for the tray."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.lab import Origin, OriginKind
from hea_ui.common import links, markup
from hea_ui.common.brush import brush_parameter
from hea_ui.lab import origins
from hea_ui.lab.pasted import understood
from hea_ui.shell import text_or_file
from hea_ui.shell.packing import fits_a_link, long_text
from hea_ui.shell.tray import kept

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.composition import Composition

RESULTS, BOOK, NEXT, RETRAIN = "Results", "Lab book", "Next batch", "Retrain"
PARTS = (RESULTS, BOOK, NEXT, RETRAIN)
PASTE, ONE, TRAY = "Paste or upload", "One alloy", "From the tray"
SOURCES = (PASTE, ONE, TRAY)
STATUSES = ("idea", "queued", "made", "measured", "rejected")
OUTCOMES: Mapping[Any, str] = {"single": "single-phase", "multiple": "multi-phase", "unclear": "unclear"}
"""Words on the page, by what the lab book keeps."""
POOL_TRAY, POOL_IDEAS, POOL_LIST = "the tray", "ideas of the lab book", "a list"
POOL_SCREEN, POOL_REGION = "a screening's result", "a region of the map"
POOLS = (POOL_TRAY, POOL_IDEAS, POOL_LIST, POOL_SCREEN, POOL_REGION)
WAYS = ("mixed", "information", "probability")
STEPS = 6000
"""Of a whole training, as hea_core.training.config has them, which imports torch."""
EXAMPLE = "CoCrFeMnNi  FCC, 176 HV, as cast\nAl0.43CoCrFeMnNi  FCC + BCC, 183 HV, as cast\nAl0.75CoCrFeMnNi  FCC + BCC, 530 HV, as cast"
EXAMPLE_DOI = "10.1016/j.actamat.2013.09.037"
"""Three alloys as a paper reports them; they are among the shipped data."""
CONSTRAINTS = (
    links.text("banned", longest=200),
    links.text("palette", longest=200),
    links.text("locked", longest=200),
    links.text("ranged", longest=200),
    links.whole("at_least", None, 1, 100),
    links.whole("up_to", None, 1, 100),
    links.number("ceiling", None, 0.1, 1e6, "USD per kg"),
)
"""What a next batch is held to; their defaults demand nothing."""
_ONE = (
    links.text("lab_phases", longest=200),
    links.choice("lab_outcome", None, OUTCOMES),
    links.number("lab_hardness", None, 0, 10_000, "HV"),
    links.number("lab_error", None, 0, 10_000, "HV"),
    links.text("lab_route", longest=200),
    links.text("lab_method", longest=200),
    links.text("lab_who", longest=200),
    links.text("lab_when", longest=10),
    long_text("lab_notes"),
)
"""What one alloy was found to be."""
LINK = links.Link(
    "Lab",
    (
        links.choice("part", RESULTS, PARTS),
        links.choice("source", PASTE, SOURCES),
        long_text("results"),
        links.text("formula", longest=links.LONGEST_FORMULA),
        *_ONE,
        links.choices("status", (), STATUSES.__contains__, "one or more of " + ", ".join(STATUSES)),
        links.text("batch", longest=200),
        links.choice("pool", POOL_TRAY, POOLS),
        long_text("list"),
        links.text("screening", longest=2000),
        brush_parameter("region"),
        links.whole("count", 5, 1, 50),
        links.choice("way", WAYS[0], WAYS),
        links.text("aims"),
        *CONSTRAINTS,
        links.whole("steps", STEPS, 1, 100_000),
        links.whole("seed", 0, 0, 9999),
        links.text("compared", longest=links.SHOWN_CHARACTERS),
    ),
)
"""What the address of the Lab page holds."""
_FILE = "lab_file"
"""Session key of the file that was uploaded."""
_FILLED, _DRAWN = "lab_tray_filled", "lab_tray_drawn"
"""Session keys: what was filled in for alloys of the tray, {formula: {column: text}}, now and when their grid was drawn first."""
_HEAD = ("formula", "outcome", "phases", "hardness (HV)", "route", "method", "examined by", "date", "result notes")


@dataclass(frozen=True)
class Given:
    """Results to look at, and to keep once the user says so.

    Attributes:
        name: of the file, or what stands for one.
        content: as `hea_core.lab.exchange` takes it.
        said: how it was read, a sentence, or "".
        lines: numbers of the user's own lines, where the page wrote the headings above them; () where the file has its own.
        refused: number and reason of lines that are left out before all else.
        example: whether it is the page's own example, which is never kept.
        origin_of: where an alloy of it came from.
    """

    name: str
    content: bytes
    said: str = ""
    lines: tuple[int, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    example: bool = False
    origin_of: Callable[[Composition], Origin] = lambda _: Origin(OriginKind.IMPORTED)


def part() -> str:
    """Draw the choice of what the page shows."""
    chosen = st.segmented_control(
        "Part of the lab",
        PARTS,
        default=RESULTS,
        required=True,
        key="part",
        on_change=LINK.write,
        label_visibility="collapsed",
    )
    return str(chosen or RESULTS)


def results() -> Given:
    """Draw the inputs for results; the example where there are none yet."""
    st.segmented_control(
        "Where the results come from", SOURCES, default=PASTE, required=True, key="source", on_change=LINK.write,
        label_visibility="collapsed",
    )  # fmt: skip
    source = st.session_state["source"]
    given = _one() if source == ONE else _tray() if source == TRAY else _pasted()
    return given or replace(_typed(EXAMPLE), example=True)


def clear() -> None:
    """In a callback: empty the inputs once what they held is kept, and turn to the lab book."""
    text_or_file.put_away(_FILE)
    st.session_state.pop(_FILLED, None)
    LINK.write(results="", formula="", part=BOOK, **{one.name: one.default for one in _ONE})


def _pasted() -> Given | None:
    text, upload = text_or_file.ask(
        "Results, one alloy a line, or cells of a spreadsheet",
        key="results",
        placeholder=EXAMPLE,
        on_change=LINK.write,
        file_key=_FILE,
        kinds=("csv", "tsv", "txt", "xlsx", "json"),
        about_file="CSV, TSV, XLSX with columns such as formula, phases, hardness (HV), route, or a file that was exported here.",
        where_nothing=lambda: st.button("Try three alloys", on_click=LINK.write, kwargs={"results": EXAMPLE}),
        widths=(1.5, 1),
    )
    if upload:
        return Given(upload.name, upload.getvalue())
    if not text.strip():
        return None
    return _typed(text)


def _typed(text: str) -> Given:
    link = "Lab?" + LINK.address(results=text) if fits_a_link(text) else ""
    origin_of = _always(Origin(OriginKind.TYPED, link))
    typed = understood(text)
    if typed is None:
        return Given("pasted.csv", text.encode(), origin_of=origin_of)
    return Given("pasted.csv", typed.text.encode(), typed.said, typed.lines, typed.refused, origin_of=origin_of)


def _always(origin: Origin) -> Callable[[Composition], Origin]:
    return lambda _: origin


def _one() -> Given | None:
    formula, phases, outcome = st.columns([1.4, 1.4, 1], gap="small")
    hardness, error, route, method, who, when = st.columns([0.8, 0.7, 1.4, 0.8, 0.9, 0.9], gap="small")
    typed = formula.text_input("Formula", key="formula", on_change=LINK.write, placeholder="AlCoCrFeNi", max_chars=200)
    phases.text_input("Phases seen", key="lab_phases", on_change=LINK.write, placeholder="BCC + B2", max_chars=200)
    outcome.selectbox("Outcome", OUTCOMES, None, key="lab_outcome", on_change=LINK.write, format_func=OUTCOMES.__getitem__,
        placeholder="as the phases say", help="One phase, several, or unclear.")  # fmt: skip
    hardness.number_input("Hardness (HV)", 0.0, 10_000.0, None, 1.0, "%g", key="lab_hardness", on_change=LINK.write)
    error.number_input("± (HV)", 0.0, 10_000.0, None, 1.0, "%g", key="lab_error", on_change=LINK.write)
    route.text_input("Route", key="lab_route", on_change=LINK.write, placeholder="as cast", max_chars=200)
    method.text_input("Method", key="lab_method", on_change=LINK.write, placeholder="XRD", max_chars=200)
    who.text_input("Who", key="lab_who", on_change=LINK.write, max_chars=200)
    when.text_input("When", key="lab_when", on_change=LINK.write, placeholder="2026-11-26", max_chars=10)
    st.text_input("Notes", key="lab_notes", on_change=LINK.write, max_chars=2000)
    if not typed.strip():
        return None
    seen, found, value, spread, *rest = (st.session_state[one.name] for one in _ONE)
    measured = "" if value is None else f"{value:g}" if spread is None else f"{value:g} ± {spread:g}"
    origin = Origin(OriginKind.TYPED, "Lab?" + LINK.address(source=ONE, formula=typed))
    return Given("one.csv", _csv([[typed, found, seen, measured, *rest]]), lines=(1,), origin_of=_always(origin))


def _tray() -> Given | None:
    in_hand = kept()
    alloys = list(in_hand)
    if not alloys:
        st.html(markup.note("The tray is empty. Press an alloy's name on any page and choose Keep, then come back."))
        return None
    filled = _tray_grid(alloys)
    return Given(
        "tray.csv",
        _csv(filled.fillna("").astype(str).to_numpy().tolist()),
        lines=tuple(range(1, len(alloys) + 1)),
        origin_of=lambda alloy: origins.of_tray(in_hand.get(alloy.formula, "")),
    )


def _tray_grid(alloys: Sequence[str]) -> pd.DataFrame:
    """What is filled in lasts through a change of the tray or of the page, which a grid of Streamlit's does not."""
    import pandas as pd

    key, filled = "lab_tray_" + "~".join(alloys), st.session_state.setdefault(_FILLED, {})
    if key not in st.session_state:
        st.session_state[_DRAWN] = dict(filled)
    drawn = st.session_state[_DRAWN]
    empty = dict.fromkeys(_HEAD, "") | {"outcome": None}
    shown = pd.DataFrame([empty | drawn.get(one, {}) | {"formula": one} for one in alloys], dtype=object)
    text = st.column_config.TextColumn
    st.html(markup.note("Fill in what you found; what stays empty is kept as an idea."))
    found = st.data_editor(
        shown,
        hide_index=True,
        key=key,
        disabled=["formula"],
        placeholder="",
        column_config={
            "formula": text("alloy"),
            "outcome": st.column_config.SelectboxColumn(
                "outcome", options=list(OUTCOMES), format_func=OUTCOMES.__getitem__
            ),
            "phases": text("phases", help="For example FCC + B2"),
            "hardness (HV)": text("hardness (HV)", help="For example 512 ± 8"),
        },
        alt="The alloys of the tray, to be filled in with what was found",
    )
    filled |= found.set_index("formula").to_dict("index")
    return found


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue().encode()
