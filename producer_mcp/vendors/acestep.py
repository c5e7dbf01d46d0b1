"""ACE-Step 1.5: the user's own server of it. What it makes is fetched at once and kept here; it asks for no money.

See docs/acestep.md. The server forgets: its files lie in a temporary folder, and after a restart it answers for every id of
before as if it were at work on it. So each request is an order on disk, which is sent again when the server no longer knows it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import uuid4

import anyio
import structlog
from anyio.to_thread import run_sync

from ..errors import (
    InvalidArguments,
    NotReady,
    StorageFailed,
    Unsupported,
    VendorError,
    VendorUnavailable,
    VendorUnreadable,
)
from ..models import FREE, Clip, Status
from ..operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    Operation,
    ReplaceSection,
    SplitStems,
    UploadMusic,
    VaryMusic,
)
from . import Callback, Offer, OwnFiles, PreparedSubmit, Receipt, Report
from .account import Account
from .acestep_fulfilment import AUDIO_FORMAT, Fulfilment, seconds_of
from .acestep_server import Server, standing_of
from .file_wire import FileWire
from .hosted import ANY_HOST, HostedVendor, compact_json, shortened
from .offline import is_engine_installed
from .parsing import Record
from .routes import FieldNames, Route, spelled
from .upload_paths import recording_at
from .wire import Timeouts
from .work_orders import Job, OrderBook, Piece, WorkOrder

if TYPE_CHECKING:
    from .wire import Transport

log = structlog.get_logger()

OWN_FOLDER: Final = "acestep"
"""Its orders and their files, in our data folder."""
NO_VOICE: Final = "[Instrumental]"
"""The lyrics of music without a voice."""
SONGS_AT_ONCE: Final = 2
MIN_SECONDS, MAX_SECONDS = 10, 600
"""How long a piece may be."""
ADDED_SECONDS: Final = 30.0
"""How much an extension adds where the caller does not say."""
MAX_SOUND_CHARS, MAX_LYRICS_CHARS = 512, 4096
SLOW_MODEL: Final = re.compile(r"base|sft")
SLOW_MODEL_STEPS: Final = 32
"""Models with these words in their names want 32 to 64 steps; the server's default of 8 is for the others."""
USUAL_TRACKS: Final = ("vocals", "backing_vocals", "drums", "bass", "guitar", "keyboard", "synth", "strings")
"""Of the twelve tracks that it knows, those of which most songs have some."""
ALL_TRACKS: Final = (*USUAL_TRACKS, "percussion", "brass", "woodwinds", "fx")
SENT_AS_THEY_ARE: Final = frozenset({".flac", ".mp3", ".wav"})
"""Endings of recordings that any server reads; others are kept as flac, where that can be made here."""
REDRAWN = "Each stem is drawn anew by the model from the song: they do not add up to it sample for sample."
NO_WORDS = (
    "acestep writes no words: without lyrics it may hum, or sing nothing. Write lyrics first and say them, or say "
    "instrumental=true."
)
NEEDS_STUDIO = (
    'acestep needs the extra "studio" for {name}: pip install "producer-mcp[studio]". It puts your own samples back around '
    "the part, since the server changes a little of everything."
)


def free_route(task_type: str, fields: FieldNames, *, usual_seconds: float = 30) -> Route:
    """A route of an operation that is a task of the server's queue."""
    return Route(
        "/release_task",
        fields,
        {"task_type": task_type, "audio_format": AUDIO_FORMAT, "batch_size": 1},
        Offer(price=FREE, usual_seconds=usual_seconds),
        max_chars={"sound": MAX_SOUND_CHARS, "lyrics": MAX_LYRICS_CHARS},
    )


SONG_FIELDS = spelled("lyrics model", sound="prompt", seed="", title="", instrumental="")
EDIT_FIELDS = SONG_FIELDS | spelled(clip_id="")
LOCAL = Offer(price=FREE, usual_seconds=1)


class AceStep(HostedVendor):
    """ACE-Step 1.5, documented at https://github.com/ace-step/ACE-Step-1.5."""

    name = "acestep"
    models: Sequence[str] = ("acestep-v15-turbo",)
    """What the server has loaded, as far as it was asked."""
    is_hosted = False
    refunds = True
    batch_size = 50
    check_interval_seconds = 2.5
    runs_at: ClassVar[Mapping[str, str]] = {
        ANY_HOST: "what your own server has loaded; acestep-v15-turbo unless it was told otherwise"
    }
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: free_route("text2music", SONG_FIELDS | spelled(seconds="audio_duration")),
        ExtendMusic: free_route("repaint", EDIT_FIELDS | spelled(at="repainting_start", seconds="")),
        CoverMusic: free_route("cover", EDIT_FIELDS | spelled(strength="")),
        VaryMusic: free_route("cover", EDIT_FIELDS | spelled(strength="")),
        ReplaceSection: free_route("repaint", EDIT_FIELDS | spelled(start="repainting_start", end="repainting_end")),
        SplitStems: replace(
            free_route("extract", spelled(clip_id="", detail=""), usual_seconds=240),
            refused_values={"detail": {"two": "it draws single tracks: leave it out for eight, or say twelve"}},
        ),
        DownloadMusic: Route("", spelled(clip_id="", format=""), offer=replace(LOCAL, formats=("mp3", "wav", AUDIO_FORMAT))),
        UploadMusic: Route("", spelled("path url", title=""), offer=LOCAL),
        EnrichSound: Route("/format_input", spelled(sound="prompt"), {"lyrics": ""}, LOCAL, max_chars={"sound": MAX_SOUND_CHARS}),
    }

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 (frozen)
        transport: "Transport | None" = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        files: OwnFiles | None = None,
    ) -> None:
        super().__init__(url, key, timeouts=timeouts, transport=transport, sleep=sleep, files=files)
        self._wire = wire = FileWire(Account(self.name, url, key), timeouts, transport=transport, sleep=sleep)
        self._server = Server(wire)
        self._files = files
        self._turn = anyio.Lock()
        """Held while orders are looked at: two looks at one would fetch, or begin, it twice."""

    @property
    def _book(self) -> OrderBook:
        if self._files is None:
            raise NotReady("acestep has no folder to keep its music in.")
        return OrderBook(self._files.folder / OWN_FOLDER)

    @property
    def _fulfilment(self) -> Fulfilment:
        return Fulfilment(self.name, self._server, self._book)

    # Preparing.

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """As of any vendor; what cannot be done without the libraries for audio is refused before anything is sent."""
        if isinstance(operation, DownloadMusic):
            raise NotReady(
                f"{self.name} gives its music out as {AUDIO_FORMAT}, which is kept here; other formats are made of that here, "
                'with the extra "studio" (pip install "producer-mcp[studio]") and unless PRODUCER_SAVE is 0.'
            )
        if isinstance(operation, ExtendMusic | ReplaceSection) and not is_engine_installed():
            raise NotReady(NEEDS_STUDIO.format(name=operation.name))
        return super().prepare(operation, clips)

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The fields to send, and beside them what the order needs to know of the clip."""
        fields = super().body(operation, arguments, clips)
        if isinstance(operation, UploadMusic):
            return fields if operation.path is None else {"path": str(recording_at(operation.path))}
        if isinstance(operation, EnrichSound):
            return fields
        body: dict[str, Any] = {"fields": fields}
        if clips:
            body["source"] = str(self._audio_of(clips["clip_id"]))
            if isinstance(operation, CoverMusic | VaryMusic | ReplaceSection):
                fields |= self._own_words(clips["clip_id"], fields)
        if getattr(operation, "instrumental", None):
            fields["lyrics"] = NO_VOICE
        match operation:
            case CreateMusic():
                fields |= {"batch_size": SONGS_AT_ONCE, "thinking": True}
                _check_length("seconds", operation.seconds)
            case CoverMusic(strength=float(strength)) | VaryMusic(strength=float(strength)):
                fields["audio_cover_strength"] = cover_strength(strength)
            case ExtendMusic(at=float(at), seconds=seconds):
                end = at + (seconds or ADDED_SECONDS)
                _check_length("at and seconds together", end)
                fields["repainting_end"] = end
                body |= {"start": at, "end": end}
            case ReplaceSection(start=start, end=end):
                fields.setdefault("repainting_end", -1)
                body |= {"start": start, "end": end}
        if (seed := arguments.get("seed")) is not None:
            fields |= {"use_random_seed": False, "seed": _seeds(str(seed), fields["batch_size"])}
        return body

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """What is different from what the caller may expect."""
        if isinstance(operation, CreateMusic) and "lyrics" not in arguments and not operation.instrumental:
            return (NO_WORDS,)
        return (REDRAWN,) if isinstance(operation, SplitStems) else ()

    def _audio_of(self, clip: Clip) -> Path:
        """The clip's own audio on this machine."""
        kept = clip.files.get("audio")
        paths = (self._book.path_of(clip.vendor_clip_id), Path(kept.path) if kept and kept.path else None)
        if path := next((path for path in paths if path is not None and path.is_file()), None):
            return path
        raise Unsupported("acestep works on files, and that of this clip is gone; bring it in again with upload_music.")

    def _own_words(self, clip: Clip, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The clip's own sound and lyrics, where no others were said."""
        own = {"prompt": shortened(clip.sound, MAX_SOUND_CHARS), "lyrics": shortened(clip.lyrics, MAX_LYRICS_CHARS)}
        return {name: words for name, words in own.items() if words and name not in fields}

    async def balance(self) -> str | None:
        """None: nothing is paid. What the server has loaded is learned on the way, so that it can be told."""
        _, loaded = await self._server.models()
        self.models = tuple(loaded) or self.models
        return None

    # Submitting.

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """Put the jobs into the server's queue, and the order on disk; an upload is kept, and no server is asked."""
        operation, body = prepared.operation, prepared.body
        try:
            if isinstance(operation, EnrichSound):
                return Receipt(report=Report(Status.DONE, sound=await self._server.enriched(body)))
            if isinstance(operation, UploadMusic):
                return await self._upload(operation, body)
            return await self._begin(operation, body)
        except VendorUnreadable as error:  # whatever became of it costs nothing, so nobody has to find out
            raise VendorUnavailable(self.name, str(error).removeprefix(f"{self.name}: "), raw=error.raw) from error
        except OSError as error:
            raise self._storage_failed(error) from error

    async def _upload(self, operation: UploadMusic, body: Mapping[str, Any]) -> Receipt:
        """Keep a recording, to be sent each time that it is worked on."""
        from ..engine import BadAudio, convert_audio

        assert self._files is not None
        source = await self._files.fetch(body["url"]) if "url" in body else Path(body["path"])
        is_plain = source.suffix.lower() in SENT_AS_THEY_ARE or not is_engine_installed()
        ticket, file = uuid4().hex, f"0{source.suffix.lower() if is_plain else f'.{AUDIO_FORMAT}'}"
        kept = self._book.folder_of(ticket) / file
        try:
            await run_sync(copyfile, source, kept) if is_plain else await run_sync(convert_audio, source, kept, AUDIO_FORMAT)
            order = WorkOrder(ticket, operation.name, pieces=(Piece(file, await seconds_of(kept)),))
        except BadAudio as error:
            raise InvalidArguments(f"{str(error).replace(kept.name, source.name)}; say another file.") from error
        await run_sync(self._book.save, order)
        return Receipt(order.ticket, self._fulfilment.report_of(order))

    async def _begin(self, operation: Operation, body: Mapping[str, Any]) -> Receipt:
        """Send the jobs of an operation, and keep the order."""
        fields = {**body["fields"], **await self._model_fields(operation, body["fields"])}
        start, end = body.get("start"), body.get("end")
        order = WorkOrder(uuid4().hex, operation.name, start=start, end=end, may_end_early=isinstance(operation, ExtendMusic))
        if "source" in body:
            order = replace(order, source=await run_sync(self._keep_source, order, Path(body["source"])))
        fulfilment = self._fulfilment
        parts: tuple[str | None, ...] = (None,)
        if isinstance(operation, SplitStems):
            parts = ALL_TRACKS if operation.detail == "twelve" else USUAL_TRACKS
        jobs = [Job(fields | ({"track_name": part} if part else {}), part=part) for part in parts]
        try:
            order = replace(order, jobs=tuple([await fulfilment.sent(order, job) for job in jobs]))
        except VendorError:
            await run_sync(self._book.discard, order.ticket)
            raise
        await run_sync(self._book.save, order)
        return Receipt(order.ticket)

    async def _model_fields(self, operation: Operation, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Which model is asked, and its number of steps; raises `Unsupported` for one that the server has not loaded."""
        default, loaded = await self._server.models()
        wanted = str(fields.get("model") or "")
        there = ", ".join(loaded) or "no model yet"
        if isinstance(operation, SplitStems):
            wanted = next((name for name in loaded if "base" in name), "")
            if not wanted:
                raise Unsupported(
                    f"acestep splits songs with a base model only, and your server has loaded {there}. Start it with one in "
                    "ACESTEP_CONFIG_PATH2, or bring the song to another vendor with upload_music."
                )
        elif wanted and loaded and wanted not in loaded:
            raise Unsupported(f"your server has loaded {there}, and not {wanted}; name one of these, or leave model out.")
        steps = {"inference_steps": SLOW_MODEL_STEPS} if SLOW_MODEL.search(wanted or default) else {}
        return steps | ({"model": wanted} if wanted else {})

    def _keep_source(self, order: WorkOrder, source: Path) -> str:
        """Put what is sent into the order's folder: the clip, or for an extension so much of it with silence behind."""
        from ..engine import BadAudio, lengthen_audio

        name = f"source.{AUDIO_FORMAT}" if order.may_end_early else f"source{source.suffix.lower()}"
        target = self._book.folder_of(order.ticket) / name
        try:
            if order.may_end_early and order.start is not None and order.end is not None:
                lengthen_audio(source, target, order.start, order.end - order.start)
            else:
                copyfile(source, target)
        except BadAudio as error:
            raise InvalidArguments(f"this clip cannot be read: {error}.") from error
        return name

    # Looking.

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """One request for all jobs; what is done is fetched, and what was forgotten is begun again."""
        async with self._turn:
            try:
                return await self._fulfilment.reports(tickets)
            except OSError as error:
                raise VendorUnavailable(self.name, str(self._storage_failed(error))) from error

    def read(self, task: Record) -> Report:
        """The standing in one record of an answer; the audio of what is done is not here yet."""
        try:
            standing = standing_of(task)
        except ValueError:
            raise self.unreadable(compact_json(task)) from None
        return Report(standing.status, progress=standing.progress, error=standing.error or None, raw=compact_json(task))

    def _storage_failed(self, error: OSError) -> StorageFailed:
        where = self._files.folder if self._files else "its folder"
        return StorageFailed(
            f"acestep's music cannot be kept in {where} ({error.strerror or type(error).__name__}); make room there."
        )


def cover_strength(strength: float) -> float:
    """How closely a cover follows its source, 0 … 1: ours says how far from it (0.2 near, 1 far), the server's how near."""
    return round(1.2 - strength, 3)


def _check_length(name: str, seconds: float | None) -> None:
    if seconds is not None and not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise InvalidArguments(f"{name}: acestep makes pieces of {MIN_SECONDS} to {MAX_SECONDS} seconds; this is {seconds:g}.")


def _seeds(seed: str, songs: int) -> str:
    """A seed for each song, one after the other: so that each can be made again by its own."""
    if not re.fullmatch(r"\d{1,10}", seed):
        raise InvalidArguments("seed: acestep's seeds are whole numbers of at most ten digits; say one, or leave it out.")
    return ",".join(str(int(seed) + place) for place in range(songs))
