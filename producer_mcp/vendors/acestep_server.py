"""The API of an ACE-Step 1.5 server: its queue, the models it has loaded, and the files that it made.

Answers are wrapped in `data`, `code` and `error`; refusals have a `detail`. See docs/acestep.md.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from anyio.to_thread import run_sync

from ..errors import RateLimited, Refused, VendorError, VendorUnavailable, VendorUnreadable
from ..models import Status
from .file_wire import FileWire
from .hosted import compact_json
from .parsing import Record, identifier, number, progress, quoted, reason, record, records, text
from .untrusted_json import json_or_none
from .wire import WireAnswer, is_success

SENDING_SECONDS: Final = 600.0
"""How long a request with a recording in it, an answer of the language model, or a file may take."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one job stands, as the server tells it."""

    status: Status
    items: tuple[Record, ...] = ()
    progress: float | None = None
    error: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether it may be at work on it, or never have heard of it."""
        return self.status is Status.RUNNING and not self.items


class Server:
    """The server's API: its queue, what it has loaded, and the files that it made."""

    def __init__(self, wire: FileWire) -> None:
        self._wire = wire
        self._name = wire.account.vendor

    @property
    def remedy(self) -> str:
        """What to do where it does not answer somebody who asks for work."""
        variable = self._wire.account.url_variable
        return f"nothing is charged: look whether your server runs, and at {variable}; then make the same call again"

    async def models(self) -> tuple[str, list[str]]:
        """The default model and all that are loaded; nothing while the server starts."""
        data = record((await self._wire.query("GET", "/v1/models", remedy=self.remedy)).body.get("data"))
        names = [name for model in records(data.get("models")) if (name := text(model, "name"))]
        return text(data, "default_model"), names

    async def unfinished(self) -> int | None:
        """How many jobs of anybody's wait or run there; None where it does not tell."""
        answer = await self._wire.query("GET", "/v1/stats", expected={404})
        jobs = record(record(answer.body.get("data") if isinstance(answer.body, dict) else None).get("jobs"))
        counts = [number(jobs, name) for name in ("queued", "running")]
        return None if None in counts else int(sum(filter(None, counts)))

    async def release(self, fields: Mapping[str, Any], source: Path | None) -> str:
        """Put a job into the queue, with a recording where it works on one; its id there.

        Nothing is ever charged, so an answer that is lost is an error like any other: whoever asks again loses nothing.
        """
        with ExitStack() as files:
            form = None
            if source is not None:
                opened: IO[bytes] = files.enter_context(await run_sync(open, source, "rb"))
                form = {"src_audio": (f"source{source.suffix}", opened, f"audio/{source.suffix[1:] or 'mpeg'}")}
            answer = await self._wire.ask(
                "POST", "/release_task", fields, seconds=SENDING_SECONDS, files=form, remedy=self.remedy
            )
        data = record(self._taken(answer).get("data"))
        if server_id := identifier(data, "task_id"):
            return server_id
        raise VendorUnavailable(self._name, f"took the request without an id for it; {self.remedy}", raw=answer.raw)

    async def enriched(self, fields: Mapping[str, Any]) -> str:
        """A description of a sound in the language model's words."""
        answer = await self._wire.ask("POST", "/format_input", fields, seconds=SENDING_SECONDS, remedy=self.remedy)
        if caption := text(record(self._taken(answer).get("data")), "caption"):
            return caption
        raise Refused(self._name, "answered without a description; ask again, or describe the sound yourself", raw=answer.raw)

    async def standings(self, server_ids: Sequence[str]) -> dict[str, Standing | VendorError]:
        """How the jobs stand by their ids, or why that cannot be read."""
        answer = await self._wire.query("POST", "/query_result", {"task_id_list": list(server_ids)})
        standings: dict[str, Standing | VendorError] = {}
        for told in records(self._taken(answer).get("data")):
            try:
                standings[identifier(told, "task_id")] = standing_of(told)
            except ValueError:
                raw = compact_json(told)
                standings[identifier(told, "task_id")] = VendorUnreadable(
                    self._name, "answered in a shape we do not know", raw=raw
                )
        return standings

    async def fetch(self, path: str, target: Path) -> bool:
        """Bring a file that it made to this machine; False where it has it no more."""
        return await self._wire.fetch(path, target, seconds=SENDING_SECONDS)

    def _taken(self, answer: WireAnswer) -> Record:
        """The JSON in an answer that did what was asked; raises the error that it is otherwise. One inside a 200 has a `code`."""
        payload = record(answer.body)
        status = int(number(payload, "code") or answer.status) if is_success(answer) else answer.status
        if is_success(answer) and status < 400:
            return payload
        if status in (401, 403):
            raise self._wire.unauthorized(answer)
        said = quoted(self._name, reason(payload))
        if status < 400:
            where = f"{self._wire.account.host} sends us elsewhere ({status}); check {self._wire.account.url_variable}"
            raise VendorUnavailable(self._name, f"{where}. Nothing was taken", raw=answer.raw)
        if status == 429:
            what = "the queue of your server is full; wait until some of what it has is done, and ask again. Nothing was taken"
            raise RateLimited(self._name, f"{what}. {said}", raw=answer.raw, retry_after=answer.retry_after)
        if is_success(answer):
            raise Refused(
                self._name, f"could not do it; where its language model is not loaded, it cannot. {said}", raw=answer.raw
            )
        if status >= 500:
            raise VendorUnavailable(self._name, f"failed over it ({status}); nothing is charged. {said}", raw=answer.raw)
        raise Refused(self._name, f"refused it ({status}). {said}", raw=answer.raw)


def standing_of(told: Record) -> Standing:
    """How a job stands, by its record in an answer; raises ValueError where that cannot be read. `result` is JSON in a string."""
    result = told.get("result")
    items = tuple(records(json_or_none(result) if isinstance(result, str) else result))
    first = items[0] if items else {}
    error = text(first, "error") or text(told, "error")
    match number(told, "status"):
        case 0:
            return Standing(Status.RUNNING, items, progress(first))
        case 1 if (made := tuple(item for item in items if item.get("file"))) and all(map(file_of, made)):
            return Standing(Status.DONE, made)
        case 2:
            return Standing(Status.FAILED, items, error=error)
        case _:
            raise ValueError("no status we know, or no file")


def file_of(item: Record) -> str:
    """Where the server gives a file out; only an address of its own counts."""
    path = item.get("file")
    return path if isinstance(path, str) and re.fullmatch(r"/v1/audio\?path=[!-~]+", path) else ""
