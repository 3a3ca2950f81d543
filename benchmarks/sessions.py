"""The server as its users load it: what a rerun takes, and a hundred sessions at once, over the websocket that browsers use."""

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
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.measure import Row, Timing, seconds
from benchmarks.serving import Server, serving

RERUNS = 100
SESSIONS, THINK, LASTING = 100, 4.0, 60.0
"""Sessions at once, seconds between an answer and the next wish of each, and seconds that they go on."""
_PAUSE = 0.1
_REACH = 2.0


@dataclass
class Session:
    """One user: sends what a browser sends, reads what it is sent, and draws nothing.

    Attributes:
        socket: open to the server.
        draw: of the points wished for.
        page: its name as in the address, "" for the map.
        query: of the address.
        widgets: last state of each input by its label.
        received: bytes of the last answer.
    """

    socket: ClientConnection
    draw: random.Random
    page: str = ""
    query: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    received: int = 0

    async def rerun(self) -> float:
        """Run the page with the widgets as they are; seconds until the server says that it has finished."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.query_string = self.query
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        self.received = 0
        while True:
            raw = await self.socket.recv()
            answer = ForwardMsg.FromString(raw)
            self.received += len(raw)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta.new_element)
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - begun

    def _note(self, element: Any) -> None:  # noqa: ANN401 - a protobuf message
        if element.WhichOneof("type") == "number_input":
            box = element.number_input
            self.widgets[box.label] = WidgetState(id=box.id, double_value=box.value if box.set_value else box.default)
        elif element.HasField("exception"):
            raise RuntimeError(f"The page failed: {element.exception.message}")

    def wish(self) -> None:
        """Another point of the map, as a user who types it."""
        for label in ("z₁", "z₂"):
            self.widgets[label].double_value = round(self.draw.uniform(-_REACH, _REACH), 3)


@asynccontextmanager
async def session(server: Server, seed: int) -> AsyncIterator[Session]:
    """A user who has opened the map and has seen its first alloy."""
    async with connect(
        f"ws://{server.host}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        compression=None,  # type: ignore[list-item]
    ) as socket:
        user = Session(socket, random.Random(seed))
        await user.rerun()
        yield user


def rerun_rows() -> list[Row]:
    """One user, one rerun after the other: the same view again, and a new point each time."""
    with serving() as server:
        same, new, sent = asyncio.run(_reruns(server))
    return [
        Row(
            f"server time of a rerun, {what}",
            str(timing),
            "",
            "",
            "p50 ≤ 30 ms",
            timing.median <= 0.03,
            remark,
        )
        for what, timing, remark in (
            ("same view", same, "from the message to the last answer over a loopback websocket"),
            ("new point each time", new, f"the same, four candidates made and examined; {sent / 1000:.0f} kB sent"),
        )
    ]


async def _reruns(server: Server) -> tuple[Timing, Timing, int]:
    async with session(server, seed=0) as user:
        taken: dict[bool, list[float]] = {False: [], True: []}
        for turn in range(2 * RERUNS + 20):
            # In turn, so that other work on the machine falls on both alike; the first few warm up.
            moved = bool(turn % 2)
            if moved:
                user.wish()
            lasted = await user.rerun()
            if turn >= 20:
                taken[moved].append(lasted)
            await asyncio.sleep(_PAUSE)
        same, new = (Timing.of(times) for times in taken.values())
        return same, new, user.received


def load_rows() -> list[Row]:
    """A hundred users of one process, each with another point after four seconds of thought."""
    with serving() as server:
        taken = asyncio.run(_crowd(server))
        busy, (_, memory) = server.processor_time() / (time.time() - server.begun), server.memory()
    taken.sort()
    p50, p95 = taken[len(taken) // 2], taken[int(0.95 * len(taken))]
    return [
        Row(
            f"{SESSIONS} sessions, {THINK:g} s think time, one process, {len(taken):,} reruns in {LASTING:.0f} s",
            f"p50 {seconds(p50)}, p95 {seconds(p95)}, highest memory {memory:.0f} MB",
            "",
            "",
            "p95 ≤ 250 ms, memory ≤ 800 MB",
            p95 <= 0.25 and memory <= 800,
            f"a new point each time; worst {seconds(taken[-1])}; the server used {busy:.0%} of one core, its clients run beside it",
        )
    ]


async def _crowd(server: Server) -> list[float]:
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
        await asyncio.gather(*(live(user) for user in users))
    return taken
