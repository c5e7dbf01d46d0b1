"""The composer in the box as a vendor: no key, no network, no cost.

A submit writes an order beside the recipes and hands back its name, the hash of what was asked: the ticket.
Whoever asks how it stands plays it, if nobody does yet; so an order outlives the process that took it.
"""

import hashlib
import json
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import structlog

from ..errors import ErrorCode, InvalidArguments, NotReady, Unsupported
from ..models import Clip, Cost, Status
from ..operations import OPERATIONS, CoverMusic, Operation, SwapSound, SwapVocals, UploadMusic, VaryMusic
from . import Callback, Offer, PreparedSubmit, Receipt, Report
from .registry import key_variables

if TYPE_CHECKING:
    from .offline_player import OfflinePlayer

log = structlog.get_logger()

MODEL = "sketch-1"
FREE = Cost(amount=0, unit="USD")
HANDS = 2
IGNORED = {
    "model": f"offline has one model, {MODEL}; model was ignored",
    "lyrics_strength": "offline always sings the words given; lyrics_strength was ignored",
    "sound_strength": "offline always plays what it understood of the sound; sound_strength was ignored",
    "cover_art_url": "offline draws its own cover; cover_art_url was ignored",
}
NEEDS_A_SCORE = (CoverMusic, VaryMusic, SwapVocals, SwapSound)


class Offline:
    """Makes every operation on this machine, from a score."""

    name: ClassVar[str] = "offline"
    account: ClassVar[str] = "offline"
    is_hosted: ClassVar[bool] = False
    models: ClassVar[Sequence[str]] = (MODEL,)
    batch: ClassVar[int] = 100
    pace: ClassVar[float] = 0.2
    offers: ClassVar[Mapping[type[Operation], Offer]] = dict.fromkeys(OPERATIONS, Offer(price=FREE, usual_seconds=0.5))

    def __init__(self, folder: Path, fetch: Callable[[str], Awaitable[Path]]) -> None:
        """`folder` keeps recipes and orders; `fetch(url)` brings the audio of an upload to this machine."""
        self._orders = folder / "orders"
        self._folder = folder
        self._fetch = fetch
        self._player: OfflinePlayer | None = None
        self._hands: ThreadPoolExecutor | None = None
        self._playing: dict[str, Future[Report]] = {}
        self._progress: dict[str, float] = {}

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """The order to write down. Refuses everything without the extra, and on a recording what needs its score."""
        if find_spec("numpy") is None or find_spec("av") is None:
            raise NotReady(_how_to_get_ready())
        if isinstance(operation, UploadMusic) and operation.path is not None and not _place(operation.path).is_file():
            raise InvalidArguments(f"path: there is no file {_place(operation.path)}; say the whole path of one.")
        if isinstance(operation, NEEDS_A_SCORE) and any(clip.uploaded for clip in clips.values()):
            raise Unsupported(
                f"offline has no {operation.name} of a recording: it knows the sound of it, not its notes; "
                "extend_music, replace_section, split_stems, download_music and make_video work on it."
            )
        arguments = operation.arguments() | {word: clip.vendor_clip_id for word, clip in clips.items()}
        if isinstance(operation, UploadMusic) and operation.path is not None:
            arguments["path"] = str(_place(operation.path))
        titles = {word: clip.title for word, clip in clips.items()}
        warnings = tuple(remark for word, remark in IGNORED.items() if word in arguments)
        return PreparedSubmit(operation, {"operation": operation.name, "said": arguments, "titles": titles}, warnings)

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """Write the order to disk and play it. The same order written twice is one order with one ticket."""
        order = {**prepared.body, "take": take}
        if isinstance(prepared.operation, UploadMusic) and prepared.operation.url is not None:
            fetched = {"path": str(await self._fetch(prepared.operation.url))}
            order["said"] = prepared.operation.arguments() | fetched
        written = json.dumps(order, sort_keys=True, ensure_ascii=False)
        ticket = hashlib.sha256(written.encode()).hexdigest()[:32]
        self._orders.mkdir(parents=True, exist_ok=True)
        unfinished = self._orders / f"{ticket}.{os.getpid()}"
        unfinished.write_text(written, "utf-8")
        unfinished.replace(self._orders / f"{ticket}.json")
        self._play(ticket)
        return Receipt(ticket)

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """Done, failed, or how far; plays what nobody plays."""
        return {ticket: report for ticket in tickets if (report := self._report(ticket)) is not None}

    def _report(self, ticket: str) -> Report | None:
        if ticket not in self._playing and not self._play(ticket):
            return None
        if self._playing[ticket].done():
            self._progress.pop(ticket, None)
            return self._playing.pop(ticket).result()
        return Report(Status.RUNNING, progress=self._progress.get(ticket))

    def _play(self, ticket: str) -> bool:
        """Start playing an order that was written down."""
        path = self._orders / f"{ticket}.json"
        if not path.is_file():
            return False
        if self._hands is None:
            self._hands = ThreadPoolExecutor(HANDS, "engine")
        order = json.loads(path.read_text("utf-8"))
        if ticket not in self._playing:
            self._playing[ticket] = self._hands.submit(self._perform, ticket, order)
        return True

    def _perform(self, ticket: str, order: Mapping[str, object]) -> Report:
        """In a thread: everything of the engine, its import included."""
        try:
            from .offline_player import OfflinePlayer

            if self._player is None:
                self._player = OfflinePlayer(self._folder)
            return self._player.play(order, partial(self._progress.__setitem__, ticket))
        except Exception:
            # whatever the engine does not expect, in its import too, ends this order, not the studio
            log.exception("engine failed", ticket=ticket, operation=order["operation"])
            stumbled = "the engine stumbled over this; ask for it in other words"
            return Report(Status.FAILED, error=stumbled, code=ErrorCode.INTERNAL, refunded=True)

    async def balance(self) -> str | None:
        return None

    async def close(self) -> None:
        if self._hands is not None:
            self._hands.shutdown(wait=False, cancel_futures=True)


def _how_to_get_ready() -> str:
    """What to do when the engine's libraries are not installed: install them, or set a hosted vendor's key."""
    *others, last = key_variables()
    return (
        'the composer in the box needs the extra "studio": pip install "producer-mcp[studio]"; '
        f"or set a vendor's key ({', '.join(others)} or {last}). Then start the server again."
    )


def _place(path: str) -> Path:
    return Path(path).expanduser().absolute()
