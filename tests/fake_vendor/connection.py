"""One HTTP connection: requests are read with h11, answers are delivered whole, in half, endlessly, or not at all."""

import time
from collections.abc import Awaitable, Callable, Mapping

import anyio
import h11
from anyio import BrokenResourceError, ClosedResourceError, EndOfStream
from anyio.abc import ByteStream

from .messages import Answer, Request

Answering = Callable[[Request], Awaitable[Answer]]
ENDLESS_PIECE = bytes(65_536)
DRIP_PAUSE_SECONDS = 0.05


class Connection:
    """Answers on one connection until either side closes it."""

    def __init__(self, stream: ByteStream, answering: Answering) -> None:
        self._stream = stream
        self._answering = answering
        self._http = h11.Connection(h11.SERVER)

    async def serve(self) -> None:
        try:
            async with self._stream:
                while request := await self._read():
                    answer = await self._answering(request)
                    if not await DELIVERIES[answer.delivery](self, request, answer):
                        return
                    if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                        return
                    self._http.start_next_cycle()
        except (BrokenResourceError, ClosedResourceError, h11.RemoteProtocolError):
            return

    async def _read(self) -> Request | None:
        head, raw = None, b""
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._bytes())
            elif isinstance(event, h11.Request):
                head = event
                if self._http.they_are_waiting_for_100_continue:
                    await self._send(h11.InformationalResponse(status_code=100, headers=[]))
            elif isinstance(event, h11.Data):
                raw += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _request(head, raw)
            else:
                return None

    async def _bytes(self) -> bytes:
        try:
            return await self._stream.receive()
        except EndOfStream:
            return b""

    async def _send(self, event: h11.Event) -> None:
        await self._stream.send(self._http.send(event) or b"")

    async def _begin(self, answer: Answer, extra: Mapping[str, str]) -> None:
        headers = [(name.encode(), value.encode()) for name, value in {**answer.headers, **extra}.items()]
        await self._send(h11.Response(status_code=answer.status, headers=headers))

    async def whole(self, request: Request, answer: Answer) -> bool:
        await self._begin(answer, {"content-length": str(len(answer.body))})
        if answer.body and request.method != "HEAD":
            await self._send(h11.Data(data=answer.body))
        await self._send(h11.EndOfMessage())
        return True

    async def half(self, request: Request, answer: Answer) -> bool:
        await self._begin(answer, {"content-length": str(len(answer.body))})
        if len(answer.body) > 1:
            await self._send(h11.Data(data=answer.body[: len(answer.body) // 2]))
        return False

    async def unsized_half(self, request: Request, answer: Answer) -> bool:
        # by hand: h11 would put the body into chunks, whose end is told
        headers = "".join(f"{name}: {value}\r\n" for name, value in {**answer.headers, "connection": "close"}.items())
        await self._stream.send(f"HTTP/1.1 {answer.status} OK\r\n{headers}\r\n".encode() + answer.body[: len(answer.body) // 2])
        return False

    async def endless(self, request: Request, answer: Answer) -> bool:
        await self._begin(answer, {"transfer-encoding": "chunked"})
        await self._send(h11.Data(data=answer.body or ENDLESS_PIECE))
        while True:
            await self._send(h11.Data(data=ENDLESS_PIECE))

    async def drip(self, request: Request, answer: Answer) -> bool:
        await self._begin(answer, {"transfer-encoding": "chunked"})
        with anyio.move_on_after(answer.seconds):
            while True:
                await self._send(h11.Data(data=b" "))
                await anyio.sleep(DRIP_PAUSE_SECONDS)
        return False

    async def none(self, request: Request, answer: Answer) -> bool:
        return False


DELIVERIES = {
    "whole": Connection.whole,
    "half": Connection.half,
    "unsized_half": Connection.unsized_half,
    "endless": Connection.endless,
    "drip": Connection.drip,
    "none": Connection.none,
}


def _request(head: h11.Request, raw: bytes) -> Request:
    path, _, query = head.target.decode().partition("?")
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode(), path, query, headers, raw, time.time())
