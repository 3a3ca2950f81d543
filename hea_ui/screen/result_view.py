"""The result of a screening on the page: brushed, narrowed, listed, placed on the map, and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.errors import HeaError
from hea_ui.common import markup, messages
from hea_ui.common.drawing import download, plot
from hea_ui.common.ticked_table import ticked_table
from hea_ui.common.wording import counted
from hea_ui.jobs.job import Job
from hea_ui.latent_map import latent_map, over_map
from hea_ui.screen import columns as screen_columns
from hea_ui.screen import element_strip, exports, figures, filters, loaders, state, tables
from hea_ui.screen import markup as screen_markup
from hea_ui.screen import result as screen_result
from hea_ui.screen.filter_bar import filter_bar
from hea_ui.screen.state import LINK
from hea_ui.server import resources

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.screening.columns import Column
    from hea_ui.screen.result import Result

SHOWN_ROWS = 1000
MOST_LINES = 1500
MOST_MARKS = 200
MOST_CHIPS = 12
FIRST_CHIPS = 6
"""Of the table, where none is ticked."""
_BRUSH = {
    "displaylogo": False,
    "displayModeBar": True,
    "modeBarButtons": [["select2d", "lasso2d"], ["zoom2d", "pan2d", "resetScale2d"]],
}


@st.fragment
def show(job: Job, result: Result) -> None:
    """Filters, scatter, map, table and parallel coordinates. A fragment: brushing leaves the inputs above alone."""
    try:
        _looked_at(job, result)
    except HeaError as error:  # a fragment that runs by itself has no page around it to say so
        messages.error(error)


def _looked_at(job: Job, result: Result) -> None:
    columns = screen_columns.options(result.pool)
    top = st.container()
    plot, side = st.columns([1.45, 1], gap="medium")
    with plot:
        brushed = _trade_off(job, result, columns)
    with top:
        rows = _narrowed(job, result, brushed)
    table, chosen = _table(result, rows)
    with side:
        _map(table, chosen)
    _downloads(job, result, rows)
    if len(rows):
        lines = st.expander("Parallel coordinates", key="lines_shown", on_change="rerun")
        if lines.open:
            with lines:
                _parallel(result, rows, columns)


def _trade_off(job: Job, result: Result, columns: dict[str, Column]) -> np.ndarray | None:
    """The scatter of two columns with its front; returns which alloys are brushed, or None."""
    names = list(columns)
    state.forget_axes(names)
    places = zip(st.columns(3, gap="small"), (("Across", "x"), ("Up", "y"), ("Colour", "shade")), strict=True)
    picked = [place.selectbox(label, names, key=key, on_change=LINK.write) for place, (label, key) in places]
    x, y, shade = (columns[words] for words in picked)
    outlines = st.session_state["brush"]
    st.plotly_chart(
        figures.outlined(loaders.screen_figure(result, x, y, shade, _ways(job, x, y)), outlines),
        key="screen_scatter",
        on_select=state.take_brush,
        selection_mode=("box", "lasso"),
        config=_BRUSH,
        alt=f"{y.title} against {x.title} of the alloys kept, coloured by {shade.title}",
    )
    lost = np.isnan(result.column(x.name)) | np.isnan(result.column(y.name))
    st.html(
        screen_markup.figure_note(
            result.rows, result.rows > figures.MOST_POINTS, _ways(job, x, y), (x, y), int(lost.sum())
        )
    )
    if outlines:
        st.button("Show all again", key="unbrush", on_click=LINK.write, kwargs={"brush": (), "ticks": []})
    return screen_result.selected(result.column(x.name), result.column(y.name), outlines)


def _ways(job: Job, x: Column, y: Column) -> tuple[int, int]:
    """Which way is better on each axis: as the screening said, or as is usual; 0 where there is none."""
    said = {name.removeprefix("-"): -1 if name.startswith("-") else 1 for name in job.settings["pareto"]}
    return said.get(x.name, x.better), said.get(y.name, y.better)


def _narrowed(job: Job, result: Result, brushed: np.ndarray | None) -> np.ndarray:
    """Positions of the alloys that are brushed and pass the filters, and what they are made of."""
    keep = filters.holds(result, filter_bar(result))
    if brushed is not None:
        keep &= brushed
    rows = np.flatnonzero(keep)
    st.html(screen_markup.shown(len(rows), result.rows, brushed is not None))
    if held := element_strip.passing(result, rows):
        st.html(element_strip.strip(held, element_strip.asked(job.settings)))
    return rows


def _table(result: Result, rows: np.ndarray) -> tuple[pd.DataFrame, list[int]]:
    """The best rows; returns them, and which are ticked."""
    order = st.selectbox("Order by", list(screen_columns.SIGNED), key="order", on_change=LINK.write, width=320)
    signed = screen_columns.SIGNED[order]
    at = screen_result.best(result.column(signed.removeprefix("-")), rows, SHOWN_ROWS, not signed.startswith("-"))
    table = result.take(at)
    if not len(table):
        return table, []
    formulas = list(table["formula"])
    drawn = tables.shown(table, resources.verdicts(tuple(formulas)), result.pool)
    ticked = ticked_table(drawn, formulas, LINK, tables.config(result.pool), "Alloys kept by the screening")
    if len(rows) > len(table):
        st.html(markup.note(f"The first {len(table):,} of {len(rows):,}; the downloads have all."))
    return table, ticked


def _map(table: pd.DataFrame, ticked: list[int]) -> None:
    """The ticked alloys, or the first of the table, on the latent map and as chips."""
    if not len(table):
        messages.info("No alloy of the result is shown: widen the box or the lasso, or loosen the condition.")
        return
    shown = table.iloc[ticked or list(range(min(len(table), MOST_MARKS)))].head(MOST_MARKS)
    formulas = tuple(shown["formula"])
    marks, outside = resources.marks(formulas)
    point, echo = state.point((marks[0].z1, marks[0].z2) if marks else (0.0, 0.0), formulas[0])
    latent_map(resources.layers("class", None, False), "screen_map")
    over_map(point, on_click=state.take_click, echo=echo, marks=marks, key="screen_map")
    what = f"{len(ticked)} ticked" if ticked else f"the first {len(shown)} of the table"
    unplaced = f" {outside} of them hold elements that have no place on the map." if outside else ""
    st.html(markup.note(f"On the map: {what}. Tick rows of the table to choose.{unplaced}"))
    in_hand = shown.head(MOST_CHIPS if ticked else FIRST_CHIPS)
    st.html(screen_markup.chosen(in_hand, resources.verdicts(tuple(in_hand["formula"])), bool(ticked)))


def _parallel(result: Result, rows: np.ndarray, columns: dict[str, Column]) -> None:
    picked = st.multiselect("Axes", list(columns), key="axes", on_change=LINK.write)
    if len(picked) < 2:
        st.html(markup.note("Choose two axes or more."))
        return
    axes = [columns[words] for words in picked]
    shade = columns["probability"]
    names = list(dict.fromkeys(column.name for column in (*axes, shade)))
    told = screen_result.complete([result.column(name) for name in names], rows)
    at = screen_result.spread(told, MOST_LINES)
    if len(at):
        with st.container(key="screen_lines"):
            plot(
                figures.parallel({name: result.column(name)[at] for name in names}, axes, shade),
                "screen_parallel",
                "Parallel coordinates of the alloys shown: " + ", ".join(column.title for column in axes),
            )
    st.html(screen_markup.lines_note(len(at), len(told), len(rows)))


def _downloads(job: Job, result: Result, rows: np.ndarray) -> None:
    with st.container(horizontal=True, gap="small"):
        few = len(rows) <= exports.MOST_CSV
        download(
            f"Download CSV ({counted(min(len(rows), exports.MOST_CSV), 'alloy')})",
            lambda: exports.csv(result, rows), f"screen-{job.id}.csv", "screen_csv", disabled=not len(rows),
            help="The alloys shown: those brushed and with the conditions typed."
            + ("" if few else f" At most {exports.MOST_CSV:,}; Parquet has all."),
        )  # fmt: skip
        if 0 < len(rows) <= exports.MOST_XLSX:
            download(
                "XLSX",
                lambda: exports.xlsx(result, rows),
                f"screen-{job.id}.xlsx",
                "screen_xlsx",
                help="The same as a workbook.",
            )
        download(
            "Parquet", result.content, f"screen-{job.id}.parquet", "screen_parquet",
            help="All alloys kept, with the settings and hashes in its metadata.",
        )  # fmt: skip
    with st.expander("What this result is from"):
        st.html(screen_markup.provenance(exports.settings(result), exports.hashes()))
        st.html(markup.note("The same on the command line; with --scheduler on a cluster:"))
        st.code(screen_markup.command(job.words), language=None, wrap_lines=True)
