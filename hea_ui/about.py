"""What the About page says in its own words: method, limits, citation."""

from __future__ import annotations

import streamlit as st

from hea_ui.common import markup

_BIBTEX = """@article{zeng2024disentangled,
  author = {Zeng, Cheng and Khan, Zulqarnain and Post, Nathan L.},
  title  = {Data-efficient and interpretable inverse materials design using a disentangled variational autoencoder},
  year   = {2024},
  eprint = {2409.06740},
  archivePrefix = {arXiv}
}"""


def method() -> None:
    """The model in the paper's symbols."""
    st.markdown(
        "A semi-supervised variational autoencoder splits what is known of an alloy into **y**, its target properties, and **z**, two numbers "
        "for everything else, which are the two axes of the map. The targets are **φ**, whether it forms a single solid-solution phase, "
        "the structure of its solid solutions, and the logarithm of its hardness; what was not measured of an alloy is left out, not guessed. "
        "Asking for an alloy at a place z with a single-phase probability, and with a structure or a hardness if wanted, runs the decoder; "
        "the alloy it writes is then read again by the heads, because a generator that is asked for something need not deliver it."
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.html(markup.note("Generative model"))
        st.latex(r"p(x,y,z)=p(x\mid y,z)\,p(y)\,p(z)")
        # in two lines each, as wide as a phone
        st.latex(
            r"\begin{gathered}x\sim\mathrm{Multinomial}(\theta(y,z)),\;z\sim\mathcal N(0,I)\\"
            r"y=(\varphi,\,\text{structure},\,\ln\mathrm{HV})\end{gathered}"
        )
    with right:
        st.html(markup.note("Recognition model and objective"))
        st.latex(r"\textstyle q(y,z\mid x)=\prod_k q(y_k\mid f(x))\,q(z\mid x,y)")
        st.latex(
            r"\begin{gathered}\textstyle\sum_n\mathcal L(x_n)+\gamma\sum_m\mathcal L_{\mathrm{sup}}(x_m,y_m)"
            r"\\-\,\text{independence}-\text{controllability}\end{gathered}"
        )
    st.html(
        markup.note(
            "x: composition in at.%. f(x): engineered descriptors, fixed and not learned. γ: weight of the labelled alloys. Independence: a penalty "
            "on what z says about φ and hardness. Controllability: a penalty on how far decoded alloys are from what was asked for. The paper has "
            "φ ~ Bernoulli(r) alone and neither of the two; docs/model.md says why this model differs."
        )
    )


def limits() -> None:
    """What not to conclude from a number on these pages."""
    st.header("Limits", anchor=False)
    st.markdown(
        "- A label says what was found once, after one way of making the alloy; the processing route is not an input. Two compilations "
        "of the same alloys disagree on about one in six, so no accuracy much above that level can be earned.\n"
        "- More than a third of the measured alloys are binaries, which are easy. Figures for alloys of four or more elements are the "
        "ones that matter.\n"
        "- Where few alloys were measured, the map still answers. The density percentile and the domain say when it does so from little.\n"
        "- *Single phase* means one solid solution of any lattice. It does not mean stable, ductile, safe or affordable.\n"
        "- The 90 % interval is for groups of like alloys of chemical systems the model was not trained on: nine times in ten it holds the "
        "share of them that is single-phase. Of one alloy it says no more than of its group, and outside the domain it promises nothing."
    )


def cards() -> None:
    """Where the model card and the data card stand."""
    st.header("Model card and data card", anchor=False)
    st.html(
        '<p>Every figure of the model, with the split that it was measured on, stands on <a href="Models?specialists=true">Models</a>; every '
        'shipped file, with its sources, licence and columns, on <a href="Data">Data</a>. Both pages are drawn from the cards themselves.</p>'
    )


def citation() -> None:
    """How to cite, and under which terms."""
    st.header("Cite", anchor=False)
    st.code(_BIBTEX, language=None, wrap_lines=True)
    st.header("Licence", anchor=False)
    st.markdown("Code: MIT. Data: by source, as the data card says of each file.")
