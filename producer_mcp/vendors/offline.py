"""The engine as a vendor: no key, no network, no cost.

Submitting writes an order beside the engine's recipes; its ticket is the hash of its text. Asking for a ticket plays its order
unless it is being played, so an order outlives the process that took it. `PLAYS` says how each operation is played.
"""

import json
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import structlog
from anyio.to_thread import run_sync

from ..errors import ErrorCode, NotReady, StorageFailed, Unsupported
from ..models import FREE, Clip, LyricSheet, MusicForm, Status, Tempo, TimedLine
from ..operations import (
    OPERATIONS_BY_NAME,
    AddPart,
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from . import Callback, Made, Offer, PreparedSubmit, Receipt, Report
from .registry import main_variables
from .section_borders import on_borders
from .upload_paths import recording_at

if TYPE_CHECKING:  # imported with the first order, so that the server starts faster
    from ..engine import Brief, Engine, EngineError, ProgressCallback, RenderedClip

log = structlog.get_logger()
Value = TypeVar("Value")

MODEL = "sketch-1"
ENGINE_THREADS = 2
DEFAULT_STRENGTH = 0.7
"""How far a cover or a swap goes, 0.2 … 1, when the caller does not say."""
MAX_SECTIONS_NAMED = 16
IGNORED_ARGUMENTS = {
    "model": f"offline has one model, {MODEL}; model was ignored",
    "lyrics_strength": "offline always sings the words given; lyrics_strength was ignored",
    "sound_strength": "offline always plays what it understood of the sound; sound_strength was ignored",
    "cover_art_url": "offline draws its own cover; cover_art_url was ignored",
    "detail": "offline splits into the parts there are; detail was ignored",
}
IGNORED_IN_VARIATIONS = {"strength": "offline has one degree of variation; strength was ignored"}
NEEDS_A_SCORE = (CoverMusic, VaryMusic, SwapVocals, SwapSound, AddPart)
"""Operations that work on the notes of a clip: of a recording only its sound is known."""


class Closed(Exception):
    """The vendor was closed while the engine played; the order is played again when it is asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked of the engine, kept as JSON until it is played."""

    operation: str
    arguments: Mapping[str, Any]
    """JSON values; arguments that name a clip hold its ticket, an upload's `path` is absolute."""
    titles: Mapping[str, str]
    """The title of each clip, by the argument that names it."""
    take: int

    @classmethod
    def from_json(cls, text: str) -> Self:
        """An order as `Offline.submit` wrote it; the names of its fields never change, so that every kept order can be played."""
        fields = json.loads(text)
        return cls(fields["operation"], fields["said"], fields["titles"], fields["take"])

    @property
    def seed(self) -> str:
        """The seed that was asked for, else one made of the request; where an upload lies on this machine is no part of it."""
        if seed := self.arguments.get("seed"):
            return str(seed)
        arguments = {name: value for name, value in self.arguments.items() if name != "path"}
        fields = {"operation": self.operation, "arguments": arguments, "take": self.take}
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def brief(self) -> "Brief":
        """What the composer is asked for."""
        from ..engine import Brief

        return Brief(
            sound=self.sound,
            lyrics=self.arguments.get("lyrics", ""),
            instrumental=bool(self.arguments.get("instrumental")),
            title=self.arguments.get("title", ""),
            seconds=self.arguments.get("seconds"),
            weirdness=self.arguments.get("weirdness", 0.5),
            seed=self.seed,
        )

    @property
    def sound(self) -> str:
        """The described sound, with what is to be kept out of it in the words that the engine has for that: `no drums`."""
        return ", ".join(filter(None, (self.arguments.get("sound", ""), *self._avoided[0])))

    @property
    def not_avoided(self) -> tuple[str, ...]:
        """What was to be kept out, and cannot be told to the engine."""
        return self._avoided[1]

    @property
    def _avoided(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        from ..engine import avoided

        return avoided(self.arguments.get("avoid", ""))

    @property
    def clip_ticket(self) -> str:
        """The ticket of the clip to work on."""
        return str(self.arguments["clip_id"])

    @property
    def strength(self) -> float:
        """How far a cover or a swap goes, 0.2 … 1."""
        return float(self.arguments.get("strength", DEFAULT_STRENGTH))


Play = Callable[["Engine", Order, "ProgressCallback"], "Report | Sequence[RenderedClip]"]
"""Plays an order on the engine: a finished report, or the clips to report. Raises EngineError."""


def _write_lyrics(engine: "Engine", order: Order, progress: "ProgressCallback") -> Report:
    title, text = engine.write_lyrics(order.arguments["idea"], order.seed)
    return Report(Status.DONE, lyrics=(LyricSheet(title=title, text=text),))


def _download(engine: "Engine", order: Order, progress: "ProgressCallback") -> Report:
    form, ticket = order.arguments["format"], order.clip_ticket
    if form in WRITTEN:
        return Report(Status.DONE, (Made(of=ticket, contents={form: WRITTEN[form](engine, order)}),))
    return Report(Status.DONE, (Made(of=ticket, paths={form: str(engine.export(ticket, form))}),))


def _midi(engine: "Engine", order: Order) -> bytes:
    return engine.midi(order.clip_ticket, order.titles["clip_id"])


def _lrc(engine: "Engine", order: Order) -> bytes:
    from ..engine import CannotDo
    from ..lrc import lrc_of

    ticket = order.clip_ticket
    lines = _timed_lines(engine, ticket)
    if not lines:
        raise CannotDo("nothing is sung in this clip as far as is known here, so there are no timed lyrics of it")
    return lrc_of(lines, order.titles["clip_id"], engine.seconds(ticket)).encode()


WRITTEN: Mapping[str, Callable[["Engine", Order], bytes]] = {"midi": _midi, "lrc": _lrc}
"""What is written of a clip's score, by the format that was asked for."""


def _make_video(engine: "Engine", order: Order, progress: "ProgressCallback") -> Report:
    path = engine.film(order.clip_ticket, order.titles["clip_id"], progress)
    return Report(Status.DONE, (Made(of=order.clip_ticket, paths={"video": str(path)}),))


def _extend(engine: "Engine", order: Order, progress: "ProgressCallback") -> Report:
    moments, remarks = _on_borders(engine, order, ("at",))
    clip = engine.extend(order.clip_ticket, moments["at"], order.brief, progress)
    return _report_of((clip,), order, engine, remarks)


def _replace(engine: "Engine", order: Order, progress: "ProgressCallback") -> Report:
    moments, remarks = _on_borders(engine, order, ("start", "end"))
    clip = engine.replace(order.clip_ticket, moments["start"], moments.get("end"), order.brief, progress)
    return _report_of((clip,), order, engine, remarks)


def _on_borders(engine: "Engine", order: Order, names: Sequence[str]) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """The moments of an edit, on the borders of sections that they are near, and remarks on those that were moved."""
    moments = {name: float(order.arguments[name]) for name in names if order.arguments.get(name) is not None}
    return on_borders(moments, engine.sections(order.clip_ticket), engine.seconds(order.clip_ticket))


def _upload(engine: "Engine", order: Order, progress: "ProgressCallback") -> "Sequence[RenderedClip]":
    return (engine.upload(Path(order.arguments["path"]), order.arguments.get("title", "")),)


PLAYS: Mapping[type[Operation], Play] = {
    CreateMusic: lambda engine, order, progress: (engine.compose(order.brief, progress),),
    WriteLyrics: _write_lyrics,
    ExtendMusic: _extend,
    CoverMusic: lambda engine, order, progress: (engine.cover(order.clip_ticket, order.brief, order.strength, progress),),
    VaryMusic: lambda engine, order, progress: (engine.vary(order.clip_ticket, order.brief, progress),),
    ReplaceSection: _replace,
    SwapVocals: lambda engine, order, progress: (engine.swap_vocals(order.clip_ticket, order.brief, order.strength, progress),),
    SwapSound: lambda engine, order, progress: (engine.swap_sound(order.clip_ticket, order.brief, order.strength, progress),),
    AddPart: lambda engine, order, progress: (engine.add_singer(order.clip_ticket, order.brief, progress),),
    SplitStems: lambda engine, order, progress: engine.split(order.clip_ticket),
    DownloadMusic: _download,
    UploadMusic: _upload,
    MakeVideo: _make_video,
    EnrichSound: lambda engine, order, progress: Report(
        Status.DONE, sound=engine.enrich_sound(order.arguments["sound"], order.seed)
    ),
}
"""How each operation is played; its keys are what offline offers. Of add_part only the singer: a band is not made here."""


class Offline:
    """Does every operation on this machine."""

    name: ClassVar[str] = "offline"
    account: ClassVar[str] = "offline"
    is_hosted: ClassVar[bool] = False
    listed: ClassVar[Sequence[str]] = ()
    models: ClassVar[Sequence[str]] = (MODEL,)
    runs: ClassVar[str] = ""
    batch_size: ClassVar[int] = 100
    check_interval_seconds: ClassVar[float] = 0.2
    offers: ClassVar[Mapping[type[Operation], Offer]] = {
        kind: Offer(
            price=FREE,
            usual_seconds=0.5,
            formats=DownloadMusic.file_kinds,
            parts=("vocals",),
            of_recordings=not issubclass(kind, NEEDS_A_SCORE),
        )
        for kind in PLAYS
    }

    def __init__(self, folder: Path, fetch: Callable[[str], Awaitable[Path]]) -> None:
        """`folder` keeps recipes and orders; `fetch(url)` brings the audio of an upload to this machine."""
        self._orders = folder / "orders"
        self._folder = folder
        self._fetch = fetch
        self._threads: ThreadPoolExecutor | None = None
        self._playing: dict[str, Future[Report]] = {}
        self._progress: dict[str, float] = {}
        self._is_closed = False

    def prepare(self, operation: Operation, clips: Mapping[str, Clip]) -> PreparedSubmit:
        """The order, but for its take.

        Raises `NotReady` without the extra, `InvalidArguments` for an upload of what is no file or too large, and `Unsupported`
        for an edit of a recording that needs its notes.
        """
        if not is_engine_installed():
            raise NotReady(_how_to_get_ready())
        recording = recording_at(operation.path) if isinstance(operation, UploadMusic) and operation.path is not None else None
        if isinstance(operation, NEEDS_A_SCORE) and any(clip.uploaded for clip in clips.values()):
            raise Unsupported(
                f"offline has no {operation.name} of a recording: it knows the sound of it, not its notes; "
                "extend_music, replace_section, split_stems, download_music and make_video work on it."
            )
        if isinstance(operation, CreateMusic) and operation.voice is not None:
            raise Unsupported("offline has no kept voices; leave voice out, and say in the sound who sings.")
        arguments = operation.music_arguments() | {name: clip.vendor_clip_id for name, clip in clips.items()}
        if recording is not None:
            arguments["path"] = str(recording)
        titles = {name: clip.title for name, clip in clips.items()}
        ignored = IGNORED_ARGUMENTS | (IGNORED_IN_VARIATIONS if isinstance(operation, VaryMusic) else {})
        warnings = tuple(warning for name, warning in ignored.items() if name in arguments)
        return PreparedSubmit(operation, {"operation": operation.name, "said": arguments, "titles": titles}, warnings)

    def prepare_step(self, operation: Operation, step: int, made: Sequence[Clip]) -> PreparedSubmit:
        """Raises `Unsupported`: what is made here is made in one step."""
        raise Unsupported(f"{self.name} does {operation.name} in one step.")

    async def submit(self, prepared: PreparedSubmit, callback: Callback | None = None, *, take: int = 1) -> Receipt:
        """Writes the order to disk and plays it. The same order written twice is one order with one ticket."""
        fields = {**prepared.body, "take": take}
        if isinstance(prepared.operation, UploadMusic) and prepared.operation.url is not None:
            path = await self._fetch(prepared.operation.url)
            fields["said"] = prepared.operation.arguments() | {"path": str(path)}
        text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
        ticket = sha256(text.encode()).hexdigest()[:32]
        try:
            self._orders.mkdir(parents=True, exist_ok=True)
            unfinished = self._orders / f"{ticket}.{os.getpid()}"
            unfinished.write_text(text, "utf-8")
            unfinished.replace(self._order_path(ticket))
        except OSError as error:
            raise StorageFailed(_unwritable(self._folder, error)) from error
        self._play(ticket)
        return Receipt(ticket)

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """Whether each order is done, or how far it is; starts those that nobody plays."""
        return {ticket: report for ticket in tickets if (report := self._report(ticket)) is not None}

    async def form(self, clip: Clip) -> MusicForm | None:
        """From its score; None where its recipe is gone, and of a recording."""
        return await run_sync(_known, self._folder, clip.vendor_clip_id, _form)

    async def timed_lines(self, clip: Clip) -> Sequence[TimedLine]:
        """From the notes of its score; empty where its recipe is gone."""
        return await run_sync(_known, self._folder, clip.vendor_clip_id, _timed_lines) or ()

    async def tempo(self, clip: Clip) -> Tempo | None:
        """From its score; None where its recipe is gone."""
        return await run_sync(_known, self._folder, clip.vendor_clip_id, _tempo)

    async def balance(self) -> str | None:
        """None: there is no account."""
        return None

    async def close(self) -> None:
        """Stops playing, at the latest with the next stretch of sound. The orders are kept: who asks for one plays it again."""
        self._is_closed = True
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _report(self, ticket: str) -> Report | None:
        """How an order stands, which is played from now on if it is not yet; None when there is no such order."""
        if ticket not in self._playing and not self._play(ticket):
            return None
        if self._playing[ticket].done():
            self._progress.pop(ticket, None)
            return self._playing.pop(ticket).result()
        return Report(Status.RUNNING, progress=self._progress.get(ticket))

    def _play(self, ticket: str) -> bool:
        """Starts playing an order in a thread; False when there is no such order."""
        if not self._order_path(ticket).is_file():
            return False
        if self._threads is None:
            self._threads = ThreadPoolExecutor(ENGINE_THREADS, "engine")
        if ticket not in self._playing:
            self._playing[ticket] = self._threads.submit(self._perform, ticket)
        return True

    def _perform(self, ticket: str) -> Report:
        """In a thread: reads the order, imports the engine, plays."""
        operation = ""
        try:
            order = Order.from_json(self._order_path(ticket).read_text("utf-8"))
            operation = order.operation
            return played(order, self._folder, partial(self._note_progress, ticket))
        except Closed:
            return Report(Status.RUNNING)
        except OSError as error:
            log.exception("engine cannot write", ticket=ticket, operation=operation)
            return Report(Status.FAILED, error=_unwritable(self._folder, error), code=ErrorCode.STORAGE, refunded=True)
        except Exception:
            # an error the engine does not name, even while it is imported, ends this order and not the studio
            log.exception("engine failed", ticket=ticket, operation=operation)
            sentence = "the engine stumbled over this; ask for it in other words"
            return Report(Status.FAILED, error=sentence, code=ErrorCode.INTERNAL, refunded=True)

    def _note_progress(self, ticket: str, progress: float) -> None:
        """Called by the engine while it plays; raises `Closed` once nobody waits for it."""
        if self._is_closed:
            raise Closed
        self._progress[ticket] = progress

    def _order_path(self, ticket: str) -> Path:
        return self._orders / f"{ticket}.json"


def _unwritable(folder: Path, error: OSError) -> str:
    return f"the engine cannot keep its work in {folder} ({error.strerror or type(error).__name__}); make room there, or set \
PRODUCER_LEDGER to a file in another folder"


def played(order: Order, folder: Path, progress: "ProgressCallback") -> Report:
    """A whole order: done, or failed with the engine's own sentence."""
    from ..engine import Engine, EngineError

    engine = Engine(folder)
    try:
        result = PLAYS[OPERATIONS_BY_NAME[order.operation]](engine, order, progress)
        return result if isinstance(result, Report) else _report_of(result, order, engine)
    except EngineError as error:
        return Report(Status.FAILED, error=str(error), code=_code(error), refunded=True)


def _code(error: "EngineError") -> ErrorCode:
    """Our code for an error of the engine."""
    from ..engine import BadAudio, CannotDo, UnknownTicket

    codes = {
        CannotDo: ErrorCode.UNSUPPORTED,
        BadAudio: ErrorCode.INVALID_ARGUMENTS,
        UnknownTicket: ErrorCode.NOT_FOUND,
    }
    return codes.get(type(error), ErrorCode.REFUSED)


def _report_of(clips: "Sequence[RenderedClip]", order: Order, engine: "Engine", remarks: tuple[str, ...] = ()) -> Report:
    """The clips of an order, with `remarks`, what is worth knowing of the first, and which of them are silent."""
    remarks += tuple(remark for remark in map(_remark, clips[:1]) if remark)
    if order.not_avoided:
        remarks += (f"A sketch leaves out instruments and voices only, and did not leave out: {', '.join(order.not_avoided)}.",)
    if silent := ", ".join(clip.part for clip in clips if clip.is_silent and clip.part):
        remarks += (f"Silent in this song, and so in these stems: {silent}.",)
    return Report(Status.DONE, tuple(_made(clip, order, engine) for clip in clips), remarks=remarks)


def _made(clip: "RenderedClip", order: Order, engine: "Engine") -> Made:
    paths = {"audio": str(clip.file)}
    if clip.part is None:
        paths["cover"] = str(engine.picture(clip.ticket))
    asked = f"asked: {order.arguments['sound']}" if "sound" in order.arguments else ""
    return Made(
        vendor_clip_id=clip.ticket,
        title=order.arguments.get("title", ""),
        seconds=clip.seconds,
        part=clip.part,
        lyrics=clip.lyrics,
        sound="; ".join(filter(None, (clip.understood, _sections(clip), asked))),
        model=MODEL,
        seed=order.arguments.get("seed", ""),
        bpm=clip.tempo.bpm if clip.tempo else None,
        key=clip.tempo.key if clip.tempo else "",
        tempo_source=clip.tempo.source if clip.tempo else "",
        paths=paths,
    )


def _remark(clip: "RenderedClip") -> str:
    """Of a recording how sure its tempo and key are; else which words were not understood, and where the sections begin."""
    if clip.certainty:
        rough = "these stems are a rough guess, by ear; " if clip.part else ""
        return f"A recording: {rough}{clip.certainty}."
    unknown = ", ".join(clip.unknown_words)
    return " ".join(filter(None, (unknown and f"Not understood: {unknown}.", "" if clip.part else _sections(clip))))


def _sections(clip: "RenderedClip") -> str:
    """`Sections by second: Intro 0, Verse 1 11.2, Chorus 34.6`."""
    starts = ", ".join(f"{name} {round(at, 1):g}" for name, at in clip.sections[:MAX_SECTIONS_NAMED])
    return f"Sections by second: {starts}" if starts else ""


def _known(folder: Path, ticket: str, read: Callable[["Engine", str], Value]) -> Value | None:
    """What can be read of a clip's recipe; None where that is gone."""
    from ..engine import Engine, UnknownTicket

    try:
        return read(Engine(folder), ticket)
    except UnknownTicket:
        return None


def _form(engine: "Engine", ticket: str) -> MusicForm | None:
    form = engine.form(ticket)
    return None if form is None else MusicForm.model_validate(form, from_attributes=True)


def _tempo(engine: "Engine", ticket: str) -> Tempo:
    return Tempo.model_validate(engine.tempo(ticket), from_attributes=True)


def _timed_lines(engine: "Engine", ticket: str) -> tuple[TimedLine, ...]:
    return tuple(TimedLine.model_validate(line, from_attributes=True) for line in engine.sung_lines(ticket))


def is_engine_installed() -> bool:
    """Whether the libraries that the engine needs are there; they come with the extra `studio`."""
    return find_spec("numpy") is not None and find_spec("av") is not None


def _how_to_get_ready() -> str:
    """What to do when the engine's libraries are not installed: install them, or set a hosted vendor's key."""
    *others, last = main_variables()
    return (
        'the composer in the box needs the extra "studio": pip install "producer-mcp[studio]"; '
        f"or set up a vendor ({', '.join(others)} or {last}). Then start the server again."
    )
