"""What the server sends leaves at once.

A page is a hundred files of Streamlit's and then dozens of messages, each of them written in small pieces. A connection keeps a small piece
back until the browser has confirmed the one before (Nagle's algorithm), which can take 40 ms. asyncio asks for the contrary only of sockets
that name their protocol, which Streamlit's does not.
"""

from __future__ import annotations

import gc
import socket

_FAMILIES = (socket.AF_INET, socket.AF_INET6)


def at_once() -> None:
    """Keep nothing back on connections accepted from now on: they inherit it from the socket that listens, which nothing public names."""
    for one in gc.get_objects():
        if (
            type(one) is socket.socket
            and one.fileno() >= 0
            and one.family in _FAMILIES
            and one.type == socket.SOCK_STREAM
        ):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
