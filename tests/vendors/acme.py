"""A toy vendor, as small as one can be: what `CONTRIBUTING.md` has somebody write, and a fake of its API on this machine."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

from producer_mcp.models import Status
from producer_mcp.operations import CreateMusic, Operation
from producer_mcp.vendors import Report
from producer_mcp.vendors.hosted import HostedVendor, compact_json
from producer_mcp.vendors.parsing import Record, made_clips, record, records
from producer_mcp.vendors.registry import VendorSpec
from producer_mcp.vendors.routes import Route, spelled

from ..fake_vendor.sounds import wav

ACME = VendorSpec(
    name="acme",
    title="Acme",
    class_path="tests.vendors.acme:Acme",  # ".acme:Acme" for a file in producer_mcp/vendors
    default_url="https://api.acme.test",
)


class Acme(HostedVendor):
    """https://acme.test/docs, which do not exist: it makes songs, and can do nothing to them."""

    name = "acme"
    models = ("anvil-1",)
    ticket_paths = ("order.id",)  # a submit is answered with {"order": {"id": …}}
    own_status_words: ClassVar[Mapping[str, Status]] = {"forged": Status.DONE}
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: Route("/songs", spelled("title lyrics", sound="prompt")),
    }

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """One request for each ticket; a 404 means that it is not known."""
        answers = {ticket: await self._wire.query("GET", f"/songs/{ticket}", expected={404}) for ticket in tickets}
        return {ticket: self.read(record(answer.body)) for ticket, answer in answers.items() if answer.status != 404}

    def read(self, task: Record) -> Report:
        """A song's record: its state, and the song when it is done."""
        status, raw = self.status_of(task), compact_json(task)
        if status is Status.FAILED:
            return self.failed(task, raw)
        songs = made_clips(records(task.get("song"))) if status is Status.DONE else ()
        if status is Status.DONE and not songs:
            raise self.unreadable(raw)
        return Report(status, songs, raw=raw)


@dataclass
class FakeAcme:
    """Acme's API: takes a song, and has it ready when it is asked for the second time."""

    key: str
    url: str = ""
    ordered: list[dict[str, Any]] = field(default_factory=list)
    looks: int = 0

    def answer(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | bytes | None:
        """The JSON or the file to answer with; None for what is not there."""
        if method == "POST" and path == "/songs":
            self.ordered.append(body)
            return {"order": {"id": "song-1"}}
        if path == "/songs/song-1":
            self.looks += 1
            song = {"id": "acme-1", "title": self.ordered[0].get("title"), "duration": 2, "audio_url": f"{self.url}/song-1.wav"}
            return {"status": "forged", "song": song} if self.looks > 1 else {"status": "running"}
        return wav(2) if path == "/song-1.wav" else None


@contextmanager
def fake_acme(key: str = "acme-0123456789") -> Iterator[FakeAcme]:
    """The fake, on a free port of this machine until the block ends."""
    fake = FakeAcme(key)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["content-length"])))

        def _answer(self, body: bytes) -> None:
            is_file = self.path.endswith(".wav")
            is_known = is_file or self.headers["authorization"] == f"Bearer {fake.key}"
            content = fake.answer(self.command, self.path, json.loads(body or b"{}")) if is_known else None
            self.send_response(401 if not is_known else 404 if content is None else 200)
            sent = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_header("content-type", "audio/wav" if is_file else "application/json")
            self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *arguments: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
