"""What the Check page is asked: an alloy or a series, many alloys, or a ternary section. Each is a part of its link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from hea_ui.check import look
from hea_ui.check.many import Kept, ManyAsked
from hea_ui.common import links, markup
from hea_ui.server import resources
from hea_ui.shell import text_or_file
from hea_ui.shell.packing import long_text

ONE, MANY, SECTION = "Alloy or series", "Many alloys", "Ternary section"
EXAMPLES = ("CoCrFeMnNi", "(CoCrFeNi)97Al3", "Ti-6Al-4V", "AlxCoCrFeNi, x=0:2:0.1")
WORKED = "Al0.6CoCrFeNi"
"""The alloy that is drawn where none was asked for."""
_STEPS = ("2", "4", "5", "10", "20")
ISOLINES = {
    "nothing": "",
    "δ": "atomic_size_difference",
    "VEC": "vec",
    "ΔHmix": "mixing_enthalpy",
    "Tm": "melting_temperature",
}
"""What a section can have lines of equal value of, and its descriptor."""
_CORNERS, _BASE, _BASE_AT = ("Al", "Cr", "Cu"), "CoFeNi", 60.0
_FILE = "file"
"""Session key of the table that was uploaded."""
_MANY_EXAMPLE = "CoCrFeMnNi\nAl0.5CoCrFeNi\nTi-6Al-4V\nHfNbTaTiZr\nMoNbTaW"


def _is_element(symbol: str) -> bool:
    return symbol in resources.symbols()


LINK = links.Link(
    "Check",
    (
        links.choice("ask", ONE, (ONE, MANY, SECTION)),
        links.text("formula"),
        long_text("many"),
        links.choices("corners", _CORNERS, _is_element, "up to three elements", most=3),
        links.text("base", _BASE, 200),
        links.number("base_at", _BASE_AT, 1, 99, "at.%"),
        links.choice("step", "5", _STEPS),
        links.text(links.PRICES),
        links.choice("lines", next(iter(ISOLINES)), ISOLINES),
        links.text("cell", longest=links.LONGEST_FORMULA),
        links.text("order", "row"),
    ),
)
"""What the address of the Check page holds."""


@dataclass(frozen=True)
class SectionAsked:
    """A ternary section: three elements over a base, which may be none."""

    corners: tuple[str, ...]
    base: str | None
    base_at_percent: float
    step: float


def ask() -> str | ManyAsked | SectionAsked | None:
    """Draw the inputs; a text is a formula or a series, None a table that waits for the word to go (HeaError for one that cannot be read)."""
    kind = st.segmented_control(
        "What to check",
        [ONE, MANY, SECTION],
        default=ONE,
        required=True,
        key="ask",
        on_change=LINK.write,
        label_visibility="collapsed",
    )
    if kind == MANY:
        return _many()
    return _section() if kind == SECTION else _one()


def _one() -> str:
    text = st.text_input(
        "Formula, or a series in x",
        key="formula",
        on_change=LINK.write,
        max_chars=300,
        placeholder=WORKED,
        help="As you write it: Al0.5CoCrFeNi, (CoCrFeNi)97Al3, Al 10 at.% …, Ti-6Al-4V and others in wt.%; "
        "a series as AlxCoCrFeNi, x=0:2:0.1.",
    ).strip()
    if text:
        return text
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="examples"):
        st.html(markup.note(f"Type any alloy. Drawn as an example: {WORKED}. Others:"), width="content")
        for example in EXAMPLES:
            st.button(example, on_click=_put, args=("formula", example), type="tertiary")
    return WORKED


def _many() -> ManyAsked | None:
    pasted, upload = text_or_file.ask(
        "Alloys, one a line, or cells of a spreadsheet",
        key="many",
        placeholder=_MANY_EXAMPLE,
        on_change=LINK.write,
        file_key=_FILE,
        kinds=("csv", "tsv", "txt", "xlsx"),
        about_file="CSV, TSV or XLSX, up to 200,000 rows: formulas in a column, or elements as columns (at.%, wt.%, fractions).",
        # pressing it takes the focus from the text, which is what hands the text in
        below=lambda: st.button(
            "Check these alloys",
            key="check_pasted",
            type="primary",
            disabled=text_or_file.brought(_FILE, "many") is not None,
        ),
        where_nothing=lambda: st.html(markup.note("Below, as an example: five alloys. Paste yours, or upload a file.")),
    )
    if upload:
        return look.asked(upload.file_id, lambda: Kept(upload.name, upload.getvalue()))
    text = pasted if pasted.strip() else _MANY_EXAMPLE
    return look.asked(look.source_of(text), lambda: Kept("", text.encode("utf-8", "surrogatepass")))


def _section() -> SectionAsked:
    corners, base, amount, step = st.columns([1.4, 1.2, 0.8, 0.8], gap="small")
    three = corners.multiselect(
        "Three elements", resources.symbols(), key="corners", on_change=LINK.write, max_selections=3
    )
    over = base.text_input("Base, in every alloy", key="base", on_change=LINK.write, max_chars=200).strip()
    share = amount.number_input(
        "Base (at.%)", 1.0, 99.0, _BASE_AT, 1.0, "%g", key="base_at", on_change=LINK.write, disabled=not over
    )
    grid = step.selectbox("Step (at.% of the triangle)", _STEPS, key="step", on_change=LINK.write)
    return SectionAsked(tuple(three), over or None, float(share) if over else 0.0, float(grid))


def _put(key: str, text: str) -> None:
    LINK.write(**{key: text})
