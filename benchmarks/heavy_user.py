"""A user who asks for much: opens a page, presses a button or brings a file, and looks on until an answer is there."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

from benchmarks.serving import Server

_EVERY = 1.0
"""Seconds between two reruns of a fragment that the page wants drawn again and again."""


class HeavyUser:
    """What a browser sends for one who presses, uploads and waits."""

    def __init__(self, server: Server, socket: ClientConnection, page: str, query: str) -> None:
        """A page that is about to be opened."""
        self._server, self._socket, self._page, self._query = server, socket, page, query
        self._widgets: dict[str, WidgetState] = {}
        self._elements: dict[str, Any] = {}
        self._fragments: dict[str, None] = {}
        self._script = ""

    async def run(self, once: WidgetState | None = None, fragment: str = "") -> None:
        """Ask for a run of the page, or of one of its fragments."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.page_script_hash = ("", self._script) if self._script else (self._page, "")
        asked.query_string, asked.fragment_id = self._query, fragment
        asked.widget_states.widgets.extend([*self._widgets.values(), *([once] if once else [])])
        await self._socket.send(message.SerializeToString())

    async def finished(self) -> None:
        """Return when the run is over."""
        while True:
            answer = await self._next()
            if answer.WhichOneof("type") == "script_finished":
                return

    async def press(self, label: str) -> None:
        """Press the button that says so."""
        await self.run(WidgetState(id=self._elements[label].id, trigger_value=True))

    async def upload(self, name: str, content: bytes) -> None:
        """Bring a file to the page's only uploader, and run the page with it."""
        (uploader,) = (found for found in self._elements.values() if hasattr(found, "max_upload_size_mb"))
        request = BackMsg()
        request.file_urls_request.request_id = "1"
        request.file_urls_request.file_names.append(name)
        await self._socket.send(request.SerializeToString())
        while (answer := await self._next()).WhichOneof("type") != "file_urls_response":
            pass
        urls = answer.file_urls_response.file_urls[0]
        await asyncio.to_thread(self._put, urls.upload_url, name, content)
        state = WidgetState(id=uploader.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(content)
        info.file_urls.CopyFrom(urls)
        self._widgets["file"] = state
        await self.run()

    def _put(self, address: str, name: str, content: bytes) -> None:
        connection = http.client.HTTPConnection(self._server.host, timeout=60)
        connection.request("GET", "/_stcore/health")
        answer = connection.getresponse()
        answer.read()
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        edge = "of-this-benchmark"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode()
            + content
            + f"\r\n--{edge}--\r\n".encode()
        )
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": cookie,
            "X-Xsrftoken": cookie.split("=", 1)[1],
        }
        connection.request("PUT", "/" + address.lstrip("/"), body, headers)
        status = connection.getresponse().status
        if status not in (200, 204):
            raise RuntimeError(f"The upload was refused with status {status}.")

    async def until(self, label: str) -> None:
        """Look on until something with this label is drawn."""
        self._elements.pop(label, None)
        while label not in self._elements:
            try:
                await asyncio.wait_for(self._next(), _EVERY)
            except TimeoutError:
                for fragment in list(self._fragments):
                    await self.run(fragment=fragment)

    async def _next(self) -> ForwardMsg:
        answer = ForwardMsg.FromString(await self._socket.recv())
        kind = answer.WhichOneof("type")
        if kind == "delta":
            element = answer.delta.new_element
            found = getattr(element, element.WhichOneof("type") or "", None)
            if element.HasField("exception"):
                raise RuntimeError(f"The page failed: {element.exception.message}")
            self._elements[getattr(found, "label", "")] = found
        elif kind == "navigation":
            self._script = answer.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._fragments[answer.auto_rerun.fragment_id] = None
        elif kind == "stop_auto_rerun":
            for fragment in answer.stop_auto_rerun.fragment_ids:
                self._fragments.pop(fragment, None)
        elif kind == "page_info_changed":
            self._query = answer.page_info_changed.query_string
        return answer


@asynccontextmanager
async def heavy_user(server: Server, page: str, query: str) -> AsyncIterator[HeavyUser]:
    """A user who has opened a page."""
    async with server.connected() as socket:
        user = HeavyUser(server, socket, page, query)
        await user.run()
        await user.finished()
        yield user
