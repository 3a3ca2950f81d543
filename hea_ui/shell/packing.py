"""Long texts in a link: as typed where short, compressed where that is shorter, and where a link cannot hold them, kept by the session."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib

import streamlit as st

from hea_ui.common.links import Parameter

LONGEST = 6000
"""Characters of a link for one text; servers and mail programs take a little more."""
_PLAIN = 120
_MOST = 1_000_000
"""Characters of a text that is unpacked: a few hundred bytes could swell to gigabytes."""
_PACKED, _HELD = "z.", "held."
_KEPT = "held_texts"
"""Session key: {digest: text} of texts that are too long for a link."""
_MOST_KEPT = 8
_ALLOWED = "a text as Copy link writes it (one too long for a link is gone after a reload, and has to be given again)"


def long_text(name: str) -> Parameter:
    """A text of any length and number of lines."""
    return Parameter(
        name,
        "",
        lambda given: _read(given[-1]),
        lambda value: [_write(value)],
        _ALLOWED,
    )


def fits_a_link(text: str) -> bool:
    """Whether a link can hold a text; else only the session that wrote the link finds it again."""
    return not _write(text).startswith(_HELD)


def _write(text: str) -> str:
    if len(text) <= _PLAIN and not text.startswith((_PACKED, _HELD)):
        return text
    packed = _PACKED + base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    if len(packed) <= LONGEST:
        return packed
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    kept = st.session_state.setdefault(_KEPT, {})
    kept[digest] = text
    for old in list(kept)[:-_MOST_KEPT]:
        del kept[old]
    return _HELD + digest


def _read(given: str) -> str:
    if given.startswith(_HELD):
        kept = st.session_state.get(_KEPT, {})
        if given.removeprefix(_HELD) not in kept:
            raise ValueError(given)
        return str(kept[given.removeprefix(_HELD)])
    if not given.startswith(_PACKED):
        return given[:_MOST]
    body = given.removeprefix(_PACKED)
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), _MOST)
        if not unpacker.eof:
            raise ValueError(given)
        return text.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise ValueError(given) from None
