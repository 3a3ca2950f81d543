"""The server as its users load it, over the websocket that browsers use: what a rerun takes, and a hundred sessions at once.

Beside the empty page in the same run: processor time and waiting depend on the machine and on its other work, their ratio hardly.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

from benchmarks.measure import Row, Timing, seconds
from benchmarks.serving import APP, PEER, Server, serving

RERUNS = 100
SESSIONS, THINK, LASTING = 100, 4.0, 60.0
"""Sessions at once, seconds between an answer and the next wish of each, and seconds that they go on."""
_PAUSE, _AT_A_TIME = 0.1, 10
_SETTLING = 5.0
"""Seconds for what a server does once after its first alloy."""
_REACH = 2.0
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass
class Session:
    """One user: sends what a browser sends, reads what it is sent, and draws nothing.

    Attributes:
        socket: open to the server.
        draw: of the points wished for.
        page: its name as in the address, "" for the map.
        query: of the address.
        widgets: last state of each input by its label.
        fragment: that holds the coordinates, "" where they belong to the page.
        held: hashes of long messages, which are not sent again.
        received: bytes of the last answer.
    """

    socket: ClientConnection
    draw: random.Random
    page: str = ""
    query: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    fragment: str = ""
    held: set[str] = field(default_factory=set)
    received: int = 0

    async def rerun(self, whole: bool = False) -> float:
        """Run the page with the widgets as they are; seconds until the server says that it has finished.

        Args:
            whole: the page, and not what a coordinate that is changed runs.
        """
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.query_string = self.page, self.query
        asked.fragment_id = "" if whole else self.fragment
        asked.widget_states.widgets.extend(self.widgets.values())
        asked.cached_message_hashes.extend(self.held)
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        self.received = 0
        while True:
            raw = await self.socket.recv()
            answer = ForwardMsg.FromString(raw)
            self.received += len(raw)
            if answer.metadata.cacheable:
                self.held.add(answer.hash)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta.new_element, answer.delta.fragment_id)
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "script_finished" and answer.script_finished in _FINISHED:
                return time.perf_counter() - begun

    def _note(self, element: Any, fragment: str) -> None:  # noqa: ANN401 - a protobuf message
        if element.WhichOneof("type") == "number_input":
            box = element.number_input
            self.widgets[box.label] = WidgetState(id=box.id, double_value=box.value if box.set_value else box.default)
            if box.label == "z₁":
                self.fragment = fragment
        elif element.HasField("exception"):
            raise RuntimeError(f"The page failed: {element.exception.message}")

    def wish(self) -> None:
        """Another point of the map, as a user who types it."""
        for label in ("z₁", "z₂"):
            self.widgets[label].double_value = round(self.draw.uniform(-_REACH, _REACH), 3)


@asynccontextmanager
async def session(server: Server, seed: int) -> AsyncIterator[Session]:
    """A user who has opened the map, has seen its first alloy and then another."""
    async with server.connected() as socket:
        user = Session(socket, random.Random(seed))
        await user.rerun()
        user.wish()
        await user.rerun()
        yield user


_ACTS = {
    "same view": (False, False, 1.5),
    "new point each time": (True, False, 2.0),
    "the whole page, same view": (False, True, None),
}
"""What one user does again and again: whether a new point, whether the whole page runs, and times the empty page that it may take."""


def rerun_rows() -> list[Row]:
    """One user, one rerun after the other, in turn on the app and on the empty page."""
    with serving() as ours, serving(page=PEER) as peer:
        measured = asyncio.run(_reruns([ours, peer]))
    rows = []
    for act, (_, _, goal) in _ACTS.items():
        (waited, spent, sent), (peer_waited, peer_spent, _) = measured[act]
        ratio = waited.median / peer_waited.median
        rows.append(
            Row(
                f"server time of a rerun, {act}, beside the empty page",
                str(waited),
                str(peer_waited),
                f"{ratio:.2f}",
                f"p50 ≤ {goal:g} × the empty page" if goal else "reported",
                ratio <= goal if goal else None,
                f"from the message to the last answer over a loopback websocket; processor time {seconds(spent)} beside {seconds(peer_spent)}, "
                f"{spent / peer_spent:.2f} ×; {sent / 1000:.1f} kB sent",
            )
        )
    return rows


async def _reruns(servers: list[Server]) -> dict[str, list[tuple[Timing, float, int]]]:
    """For each act and server: seconds waited, processor time of the server a rerun, bytes of the last answer."""
    async with AsyncExitStack() as opened:
        users = [await opened.enter_async_context(session(server, seed=0)) for server in servers]
        for user in users:  # the first few warm up
            for _ in range(10):
                user.wish()
                await user.rerun()
        await asyncio.sleep(_SETTLING)
        waited: dict[tuple[str, int], list[float]] = {}
        spent: dict[tuple[str, int], float] = {}
        sent: dict[tuple[str, int], int] = {}
        # In turn and a few at a time, so that other work on the machine falls on all alike.
        for _ in range(RERUNS // _AT_A_TIME):
            for act, (moved, whole, _) in _ACTS.items():
                for place, (server, user) in enumerate(zip(servers, users, strict=True)):
                    begun = server.processor_time()
                    for _ in range(_AT_A_TIME):
                        if moved:
                            user.wish()
                        waited.setdefault((act, place), []).append(await user.rerun(whole))
                        await asyncio.sleep(_PAUSE)
                    key = act, place
                    spent[key] = spent.get(key, 0.0) + server.processor_time() - begun
                    sent[key] = user.received
    return {
        act: [
            (Timing.of(waited[act, place]), spent[act, place] / RERUNS, sent[act, place])
            for place in range(len(servers))
        ]
        for act in _ACTS
    }


@dataclass(frozen=True)
class Crowd:
    """What a hundred sessions waited for and cost.

    Attributes:
        waited: seconds of each rerun, in rising order.
        share: of a core that the server spent for one rerun a second.
        memory: highest resident memory, MB.
    """

    waited: list[float]
    share: float
    memory: float

    def quantile(self, part: float) -> float:
        """Seconds within which this part of the reruns was answered."""
        return self.waited[int(part * len(self.waited))]

    def __str__(self) -> str:
        return (
            f"p50 {seconds(self.quantile(0.5))}, p95 {seconds(self.quantile(0.95))}, worst {seconds(self.waited[-1])}; "
            f"{self.share:.2%} of a core a rerun/s; highest memory {self.memory:.0f} MB"
        )


def load_rows() -> list[Row]:
    """A hundred users of one process, each with another point after four seconds of thought: of the empty page, then of the app."""
    peer, ours = (_crowded(page) for page in (PEER, APP))
    late, cost = ours.quantile(0.95) / peer.quantile(0.95), ours.share / peer.share
    return [
        Row(
            f"{SESSIONS} sessions, {THINK:g} s think time, one process, {len(ours.waited):,} reruns in {LASTING:.0f} s, beside the empty page",
            str(ours),
            str(peer),
            f"p95 {late:.2f}, share of a core {cost:.2f}",
            "p95 ≤ 4 ×, share ≤ 2 × the empty page, memory ≤ 250 MB",
            late <= 4 and cost <= 2 and ours.memory <= 250,
            "a new point each time; the clients run beside the server",
        )
    ]


def _crowded(page: str) -> Crowd:
    with serving(page=page) as server:
        waited, spent = asyncio.run(_crowd(server))
        return Crowd(sorted(waited), spent / len(waited), server.memory()[1])


async def _crowd(server: Server) -> tuple[list[float], float]:
    """Seconds of each rerun, and seconds of processor time for all of them."""
    taken: list[float] = []

    async def live(user: Session) -> None:
        await asyncio.sleep(user.draw.uniform(0, THINK))
        while time.perf_counter() < ends:
            user.wish()
            taken.append(await user.rerun())
            await asyncio.sleep(THINK * user.draw.uniform(0.5, 1.5))

    async with AsyncExitStack() as open_sessions:
        users = [await open_sessions.enter_async_context(session(server, seed)) for seed in range(SESSIONS)]
        ends = time.perf_counter() + LASTING
        begun = server.processor_time()
        await asyncio.gather(*(live(user) for user in users))
        return taken, server.processor_time() - begun
