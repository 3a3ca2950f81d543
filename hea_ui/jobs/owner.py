"""Who asks: the project whose rows and models are seen, and the browser, by a secret that it keeps in a cookie.

By the secret, what a browser began stays its own over reloads and in other tabs.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st

from hea_ui.common.component import component

_COOKIE = "latentalloy_browser"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")
_KEEPER = component(
    "browser_token",
    html="<span></span>",
    js="""export default function ({ data: [data] }) {
  // one that another tab has kept meanwhile is left: it is this tab's after the next load
  if (!document.cookie.split("; ").some((one) => one.startsWith(data.cookie + "=")))
    document.cookie = `${data.cookie}=${data.token}; path=/; max-age=31536000; samesite=strict`;
}
""",
)


def token() -> str:
    """The secret of this browser, or of this session until the browser keeps it. It is never part of a link."""
    held = st.session_state.get("browser_token")
    if held is None:
        sent = str(st.context.cookies.get(_COOKIE, ""))
        held = sent if _TOKEN.fullmatch(sent) else secrets.token_urlsafe(18)
        st.session_state["browser_token"] = held
    return str(held)


def keep() -> None:
    """Let the browser keep its secret. Call on pages where something is begun."""
    _KEEPER(key="browser_token_keeper", data={"cookie": _COOKIE, "token": token()})


def project() -> str:
    """Whose rows are shown: of who is logged in on a shared server, else those without a project.

    StoreError where somebody is logged in without a name that tells them apart, so that nobody's rows are shown to them.
    """
    if not st.user.get("is_logged_in"):
        return ""
    name = st.user.get("email") or st.user.get("sub")
    if not name:
        from hea_core.lab import StoreError

        raise StoreError(
            "Your login gives neither an e-mail address nor an id: ask for one of them in the provider's settings."
        )
    return str(name)
