"""The library: the folder where finished audio is kept, fetched, checked, named, tagged, and never overwritten."""

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import anyio
from anyio.to_thread import run_sync

from ..errors import AddressRefused, Expired, FetchFailed, NotAudio, TooLarge
from ..models import Clip, File, FileKind
from . import sidecar
from .archives import unpack, unpacked
from .atomic_files import DATA, Draft, one_at_a_time, place, prepared, sha256_of, storage, sweep
from .file_formats import HEAD, FileFormat, Sort, demand
from .file_names import candidates, stem
from .local_files import copied, lent
from .ssrf import AddressGuard

if TYPE_CHECKING:
    from .download import Fetcher

Probe = Callable[[Path], float | None]
"""How many seconds an audio file lasts when decoded; None when that cannot be told; raises ValueError when it is no audio."""

SORTS: Final[Mapping[FileKind, Sort]] = {"audio": "audio", "mp3": "audio", "wav": "audio", "cover": "picture", "video": "film"}
LIMITS: Final[Mapping[Sort, int]] = {"audio": 300 << 20, "picture": 20 << 20, "film": 1 << 30, "archive": 1 << 30}
"""Bytes."""
STALE: Final = timedelta(days=1)
"""How old a temporary file is when nobody writes it any more."""
OFF_BY: Final = 0.2
OFF_BY_SECONDS: Final = 3.0


class Library:
    """Keeps the files of clips. Every error is a `ProducerError` that names what to do; nothing half-done stays behind."""

    def __init__(
        self,
        folder: Path,
        *,
        saves: bool,
        loopback: frozenset[str],
        now: Callable[[], datetime],
        shelter: Path,
        probe: Probe | None = None,
        limits: Mapping[Sort, int] = LIMITS,
        wait: float = 0.5,
    ) -> None:
        """`shelter` is the data folder: local files are taken from there only, and parts are unpacked into it.
        `loopback` holds the `host:port` of vendors whose own base URL is loopback; `wait` is the first pause, in seconds,
        between two tries at a file.
        """
        self.folder = folder
        self.saves = saves
        self._shelter = shelter
        self._gate = AddressGuard(loopback)
        self._now = now
        self._probe = probe
        self._limits = limits
        self._wait = wait
        self._fetcher: Fetcher | None = None
        self._is_swept = False

    async def keep(self, clip: Clip, file: File, *, asked: Mapping[str, object] | None = None) -> File:
        """Bring one file of a clip home; returns it with its path, what it is, and in `error` what is odd about it.

        What is kept already is not fetched again. `asked` is the task's arguments, for the sidecar. With saving off, a local file
        is described where it lies, and one at a vendor is left there.
        Raises `Expired`, `NotAudio`, `AddressRefused`, `TooLarge`, `FetchFailed` or `StorageFailed`.
        """
        if not self.saves:
            return await run_sync(self._left, file)
        home = await run_sync(prepared, self.folder)
        with storage(home):
            if found := await run_sync(self._found, home, clip, file):
                return found
            async with _draft(home) as draft:
                if source := await run_sync(lent, file, self._shelter):
                    await run_sync(copied, source, draft, self._limits[SORTS[file.kind]])
                else:
                    await self._fetch(file.url, draft, SORTS[file.kind], clip)
                return await run_sync(self._settled, draft, clip, file, asked)

    async def unpack(self, url: str, clip: Clip, ticket: str) -> list[tuple[str, Path]]:
        """The parts in a vendor's zip of stems, each with its file in the shelter; unpacked once for a ticket."""
        word = hashlib.sha256(f"{clip.account}\n{clip.clip_id}\n{ticket}".encode()).hexdigest()[:20]
        home = await run_sync(prepared, self._shelter / "parts", DATA)
        with storage(home, DATA):
            if found := await run_sync(unpacked, home / word):
                return found
            async with _draft(home) as draft:
                await self._fetch(url, draft, "archive", clip)
                await run_sync(draft.close)
                return await run_sync(unpack, draft.path, home / word, clip.title, self._limits["audio"])

    async def borrow(self, url: str) -> Path:
        """Audio at a public address, checked and brought into the shelter under the name of its bytes: somebody's upload."""
        home = await run_sync(prepared, self._shelter / "uploads", DATA)
        with storage(home, DATA):
            async with _draft(home) as draft:
                await self._fetch(url, draft, "audio", None)
                await run_sync(draft.close)
                name = f"{draft.sha256}{demand(draft.head, 'audio').ending}"
                return await run_sync(place, draft.path, draft.sha256, [name])

    async def seconds_of(self, path: Path) -> float | None:
        """How long a kept file plays; None where nothing here can decode it."""
        with suppress(ValueError):
            return await run_sync(self._probe, path) if self._probe else None
        return None

    def counts(self) -> tuple[int, int]:
        """How many files of clips the folder holds, and how many bytes; sidecars are not counted. Blocks a little."""
        if not self.folder.is_dir():
            return 0, 0
        with storage(self.folder), os.scandir(self.folder) as entries:
            sizes = [entry.stat(follow_symlinks=False).st_size for entry in entries if _is_of_a_clip(entry)]
        return len(sizes), sum(sizes)

    async def close(self) -> None:
        """Let go of connections."""
        if self._fetcher:
            await self._fetcher.close()

    async def _fetch(self, url: str | None, draft: Draft, sort: Sort, clip: Clip | None) -> None:
        remedy = _renewal(clip) if clip else "give the address of an audio file that anybody can download"
        if url is None:
            raise Expired(f"no address of the file is known; {remedy}")
        if self._fetcher is None:
            self._fetcher = await run_sync(self._new_fetcher)
        try:
            await self._fetcher.fetch(url, draft, limit=self._limits[sort], demand=lambda head: demand(head, sort))
        except (AddressRefused, TooLarge) as error:
            raise type(error)(f"{error}; {f'the file stays at {clip.vendor}' if clip else remedy}") from error
        except FetchFailed as error:
            raise type(error)(f"{error}; {remedy}") from error

    def _new_fetcher(self) -> "Fetcher":
        from .download import Fetcher

        return Fetcher(self._gate, wait=self._wait)

    def _left(self, file: File) -> File:
        """With saving off: where a local file lies; nothing of one that a vendor has."""
        source = lent(file, self._shelter)
        if source is None:
            return file.model_copy(update={"next_try": None})
        with storage(self._shelter), source.open("rb") as opened:
            mime = demand(opened.read(HEAD), SORTS[file.kind]).mime
            return _kept(file, source, mime, sha256_of(source), self._now(), None)

    def _found(self, home: Path, clip: Clip, file: File) -> File | None:
        """What a run before this one kept, and could not say so."""
        if not self._is_swept:
            self._is_swept = True
            sweep(home, (self._now() - STALE).timestamp())
        found = sidecar.kept(home, clip, file.kind)
        if found is None:
            return None
        path, said = found
        return _kept(file, path, said.get("mime", ""), said["sha256"], said.get("fetched_at"), said.get("remark"))

    def _settled(self, draft: Draft, clip: Clip, file: File, asked: Mapping[str, object] | None) -> File:
        """Checked, tagged, named, and written down."""
        from .tags import tagged, tags_of

        draft.close()
        format_ = demand(draft.head, SORTS[file.kind])
        fetched_at = self._now()
        remarks = list(self._oddities(draft.path, clip, file.kind, format_))
        cover = sidecar.kept(draft.folder, clip, "cover")
        with tagged(draft.path, format_.ending, tags_of(clip, cover[0] if cover else None)) as ready:
            if ready == draft.path and format_.sort == "audio":
                remarks.append("kept without tags, which could not be written")
            sha256 = draft.sha256 if ready == draft.path else sha256_of(ready)
            with one_at_a_time(prepared(self._shelter, DATA) / "library.lock"):
                path = place(ready, sha256, candidates(stem(clip), format_.ending))
                entry = {
                    "file": path.name,
                    "mime": format_.mime,
                    "size": path.stat().st_size,
                    "sha256": sha256,
                    "sha256_as_made": draft.sha256,
                    "from": _shown(file.url),
                    "fetched_at": fetched_at.isoformat(),
                    "saved_at": self._now().isoformat(),
                    "remark": "; ".join(remarks) or None,
                }
                try:
                    sidecar.record(draft.folder, clip, file.kind, entry, asked)
                except OSError:  # the song is safe, and that is what matters
                    remarks.append("kept without its .json page, which could not be written")
        return _kept(file, path, format_.mime, sha256, fetched_at, "; ".join(remarks) or None)

    def _oddities(self, path: Path, clip: Clip, kind: FileKind, format_: FileFormat) -> Iterator[str]:
        """What is worth knowing of a file that is kept all the same; raises `NotAudio` when it cannot be decoded."""
        if kind in ("mp3", "wav") and format_.ending != f".{kind}":
            yield f"kept, but it is {format_.ending[1:]}, where {kind} was asked for"
        if format_.sort != "audio" or self._probe is None:
            return
        try:
            seconds = self._probe(path)
        except ValueError as error:
            raise NotAudio(f"the audio cannot be decoded; {_renewal(clip)}") from error
        if seconds is None or clip.seconds is None:
            return
        if abs(seconds - clip.seconds) > max(OFF_BY_SECONDS, OFF_BY * clip.seconds):
            yield f"kept, but it lasts {seconds:.0f} s, where {clip.vendor} said {clip.seconds:.0f} s"


@asynccontextmanager
async def _draft(folder: Path) -> AsyncIterator[Draft]:
    """A file to write, of which nothing is left unless it was given a name."""
    draft = await run_sync(Draft, folder)
    try:
        yield draft
    finally:
        with anyio.CancelScope(shield=True):
            await run_sync(draft.discard)


def _kept(file: File, path: Path, mime: str, sha256: str, fetched_at: datetime | str | None, remark: str | None) -> File:
    moment = datetime.fromisoformat(fetched_at) if isinstance(fetched_at, str) else fetched_at
    found = {"path": str(path), "mime": mime, "size": path.stat().st_size, "sha256": sha256, "fetched_at": moment}
    return file.model_copy(update={**found, "error": remark, "next_try": None})


def _renewal(clip: Clip) -> str:
    """How to get a fresh address."""
    if not clip.task_id:
        return f"{clip.vendor} has to be asked for a fresh one"
    return f'get_tasks(task_ids=["{clip.task_id}"]) asks {clip.vendor} for a fresh address'


def _shown(url: str | None) -> str | None:
    """An address without what may be secret in it."""
    if not url:
        return None
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_of_a_clip(entry: "os.DirEntry[str]") -> bool:
    return " - clip_" in entry.name and not entry.name.endswith(sidecar.ENDING) and entry.is_file(follow_symlinks=False)
