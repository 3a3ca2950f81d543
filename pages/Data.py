"""The Data page: what the model learned from, and what curation found in it."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import documents, drawing, messages
from hea_ui.data import curation_notes, figures, inputs, loaders, tables, views
from hea_ui.server import measured_data

shell.setup("Data", "🧪", inputs.LINK)
st.title("Measured alloys", anchor=False)
shell.notices(inputs.LINK)
try:
    report = measured_data.curation_report()
except HeaError as error:
    messages.error(error)
    st.stop()
st.html(curation_notes.facts(report))

chart, found = st.columns([1, 1.15], gap="large")
with chart:
    st.header("Class by number of elements", anchor=False)
    alt = "Measured alloys by number of elements, each bar split into single-phase and multi-phase"
    drawing.plot(figures.class_balance(report.balance), "balance", alt)
with found:
    st.header("What curation found, and what was done", anchor=False)
    st.html(curation_notes.findings(report))

st.header("Search", anchor=False)
text, observed, elements = inputs.search_inputs()
try:
    rows = tables.search(loaders.alloy_table(), measured_data.alloys(), text, observed, elements)
except HeaError as error:
    messages.error(error)
else:
    st.html(curation_notes.search_result(len(rows), len(measured_data.alloys()), text))
    views.alloys(rows)
    st.download_button(
        "Download these rows as CSV", lambda: rows.to_csv(index=False), "alloys.csv", "text/csv", on_click="ignore"
    )

with st.expander(f"The {len(report.conflicts)} alloys on which observations disagree"):
    st.html(f'<div class="la-tall">{curation_notes.conflicts(report.conflicts)}</div>')
st.header("Data card", anchor=False)
documents.show_data_card(measured_data.data_card())
