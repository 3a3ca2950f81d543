"""Login by an OpenID Connect provider, off unless the server's secrets configure one (docs/deploy.md)."""

from __future__ import annotations

import os

import streamlit as st

from hea_ui.common import messages

_REQUIRED = "LATENTALLOY_LOGIN"
"""Environment variable: "required" refuses everybody while no login is configured, so that a slip in the secrets opens nothing."""


def require() -> None:
    """Let the run go on for whom the server is meant; else ask for a login, or say what is missing, and end the run.

    Without an [auth] section in the secrets everybody who reaches the server may use it, as on a laptop.
    """
    logged_in = st.user.get("is_logged_in")  # there is no such field unless the secrets have an [auth] section
    if logged_in or (logged_in is None and os.environ.get(_REQUIRED) != "required"):
        return
    st.title("LatentAlloy", anchor=False)
    if logged_in is None:
        messages.error(
            f"This server admits logged-in users only ({_REQUIRED}=required), but its secrets have no [auth] section that can be "
            "read: see 'Login' in docs/deploy.md."
        )
    else:
        st.button("Log in", on_click=st.login, type="primary")
    st.stop()


def way_out() -> None:
    """A button that logs out, where somebody is logged in."""
    if st.user.get("is_logged_in"):
        st.button(
            "Log out", on_click=st.logout, help=messages.literal(st.user.get("email") or st.user.get("name") or "")
        )
