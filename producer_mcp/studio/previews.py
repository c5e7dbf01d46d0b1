"""Previews of clips: found, or made in a thread of what is kept here. What is not kept is fetched first, which is free."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

import anyio
import structlog
from anyio.to_thread import run_sync

from ..errors import NotFound, ProducerError, StorageFailed
from ..ledger import Ledger
from ..library import Library
from ..library.previews import MP3_MIME, PREVIEW_BYTES_PER_SECOND, Preview, is_its_own_preview
from ..models import Clip, File
from .exports import is_on_disk
from .process import Clock

log = structlog.get_logger()

MAX_MAKING_SECONDS = 40.0
"""How long a caller waits for the outline of a file or for the next piece of one that grows."""
GROWTH_LOOK_SECONDS = 0.05
"""Between two looks at a file that grows."""
PLAYED_AS_IT_IS = frozenset({".mp3", ".m4a", ".wav", ".flac"})
"""What browsers decode of their own; without the extra a kept file of these is heard as it is."""
MAX_PLAYED_BYTES = 40_000_000
"""Of a file that is heard as it is."""
NO_DECODER = 'needs the extra "studio" on this server (pip install "producer-mcp[studio]"); it can be downloaded all the same'

AudioState: TypeAlias = tuple[Literal["ready", "coming", "none"], str]
"""Whether a clip can be heard, and why not."""


@dataclass(slots=True)
class Making:
    """A preview that is being made: its outline is known before the file is whole."""

    surveyed: anyio.Event = field(default_factory=anyio.Event)
    is_over: bool = False
    growing: Preview | None = None
    """Once its outline is known."""
    preview: Preview | None = None
    """Once it is whole."""
    error: ProducerError | None = None


class Previews:
    """Finds and makes previews, one at a time. Every error is a sentence for the person."""

    def __init__(self, ledger: Ledger, library: Library, clock: Clock, start: Callable[..., None]) -> None:
        """`start(function, *arguments)` runs an async function in the background for as long as the studio is open."""
        self._ledger = ledger
        self._library = library
        self._clock = clock
        self._start = start
        self._turn = anyio.Lock()
        self._making_seconds = MAX_MAKING_SECONDS
        self._makings: dict[str, Making] = {}

    async def state(self, clip: Clip) -> AudioState:
        """Whether the clip can be heard now, as far as the ledger and the disk know."""
        file = clip.files.get("audio")
        if file is not None and await _is_there(file):
            return ("ready", "") if await run_sync(self._can_be_heard, file) else ("none", f"Hearing it here {NO_DECODER}.")
        if self._comes(clip, file):
            return "coming", "It is being fetched."
        if self._can_borrow(clip, file):
            return "ready", ""
        why = file.error if file is not None and file.error else f"{clip.vendor} gave no address for it"
        return "none", f"Its sound is not kept here: {why}."

    async def loudness(self, clip: Clip) -> float | None:
        """LUFS, where the clip's preview was made before."""
        found = await run_sync(self._found, clip)
        return found.survey.loudness if found is not None and found.survey is not None else None

    async def outline(self, clip: Clip) -> Preview:
        """The preview as soon as its outline is known; the file may still grow. Raises `ProducerError`."""
        begun = await self._begun(clip)
        return begun if isinstance(begun, Preview) else await self._surveyed(clip, begun)

    async def piece(self, clip: Clip, start: int, count: int) -> tuple[Preview, bytes]:
        """Up to `count` bytes of the preview from `start`; fewer only at its end. Raises `ProducerError`."""
        begun = await self._begun(clip)
        preview = begun if isinstance(begun, Preview) else await self._grown(clip, begun, start + count)
        return preview, await run_sync(read_piece, preview.path, start, count)

    async def _surveyed(self, clip: Clip, making: Making) -> Preview:
        with anyio.move_on_after(self._making_seconds):
            await making.surveyed.wait()
        if (preview := making.preview or making.growing) is not None and making.error is None:
            return preview
        raise making.error or _unready(clip)

    async def _grown(self, clip: Clip, making: Making, size: int) -> Preview:
        """Once the file has that many bytes, or is whole: what is short of a file that grows would pass for its end."""
        preview = await self._surveyed(clip, making)
        with anyio.move_on_after(self._making_seconds):
            while not making.is_over and await run_sync(_size_of, preview.path) < size:
                await anyio.sleep(GROWTH_LOOK_SECONDS)
        if making.is_over:
            return await self._surveyed(clip, making)
        if await run_sync(_size_of, preview.path) < size:
            raise _unready(clip)
        return preview

    def expect(self, clip: Clip) -> None:
        """Begin to make the preview of a clip that somebody is about to hear."""
        self._start(self._expected, clip)

    async def _expected(self, clip: Clip) -> None:
        try:
            await self._begun(clip)
        except ProducerError as error:
            log.info("no preview", clip=clip.clip_id, because=str(error))

    async def _begun(self, clip: Clip) -> Preview | Making:
        """The preview that was made before, or is being made from now on."""
        key, file = await run_sync(_key_of, clip), clip.files.get("audio")
        if (making := self._makings.get(key)) is not None:
            return making
        if (found := await run_sync(self._found, clip)) is not None:
            return found
        if file is None or not await _is_there(file):
            await self._ask_for(clip, file)
        elif not self._library.previews.can_decode:
            return await run_sync(self._as_it_is, clip, file)
        return self._makings.get(key) or self._make(clip, file, key)

    def _make(self, clip: Clip, file: File | None, key: str) -> Making:
        self._makings[key] = making = Making()
        self._start(self._run, clip, file, key, making)
        return making

    async def _run(self, clip: Clip, file: File | None, key: str, making: Making) -> None:
        try:
            async with self._turn, self._source(clip, file) as source:
                making.preview = await self._made(file, source, key, making)
        except ProducerError as error:
            making.error = error
        except ValueError as error:
            making.error = NotFound(f"{clip.clip_id} cannot be read as audio: {error}.")
        except Exception:
            log.exception("preview crashed", clip=clip.clip_id)
            making.error = ProducerError("Our own program failed over this sound; its log says where.")
        finally:
            making.is_over = True
            making.surveyed.set()
            self._makings.pop(key, None)

    async def _made(self, file: File | None, source: Path, key: str, making: Making) -> Preview:
        """In a thread: the outline first, then the small file, unless the clip's own is one. Raises ValueError."""
        folder, path = self._library.previews, None
        survey = await run_sync(folder.survey, source, abandon_on_cancel=True)
        is_kept = file is not None and file.path == str(source)
        if not (is_kept and await run_sync(is_its_own_preview, source)):
            path = await run_sync(folder.new_path, key)
            size = round(survey.seconds * PREVIEW_BYTES_PER_SECOND)
            making.growing = Preview(path, MP3_MIME, survey, size)
            making.surveyed.set()
            await run_sync(folder.write, source, path, abandon_on_cancel=True)
        try:
            await run_sync(folder.keep, key, survey, path)
        except StorageFailed as error:
            if path is not None:
                raise
            log.warning("outline not kept", because=str(error))  # the clip's own file is heard all the same
        return Preview(path or source, MP3_MIME, survey, await run_sync(_size_of, path or source))

    @asynccontextmanager
    async def _source(self, clip: Clip, file: File | None) -> AsyncIterator[Path]:
        """The clip's own file, or one fetched for the length of the block."""
        if file is not None and file.path is not None and await _is_there(file):
            yield Path(file.path)
            return
        url = file.url if file is not None else clip.audio_url
        async with self._library.borrowed(clip, url or "") as path:
            yield path

    async def _ask_for(self, clip: Clip, file: File | None) -> None:
        """Have a file that is not here fetched, where it comes by itself. Raises `NotFound` unless it can be borrowed."""
        if file is not None and file.path is not None:
            await self._ledger.files.record_lost(file)
        elif file is not None and file.is_unclaimed and self._library.saves:
            await self._ledger.files.record_failed(file.model_copy(update={"next_try": self._clock.now()}))
        elif self._can_borrow(clip, file):
            return
        _, why = await self.state(clip)
        raise NotFound(f"{clip.clip_id} cannot be heard yet. {why}")

    def _comes(self, clip: Clip, file: File | None) -> bool:
        if file is None:
            return False
        is_lost = file.path is not None and file.url is not None
        return is_lost or file.next_try is not None or (file.is_unclaimed and self._library.saves)

    def _can_borrow(self, clip: Clip, file: File | None) -> bool:
        """Whether a file is fetched only to be heard: nothing is kept here, and its vendor named its address."""
        has_address = (file.url if file is not None else clip.audio_url) is not None
        return has_address and not self._library.saves and self._library.previews.can_decode

    def _can_be_heard(self, file: File) -> bool:
        return self._library.previews.can_decode or _plays_as_it_is(Path(file.path or ""))

    def _found(self, clip: Clip) -> Preview | None:
        file = clip.files.get("audio")
        source = Path(file.path) if file is not None and file.path is not None and is_on_disk(file.path) else None
        return self._library.previews.find(_key_of(clip), source)

    def _as_it_is(self, clip: Clip, file: File) -> Preview:
        path = Path(file.path or "")
        if not _plays_as_it_is(path):
            raise NotFound(f"Hearing {clip.clip_id} here {NO_DECODER}.")
        return Preview(path, file.mime or MP3_MIME, None, path.stat().st_size)


def _unready(clip: Clip) -> NotFound:
    return NotFound(f"{clip.clip_id} is still being made ready to be heard; ask again.")


def read_piece(path: Path, start: int, count: int) -> bytes:
    """A piece of a file, empty behind its end; blocks. Raises `StorageFailed`."""
    try:
        with path.open("rb") as file:
            file.seek(min(start, path.stat().st_size))  # no file system takes any number
            return file.read(count)
    except OSError as error:
        raise StorageFailed(f"the file cannot be read ({error.strerror}); ask for the song again.") from error


def _key_of(clip: Clip) -> str:
    """What a clip's preview is kept under: its file's content, or its own id where no file is kept; blocks.

    Of a file that is not as long as it was when it was kept, its length too: half of it may be copied, or it was edited.
    """
    file = clip.files.get("audio")
    if file is None or not file.sha256:
        return sha256(f"{clip.account}\n{clip.clip_id}".encode()).hexdigest()
    size = _size_of(Path(file.path)) if file.path is not None else 0
    return file.sha256 if size in (0, file.size) else f"{file.sha256}.{size}"


def _plays_as_it_is(path: Path) -> bool:
    return path.suffix.lower() in PLAYED_AS_IT_IS and _size_of(path) <= MAX_PLAYED_BYTES


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


async def _is_there(file: File) -> bool:
    return file.path is not None and await run_sync(is_on_disk, file.path)
