"""What the Check page is asked: an alloy or a series, many alloys, or a ternary section. Each is bound to the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui import check_tables, markup, resources

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

ONE, MANY, SECTION = "Alloy or series", "Many alloys", "Ternary section"
EXAMPLES = ("CoCrFeMnNi", "Al0.6CoCrFeNi", "(CoCrFeNi)94Ti2Al4", "Ti-6Al-4V", "AlxCoCrFeNi, x=0:2:0.1")
_MANY_EXAMPLE = "CoCrFeMnNi\nAl0.5CoCrFeNi\nTi-6Al-4V\nHfNbTaTiZr\nMoNbTaW"


@dataclass(frozen=True)
class SectionAsked:
    """A ternary section: three elements over a base, which may be none."""

    corners: tuple[str, ...]
    base: str | None
    base_at_percent: float
    step: float


@dataclass(frozen=True)
class ManyAsked:
    """Formulas of one column, with their row numbers."""

    formulas: tuple[str, ...]
    rows: tuple[int, ...]


def ask() -> str | ManyAsked | SectionAsked | None:
    """Draw the inputs; a text is a formula or a series, None is nothing asked yet (HeaError for a file that cannot be read)."""
    kind = st.segmented_control(
        "What to check",
        [ONE, MANY, SECTION],
        default=ONE,
        required=True,
        key="ask",
        bind="query-params",
        label_visibility="collapsed",
    )
    if kind == MANY:
        return _many()
    return _section() if kind == SECTION else _one()


def _one() -> str | None:
    text = st.text_input(
        "Formula, or a series in x",
        key="formula",
        bind="query-params",
        max_chars=300,
        placeholder="CoCrFeMnNi",
        help="As you write it: Al0.5CoCrFeNi, (CoCrFeNi)94Ti2Al4, Al 10 at.% …, Ti-6Al-4V and others in wt.%; "
        "a series as AlxCoCrFeNi, x=0:2:0.1.",
    ).strip()
    if text:
        return text
    st.html(
        markup.note("Any alloy whose elements the tables cover, also those that the map does not know. For example:")
    )
    with st.container(horizontal=True, gap="small"):
        for example in EXAMPLES:
            st.button(example, on_click=_put, args=("formula", example))
    return None


def _many() -> ManyAsked | None:
    left, right = st.columns(2, gap="medium")
    with left:
        pasted = st.text_area(
            "Formulas, one a line", key="many", height=132, placeholder=_MANY_EXAMPLE, max_chars=1_000_000
        )
    with right:
        upload = st.file_uploader(
            "or a file with a column of formulas",
            type=["csv", "tsv", "txt", "xlsx"],
            key="file",
            help="CSV or XLSX, up to 100,000 rows.",
        )
        if not upload and not pasted.strip():
            st.button("Try five alloys", on_click=_put, args=("many", _MANY_EXAMPLE))
    if upload:
        sheet = _uploaded(upload)
    elif pasted.strip():
        sheet = check_tables.read_pasted(pasted)
    else:
        return None
    chosen = sheet.guess
    if len(sheet.header) > 1:
        chosen = right.selectbox(
            "Column with the formulas",
            range(len(sheet.header)),
            index=sheet.guess,
            format_func=lambda index: sheet.header[index],
            key="column" if upload is None else f"column of {upload.file_id}",
        )
    return ManyAsked(sheet.column(chosen), sheet.numbers)


def _uploaded(upload: UploadedFile) -> check_tables.Sheet:
    """The file read, once a session: a large XLSX takes seconds."""
    held = st.session_state.get("sheet")
    if held is None or held[0] != upload.file_id:
        with st.spinner("Reading the file"):
            held = st.session_state["sheet"] = upload.file_id, check_tables.read_file(upload.name, upload.getvalue())
    sheet: check_tables.Sheet = held[1]
    return sheet


def _section() -> SectionAsked:
    corners, base, amount, step = st.columns([1.4, 1.2, 0.8, 0.8], gap="small")
    three = corners.multiselect(
        "Three elements", resources.symbols(), ["Al", "Ti", "V"], key="corners", bind="query-params", max_selections=3
    )
    over = base.text_input("Base, in every alloy", "CoCrFeNi", key="base", bind="query-params", max_chars=200).strip()
    share = amount.number_input(
        "Base (at.%)", 1.0, 99.0, 80.0, 1.0, "%g", key="base_at", bind="query-params", disabled=not over
    )
    grid = step.selectbox("Step (at.% of the triangle)", [2, 4, 5, 10, 20], index=2, key="step")
    return SectionAsked(tuple(three), over or None, float(share) if over else 0.0, float(grid))


def _put(key: str, text: str) -> None:
    st.session_state[key] = text
