"""A training on the lab's results: what is wrong with them before, how it goes, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import markup, messages
from hea_ui.common.drawing import plot
from hea_ui.common.refusals import Refusals
from hea_ui.common.wording import training_name
from hea_ui.jobs import owner, training
from hea_ui.jobs.job import FINISHED, WAITING
from hea_ui.lab import exports, figures, inputs, map_change_view, trained, training_markup
from hea_ui.lab.inputs import LINK
from hea_ui.server import chosen, resources
from hea_ui.server.chosen import SHIPPED
from hea_ui.shell.tray import kept

if TYPE_CHECKING:
    from hea_core.lab import Alloy, Store
    from hea_core.lab.audit import Audit
    from hea_ui.jobs.training_folder import Training

_EVERY = 1.0
_ANSWERS = "lab_answers"
_MOST = 8
"""Earlier trainings that are listed, and alloys of the lab book that are compared."""
_REFUSALS = Refusals("lab_training_refused")


def show(store: Store) -> None:
    """The audit, the button, the training at work, and the models that were trained (HeaError)."""
    owner.keep()
    _REFUSALS.show()
    alloys = store.alloys()
    mine = [one for one in training.job_queue().recent() if one.project == store.project]
    for one in mine:
        if one.active:
            _progress(one.id)
    _start(_audit(alloys), any(one.active for one in mine))
    _models([one for one in mine if not one.active], alloys)


@st.cache_resource(max_entries=8, show_spinner="Looking through the results")
def _audited(content: bytes) -> Audit:
    from hea_core.lab.audit import audit

    return audit("lab.csv", content)


def _audit(alloys: Sequence[Alloy]) -> bool:
    """What a training would learn from, and what is wrong with it; whether there is anything."""
    examined = [one for one in alloys if one.results]
    if not examined:
        st.html(
            markup.note("The lab book has no result yet: there is nothing to train on. Put some under Results first.")
        )
        return False
    found = _audited(exports.book(examined, "csv"))
    st.html(training_markup.audit(found))
    return found.trainable


def _start(trainable: bool, busy: bool) -> None:
    steps, seed, act = st.columns([1, 1, 2], gap="medium", vertical_alignment="bottom")
    steps.number_input(
        "Steps", 1, training.MOST_STEPS, inputs.STEPS, 100, key="steps", on_change=LINK.write,
        help="Of the coders. The shipped model had the number that stands here at first; fewer are quicker and worse.",
    )  # fmt: skip
    seed.number_input("Seed", 0, 9999, 0, 1, key="seed", on_change=LINK.write)
    act.button(
        "Train after the one at work" if busy else "Train with my results",
        key="lab_train",
        type="primary",
        on_click=_begin,
        disabled=not trainable,
    )
    st.html(
        markup.note(
            "A new model beside the shipped one, which is never overwritten: the published data and your results, some minutes on this "
            "machine. You can leave this page meanwhile."
        )
    )


def _begin() -> None:
    with _REFUSALS.caught():
        training.job_queue().start(st.session_state["steps"], st.session_state["seed"], owner.project(), owner.token())


@st.fragment(run_every=_EVERY)
def _progress(name: str) -> None:
    """Drawn again every second while it trains; then the page is, with the model."""
    found = training.job_queue().look(name)
    if found is None or not found.active:
        st.rerun()
        return
    with st.container(border=True, key=f"lab_training_{name}"):
        st.html(training_markup.training(found))
        st.progress(found.done / found.of if found.of else 0.0)
        if found.figures:
            left, right = st.columns(2, gap="medium")
            with left:
                plot(figures.elbo(found.figures), f"elbo_{name}", "ELBO on validation alloys against steps")
            with right:
                plot(figures.classifier(found.figures), f"auc_{name}", "Accuracy and AUC on validation alloys")
            st.html(
                markup.note("On 75 alloys kept out of the training. The classifier is trained first and then fixed.")
            )
        st.button(
            "Cancel",
            key=f"cancel_{name}",
            on_click=_cancel,
            args=(name,),
            disabled=found.state not in (WAITING, "running"),
        )


def _cancel(name: str) -> None:
    with _REFUSALS.caught():
        training.job_queue().cancel(name, owner.token())


def _models(ended: Sequence[Training], alloys: Sequence[Alloy]) -> None:
    """The trained models beside the shipped one, which of them answers, what one moved, and trainings that came to nothing."""
    finished = [one for one in ended if one.state == FINISHED and one.card][:_MOST]
    if finished:
        st.header("Models side by side", anchor=False)
        cards = {
            "shipped": resources.predictor(SHIPPED).card,
            **{training_name(one.id): dict(one.card or {}) for one in finished},
        }
        st.html(training_markup.cards(cards))
        _answering([one.id for one in finished])
        _changed(finished, alloys)
    for one in ended[:_MOST]:
        if one.state != FINISHED:
            st.html(training_markup.training(one))


def _answering(names: Sequence[str]) -> None:
    """The choice of the model that answers on all pages; the address holds it."""
    known = ["", *dict.fromkeys([*filter(None, [_answers()]), *names])]
    st.session_state[_ANSWERS] = _answers()
    st.selectbox(
        "The app answers with",
        known,
        format_func=lambda name: _of(name) if name else "the shipped model",
        key=_ANSWERS,
        on_change=_answer,
        help="On every page, in this tab and in every link copied from it.",
    )
    if _answers() and not owner.project():
        st.html(markup.note(f"Its folder, which --model of the command line and hea_core.load take: {chosen.active()}"))


def _of(name: str) -> str:
    return f"the model of {training_name(name)}"


def _answers() -> str:
    """The training whose model answers, "" for the shipped one."""
    return chosen.named() if chosen.active() != SHIPPED else ""


def _answer() -> None:
    chosen.choose(st.session_state[_ANSWERS])


def _changed(finished: Sequence[Training], alloys: Sequence[Alloy]) -> None:
    """What is different with a model: on alloys that neither was trained on, in the tray and in the lab book.

    Once it is asked for, unless the model answers: to load one takes seconds.
    """
    models, answering, asked = {one.id: one for one in finished}, _answers(), st.session_state["compared"]
    if asked and asked not in models:
        messages.warning(f"The link gave compared = '{asked}': no model of this name is among those above.")
        st.session_state["compared"] = ""
    name = st.selectbox(
        "What is different with",
        ["", *models],
        format_func=lambda name: _of(name) if name else "the model that answers" if answering else "choose a model",
        key="compared",
        on_change=LINK.write,
    )
    model = models.get(name or answering)
    if model is None:
        return
    compositions = dict.fromkeys(
        [
            *(resources.reading(text).composition for text in kept().values()),
            *(one.composition for one in reversed(alloys)),
        ]
    )
    some = list(compositions)[: 3 * _MOST]
    st.html(training_markup.side_by_side(trained.side_by_side(str(model.model))))
    both = trained.compare(str(model.model), tuple(one.amounts for one in some))
    st.html(training_markup.moved(both, calibrated="trust" in (model.card or {}).get("metrics", {})))
    map_change_view.show(str(model.model))
