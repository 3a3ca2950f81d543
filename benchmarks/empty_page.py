"""The peer of the app's pages: the least that a page of Streamlit with our two coordinates can be. `streamlit run` runs it."""

import streamlit as st

st.title("Empty page")
p = st.slider("p", 0.0, 1.0, 0.9)
z1 = st.number_input("z₁", -8.0, 8.0, 0.8, 0.05, format="%.3f")
z2 = st.number_input("z₂", -8.0, 8.0, -0.5, 0.05, format="%.3f")
st.html(f'<p class="answer" data-formula="{z1} {z2}">{z1} {z2} {p}</p>')
