"""The model card and the data card, rendered from their files: nothing here is retyped from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from hea_ui.common import markup
from hea_ui.common.messages import literal


def readable(key: str) -> str:
    """A key of a card as a heading or a row name."""
    return key.replace("_", " ")


def text(value: Any) -> str:  # noqa: ANN401 - a card holds any JSON
    """A value of a card in one line."""
    if isinstance(value, float):
        return f"{value:.4g}".replace("-", "−")
    if isinstance(value, Mapping) and set(value) == {"mean", "sd"}:
        return f"{text(value['mean'])} ± {text(value['sd'])}"
    if isinstance(value, Mapping) and set(value) == {"value", "low", "high"}:
        return f"{text(value['value'])} ({text(value['low'])} to {text(value['high'])})"
    if isinstance(value, Mapping):
        return ", ".join(f"{readable(key)} {text(part)}" for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(text(part) for part in value)
    return "–" if value is None else str(value)


def is_line(value: Any) -> bool:  # noqa: ANN401 - a card holds any JSON
    """Whether a value reads well in one line: a scalar, a list of scalars, or a figure with its spread."""
    if isinstance(value, Mapping):
        return set(value) in ({"mean", "sd"}, {"value", "low", "high"})
    return not isinstance(value, list) or not any(isinstance(part, Mapping | list) for part in value)


def is_table(value: Any) -> bool:  # noqa: ANN401 - a card holds any JSON
    """Whether a value is a list or a mapping of records, each of which reads well in a row."""
    rows = list(value.values()) if isinstance(value, Mapping) else value
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, Mapping) and not is_line(row) and all(map(is_line, row.values())) for row in rows)
    )


def table(value: Mapping[str, Mapping[str, Any]] | list[Mapping[str, Any]]) -> pd.DataFrame:
    """Records as a table of text; the keys of a mapping become the first column."""
    records = [{"": readable(name)} | dict(row) for name, row in value.items()] if isinstance(value, Mapping) else value
    columns = list(dict.fromkeys(key for record in records for key in record))
    return pd.DataFrame([{readable(key): text(record.get(key)) for key in columns} for record in records])


def facts(card: Mapping[str, Any]) -> pd.DataFrame:
    """Everything in a card that fits in a line."""
    rows = {readable(key): text(value) for key, value in card.items()}
    return pd.DataFrame({"": rows.keys(), "value": rows.values()})


def show_nested(value: Mapping[str, Any] | list[Any], heading: str = "") -> None:
    """A part of a card of any depth: lines and tables, each under the names that lead to it."""
    if heading:
        st.html(markup.note(heading))
    if is_table(value):
        _table(table(value))
    elif isinstance(value, Mapping):
        _show_lines(value)
        for key, part in value.items():
            if part and not is_line(part):
                show_nested(part, f"{heading} · {readable(key)}" if heading else readable(key).capitalize())
    else:
        st.text(text(value))


def _table(rows: pd.DataFrame, hide_header: bool = False) -> None:
    """A table of text as it stands in the card, which st.table would read as Markdown."""
    shown = rows.map(literal).rename(columns=literal)
    st.table(shown, border="horizontal", hide_index=True, hide_header=hide_header)


def _show_lines(card: Mapping[str, Any]) -> None:
    lines = {key: value for key, value in card.items() if is_line(value)}
    if lines:
        _table(facts(lines), hide_header=True)


def show_data_file(name: str, card: Mapping[str, Any]) -> None:
    """One shipped file: what it is, where it comes from, licence, and the meaning and unit of each column."""
    st.markdown(literal(card["description"]))
    _table(
        facts({"file": name, "rows": card["rows"], "licence": card["licence"], "sha256": card["sha256"]}),
        hide_header=True,
    )
    st.html(markup.note("Sources"))
    _table(table(card["sources"]))
    st.html(markup.note("Columns"))
    _table(
        table([{"column": name, **column} for name, column in card["columns"].items()])
    )  # names as the file has them


def show_data_card(card: Mapping[str, Any]) -> None:
    """The data card, one section for each shipped file."""
    st.markdown(literal(card["description"]))
    for name, part in card["files"].items():
        with st.expander(literal(f"{part['title']} · {name} · {part['rows']:,} rows")):
            show_data_file(name, part)
