"""A periodic table to mark elements on: one button each, in the table's places, or in rows where the screen is narrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from hea_ui.common.component import component

_ROWS = (
    "H . . . . . . . . . . . . . . . . He",
    "Li Be . . . . . . . . . . B C N O F Ne",
    "Na Mg . . . . . . . . . . Al Si P S Cl Ar",
    "K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr",
    "Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe",
    "Cs Ba La Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn",
)
PLACES = {
    symbol: (row, column)
    for row, symbols in enumerate(_ROWS, start=1)
    for column, symbol in enumerate(symbols.split(), start=1)
    if symbol != "."
}
"""{symbol: (period, group)} of the main table, f elements left out."""

_HTML = (
    '<div class="pt-wide"><div class="pt-grid" role="group" aria-describedby="pt-how"></div>'
    '<p id="pt-how" hidden>Arrow keys move from element to element, Enter marks one.</p></div>'
)
_CSS = """
.pt-wide { container-type: inline-size; font-family: var(--st-font); color: var(--st-text-color); }
.pt-grid { display: grid; gap: 4px; grid-template-columns: repeat(auto-fill, minmax(44px, 1fr)); }
.pt-grid button { min-height: 42px; padding: 2px 0; border: 1px solid var(--st-border-color); border-radius: 5px; cursor: pointer;
  background: transparent; color: inherit; font: inherit; font-size: 0.9rem; line-height: 1.1; }
.pt-grid button small { display: block; min-height: 1em; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
.pt-grid button[data-present=yes] { background: var(--st-secondary-background-color); border-color: currentColor; font-weight: 600; }
.pt-grid button[data-mark=locked] { border: 2px solid var(--st-primary-color); box-shadow: inset 0 0 0 1px var(--st-primary-color); }
.pt-grid button[data-mark=banned] { border: 2px dashed #d9691b; }
.pt-grid button[data-mark=banned] b { text-decoration: line-through; text-decoration-thickness: 2px; }
.pt-grid button[data-mark=chosen] { background: var(--st-primary-color); border-color: var(--st-primary-color); font-weight: 600;
  color: var(--st-background-color); }
.pt-grid button[data-faint=yes]:not([data-mark=chosen]) { border-style: dotted; color: color-mix(in srgb, currentColor 74%, transparent); }
.pt-grid button b { font-weight: inherit; }
.pt-grid button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
@container (min-width: 500px) {
  .pt-grid { gap: 2px; grid-template-columns: repeat(var(--pt-columns), minmax(0, 1fr)); max-width: 860px; }
  .pt-grid button { grid-row: var(--pt-row); grid-column: var(--pt-column); min-height: 36px; font-size: 0.8rem; }
}
@container (min-width: 620px) {
  .pt-grid { gap: 4px; }
  .pt-grid button { min-height: 42px; font-size: 0.9rem; }
}
"""
_JS = """
const LATEST = new WeakMap();

// One stop for the Tab key: arrows move by what is seen, whether the table keeps its shape or flows in rows.
function neighbour(grid, from, key) {
  const centre = (button) => { const box = button.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
  const [x, y] = centre(from);
  const rest = [...grid.children].filter((button) => button !== from).map((button) => [button, ...centre(button)]);
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  if (key === "Home" || key === "End") return key === "Home" ? grid.firstElementChild : grid.lastElementChild;
  const ahead = rest.filter(([, u, v]) => (sideways ? Math.abs(v - y) < 4 && sign * (u - x) > 4 : sign * (v - y) > 4));
  const cost = ([, u, v]) => (sideways ? Math.abs(u - x) : 1000 * Math.abs(v - y) + Math.abs(u - x));
  return ahead.sort((a, b) => cost(a) - cost(b))[0]?.[0];
}

function stopAt(grid, button) {
  for (const one of grid.children) one.tabIndex = one === button ? 0 : -1;
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const grid = parentElement.querySelector(".pt-grid");
  if (!grid) return;
  LATEST.set(grid, setTriggerValue);
  grid.setAttribute("aria-label", data.label);
  grid.style.setProperty("--pt-columns", data.columns);
  const wanted = new Set(data.cells.map((cell) => cell.symbol));
  for (const button of [...grid.children]) if (!wanted.has(button.dataset.symbol)) button.remove();
  // Buttons are changed in place, so that the one just pressed keeps the focus.
  for (const cell of data.cells) {
    let button = grid.querySelector(`[data-symbol="${CSS.escape(cell.symbol)}"]`);
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.dataset.symbol = cell.symbol;
      button.append(document.createElement("b"), document.createElement("small"));
      button.onclick = () => LATEST.get(grid)("picked", { symbol: cell.symbol, at: Date.now() });
      grid.append(button);
    }
    button.dataset.mark = cell.mark;
    button.dataset.present = cell.note ? "yes" : "no";
    button.style.setProperty("--pt-row", cell.row);
    button.style.setProperty("--pt-column", cell.column);
    button.firstChild.textContent = cell.symbol;
    button.dataset.faint = cell.faint ? "yes" : "no";
    button.lastChild.textContent = cell.mark === "chosen" ? "✓" : cell.mark || cell.note;
    const words = [cell.symbol, cell.note && `${cell.note} at.%`, cell.mark || data.unmarked, cell.faint].filter(Boolean).join(", ");
    button.setAttribute("aria-label", words);
    button.title = words;
  }
  const stops = [...grid.children].filter((button) => button.tabIndex === 0);
  if (stops.length !== 1) stopAt(grid, grid.querySelector("[data-mark]:not([data-mark=''])") ?? grid.firstElementChild);
  grid.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !event.target.dataset.symbol) return;
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    const next = neighbour(grid, event.target, event.key);
    if (next) {
      stopAt(grid, next);
      next.focus();
    }
  };
  grid.onclick = (event) => { const button = event.target.closest("[data-symbol]"); if (button) stopAt(grid, button); };
}
"""
_TABLE = component("periodic_table", html=_HTML, css=_CSS, js=_JS)


def cells(
    symbols: Sequence[str], marks: Mapping[str, str], amounts: Mapping[str, int], faint: Mapping[str, str] | None = None
) -> list[dict[str, str | int]]:
    """What the browser draws: symbol, place in the smallest table that holds them all, mark, amount (at.%) as a note, why faint."""
    known = sorted((symbol for symbol in symbols if symbol in PLACES), key=PLACES.__getitem__)
    rows = sorted({PLACES[symbol][0] for symbol in known})
    columns = sorted({PLACES[symbol][1] for symbol in known})
    found: list[dict[str, str | int]] = []
    others = [symbol for symbol in symbols if symbol not in PLACES]
    for symbol in [*known, *others]:
        if symbol in PLACES:
            place = rows.index(PLACES[symbol][0]) + 1, columns.index(PLACES[symbol][1]) + 1
        else:
            place = len(rows) + 1, others.index(symbol) + 1
        note = str(amounts[symbol]) if symbol in amounts else ""
        found.append(
            {
                "symbol": symbol,
                "row": place[0],
                "column": place[1],
                "mark": marks.get(symbol, ""),
                "note": note,
                "faint": (faint or {}).get(symbol, ""),
            }
        )
    return found


def read_pick(payload: object, symbols: Sequence[str]) -> str | None:
    """The element that was pressed; None where the browser sends what makes no sense."""
    symbol = payload.get("symbol") if isinstance(payload, Mapping) else None
    return symbol if symbol in symbols else None


def periodic_table(
    symbols: Sequence[str],
    marks: Mapping[str, str],
    amounts: Mapping[str, int],
    on_pick: Callable[[str], None],
    label: str,
    key: str = "periodic_table",
    faint: Mapping[str, str] | None = None,
    unmarked: str = "free",
) -> None:
    """Draw the table.

    Args:
        symbols: elements to offer.
        marks: {symbol: "locked", "banned" or "chosen"}.
        amounts: {symbol: at.%} of what the alloy holds, shown on its buttons.
        on_pick: called with the symbol that was pressed.
        label: what the table is for, to screen readers.
        key: identity of the component.
        faint: {symbol: why} of elements that are offered with a reservation.
        unmarked: what an element without a mark is called, to screen readers.
    """

    def picked() -> None:
        symbol = read_pick(st.session_state[key].get("picked"), symbols)
        if symbol is not None:
            on_pick(symbol)

    drawn = cells(symbols, marks, amounts, faint)
    columns = max(int(cell["column"]) for cell in drawn)
    data = {"label": label, "columns": columns, "cells": drawn, "unmarked": unmarked}
    _TABLE(key=key, data=data, on_picked_change=picked)
