"""The library: the folder where finished audio is kept. Files are downloaded, checked, named, tagged, and never overwritten."""

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import anyio
from anyio.to_thread import run_sync

from ..errors import AddressRefused, Expired, FetchFailed, NotAudio, TooLarge
from ..models import MAX_FILE_TRIES, MAX_UPLOAD_BYTES, Clip, File, FileKind, Tempo
from ..network import UnusableNetwork
from . import sidecar
from .archives import parts_in, unpack
from .atomic_files import (
    DATA_VARIABLE,
    PartialFile,
    ensure_folder,
    file_lock,
    move_to_free_name,
    remove_other,
    remove_stale_partials,
    sha256_of,
    storage_errors,
)
from .file_formats import HEAD_BYTES, LOSSLESS_ENDINGS, FileFormat, Media, format_of, is_other, require
from .file_names import candidate_names, file_stem
from .local_files import copy_into, local_path
from .ssrf import AddressGuard

if TYPE_CHECKING:
    from .download import Fetcher
    from .previews import PreviewFolder, SurveyAudio, WritePreview

MeasureSeconds = Callable[[Path], float | None]
"""How many seconds an audio file lasts when decoded, None when that cannot be told; raises ValueError for what is no audio."""
ConvertedFormat = Literal["mp3", "wav", "flac"]
ConvertAudio = Callable[[Path, Path, ConvertedFormat], None]
"""Writes an audio file in another format to a second path; raises ValueError for what is no audio."""
MissingSeconds = Callable[[Path, float], float]
"""How much longer an audio file says it is than the seconds that could be decoded; 0 where it misses nothing."""

MeasureTempo = Callable[[Path], Tempo | None]
"""Tempo and key of an audio file, None where it is too short to tell; raises ValueError for what is no audio."""

MEDIA_OF_KIND: Final[Mapping[FileKind, Media]] = {
    "audio": "audio",
    "mp3": "audio",
    "wav": "audio",
    "flac": "audio",
    "midi": "score",
    "lrc": "timed text",
    "cover": "picture",
    "video": "film",
}
MAX_BYTES: Final[Mapping[Media, int]] = {
    "audio": 2 << 30,
    "picture": 20 << 20,
    "film": 2 << 30,
    "archive": 2 << 30,
    "score": 20 << 20,
    "timed text": 20 << 20,
}
"""Of the files of clips; two hours of 16-bit stereo are 1.3 GB."""
MAX_CUT_OFF_TRIES: Final = 3
"""A file that came without its length, and is shorter than it says, is fetched so often; then it is kept as it is."""
STALE_PARTIAL_AGE: Final = timedelta(days=1)
"""A temporary file that old belongs to a process that is gone."""
MAX_DEVIATION_SHARE: Final = 0.2
MAX_DEVIATION_SECONDS: Final = 3.0
"""How far a file's length may be from the vendor's word before it is remarked: the larger of the two."""


class Library:
    """Keeps the files of clips. Every error is a `ProducerError` that names what to do; no half-written file stays behind."""

    def __init__(
        self,
        folder: Path,
        *,
        saves: bool,
        loopback_hosts: frozenset[str],
        now: Callable[[], datetime],
        data_folder: Path,
        measure_seconds: MeasureSeconds | None = None,
        missing_seconds: MissingSeconds | None = None,
        convert_audio: ConvertAudio | None = None,
        survey_audio: "SurveyAudio | None" = None,
        write_preview: "WritePreview | None" = None,
        measure_tempo: MeasureTempo | None = None,
        max_bytes: Mapping[Media, int] = MAX_BYTES,
        first_pause: float = 0.5,
    ) -> None:
        """`folder` is the music folder; with `saves` off nothing is written there.

        Local files are read from `data_folder` only, and parts and uploads are put into it. `loopback_hosts` holds the
        `host:port` of vendors on this machine. `first_pause` is that between the first two tries at a download, in seconds.
        Without `measure_seconds` nothing here can decode audio, and files are judged by their first bytes alone.
        """
        self.folder = folder
        self.saves = saves
        self._data_folder = data_folder
        self._guard = AddressGuard(loopback_hosts)
        self._now = now
        self._measure_seconds = measure_seconds
        self._missing_seconds = missing_seconds
        self._convert_audio = convert_audio
        self._preview_makers = survey_audio, write_preview
        self._measure_tempo = measure_tempo
        self._max_bytes = max_bytes
        self._first_pause = first_pause
        self._fetcher: Fetcher | None = None
        self._is_swept = False

    async def keep(self, clip: Clip, file: File, *, arguments: Mapping[str, object] | None = None) -> File:
        """Bring one file of a clip into the folder; returns it with its path, size and hash, and remarks in `error`.

        A file that is kept already is not downloaded again. `arguments` are the task's, for the sidecar. With saving off a local
        file is described where it lies, and one at a vendor is left there.
        Raises `Expired`, `NotAudio`, `AddressRefused`, `TooLarge`, `FetchFailed` or `StorageFailed`.
        """
        if not self.saves:
            return await run_sync(self._described_in_place, file)
        folder = await run_sync(ensure_folder, self.folder)
        with storage_errors(folder):
            if kept := await run_sync(self._kept_before, folder, clip, file):
                return kept
            async with _partial_file(folder) as partial:
                media, is_whole = MEDIA_OF_KIND[file.kind], True
                if source := await run_sync(local_path, file, self._data_folder):
                    await run_sync(copy_into, partial, source, self._max_bytes[media])
                else:
                    is_whole = await self._fetch(file.url, partial, media, _renewal(clip, file), clip)
                may_be_cut = is_whole or file.tries + 1 >= MAX_CUT_OFF_TRIES
                return await run_sync(self._finish, partial, clip, file, arguments, may_be_cut)

    @cached_property
    def previews(self) -> "PreviewFolder":
        """The small files by which clips are heard in a player."""
        from .previews import PreviewFolder  # imported when somebody listens, so that the server starts faster

        return PreviewFolder(self._data_folder / "previews", *self._preview_makers)

    @asynccontextmanager
    async def borrowed(self, clip: Clip, url: str) -> AsyncIterator[Path]:
        """A clip's sound at its vendor, fetched for the length of the block and not kept. Raises as `keep` does."""
        folder = await run_sync(ensure_folder, self._data_folder / "previews", DATA_VARIABLE)
        with storage_errors(folder, DATA_VARIABLE):
            async with _partial_file(folder) as partial:
                await self._fetch(url, partial, "audio", f"{clip.vendor} has to be asked for a fresh one", clip)
                await run_sync(partial.close)
                yield partial.path

    def holds(self, file: File) -> bool:
        """Whether a file is kept in the folder."""
        return self.saves and file.path is not None and Path(file.path).parent == self.folder.resolve()

    async def renamed(self, clip: Clip, file: File, *, arguments: Mapping[str, object] | None = None) -> File:
        """Another copy of a kept file, with the name and the tags of `clip` as it is now; the one before stays until `remove`.

        Raises `StorageFailed`, also when it is gone.
        """
        folder = await run_sync(ensure_folder, self.folder)
        with storage_errors(folder):
            async with _partial_file(folder) as partial:
                await run_sync(copy_into, partial, Path(file.path or ""), self._max_bytes[MEDIA_OF_KIND[file.kind]])
                return await run_sync(self._finish, partial, clip, file, arguments, True)

    async def remove(self, before: Clip, after: Clip, files: Sequence[tuple[File, File]]) -> None:
        """Delete what a clip had under the name it had `before`: its sidecar, and each file of which there is a copy now.

        `files`: each file before and after; where both have one name, it stays. Raises `StorageFailed`.
        """
        with storage_errors(self.folder):
            for old, new in files:
                await run_sync(remove_other, Path(old.path or ""), Path(new.path or ""))
            await run_sync(sidecar.remove, self.folder, before, after)

    @property
    def converts(self) -> bool:
        """Whether audio can be brought into another format here, and may be kept."""
        return self.saves and self._convert_audio is not None

    @staticmethod
    def is_lossless(ending: str) -> bool:
        """Whether files with that ending hold their sound without loss, so that a wav of one is what it would have been."""
        return ending in LOSSLESS_ENDINGS

    async def converted(self, clip: Clip, source: File, audio_format: ConvertedFormat) -> File:
        """A kept file of a clip in another format, made and kept here. Raises `NotAudio` or `StorageFailed`."""
        assert self._convert_audio is not None and source.path is not None
        folder = await run_sync(ensure_folder, self._data_folder / "exports", DATA_VARIABLE)
        with storage_errors(folder, DATA_VARIABLE):
            async with _partial_file(folder) as partial:
                await run_sync(partial.close)
                try:
                    await run_sync(self._convert_audio, Path(source.path), partial.path, audio_format)
                except ValueError as error:
                    raise NotAudio(f"the kept file cannot be read as audio: {error}") from error
                made = File(clip_id=clip.clip_id, owner=clip.owner, kind=audio_format, path=str(partial.path))
                return await self.keep(clip, made)

    async def put(self, content: bytes, kind: FileKind) -> Path:
        """A file with that content in the data folder, from where `keep` takes it; the same content is written once."""
        ending = {"midi": ".mid"}.get(kind, f".{kind}")
        folder = await run_sync(ensure_folder, self._data_folder / "exports", DATA_VARIABLE)
        with storage_errors(folder, DATA_VARIABLE):
            async with _partial_file(folder) as partial:
                await run_sync(partial.write, content)
                await run_sync(partial.close)
                return await run_sync(move_to_free_name, partial.path, partial.sha256, [f"{partial.sha256}{ending}"])

    async def unpack(self, url: str, clip: Clip, ticket: str) -> list[tuple[str, Path]]:
        """The parts in a vendor's zip of stems, each with its file in the data folder; downloaded once for each ticket."""
        name = hashlib.sha256(f"{clip.account}\n{clip.clip_id}\n{ticket}".encode()).hexdigest()[:20]
        folder = await run_sync(ensure_folder, self._data_folder / "parts", DATA_VARIABLE)
        with storage_errors(folder, DATA_VARIABLE):
            if parts := await run_sync(parts_in, folder / name):
                return parts
            async with _partial_file(folder) as partial:
                await self._fetch(url, partial, "archive", _renewal(clip), clip)
                await run_sync(partial.close)
                return await run_sync(unpack, partial.path, folder / name, clip.title, self._max_bytes["audio"])

    async def fetch_upload(self, url: str) -> Path:
        """Somebody's audio at a public address, checked and put into the data folder, named by the hash of its bytes."""
        folder = await run_sync(ensure_folder, self._data_folder / "uploads", DATA_VARIABLE)
        with storage_errors(folder, DATA_VARIABLE):
            async with _partial_file(folder) as partial:
                await self._fetch(url, partial, "audio", "give the address of an audio file that anybody can download")
                await run_sync(partial.close)
                form = await run_sync(self._format_of_upload, partial)
                name = f"{partial.sha256}{form.ending}"
                return await run_sync(move_to_free_name, partial.path, partial.sha256, [name])

    async def seconds_of(self, path: Path) -> float | None:
        """How long a kept file plays; None where nothing here can decode it."""
        with suppress(ValueError):
            return await run_sync(self._measure_seconds, path) if self._measure_seconds else None
        return None

    @property
    def measures(self) -> bool:
        """Whether tempo and key of a file can be measured here."""
        return self._measure_tempo is not None

    async def tempo_of(self, path: Path) -> Tempo | None:
        """Tempo and key of a kept file, measured from its beginning; None where that cannot be done, or nothing can be told."""
        with suppress(ValueError):
            return await run_sync(self._measure_tempo, path) if self._measure_tempo else None
        return None

    async def retagged(self, clip: Clip, file: File) -> File:
        """A kept file with the tags of `clip` as it is now, under its own name; as it was where it is not what was kept.

        Raises `StorageFailed`.
        """
        if not self.holds(file):
            return file
        from .retagging import retag  # imported with the first file that is tagged anew

        folder = await run_sync(ensure_folder, self.folder)
        with storage_errors(folder):
            async with _partial_file(folder) as partial:
                most = self._max_bytes[MEDIA_OF_KIND[file.kind]]
                return await run_sync(retag, partial, clip, file, most, ensure_folder(self._data_folder, DATA_VARIABLE))

    def counts(self) -> tuple[int, int]:
        """How many files of clips the folder holds, and their bytes; sidecars are not counted. Reads the folder, so it blocks."""
        if not self.folder.is_dir():
            return 0, 0
        with storage_errors(self.folder), os.scandir(self.folder) as entries:
            sizes = [entry.stat(follow_symlinks=False).st_size for entry in entries if _is_of_a_clip(entry)]
        return len(sizes), sum(sizes)

    async def close(self) -> None:
        """Close network connections."""
        if self._fetcher:
            await self._fetcher.close()

    async def _fetch(self, url: str | None, partial: PartialFile, media: Media, remedy: str, clip: Clip | None = None) -> bool:
        """Download into `partial`; errors end with `remedy`. Whether the server said how long the file is, and it is."""
        if url is None:
            raise Expired(f"no address of the file is known; {remedy}")
        if self._fetcher is None:
            try:
                self._fetcher = await run_sync(self._new_fetcher)
            except UnusableNetwork as error:
                raise FetchFailed(f"{error}; {remedy}") from error
        max_bytes = self._max_bytes[media] if clip else min(self._max_bytes[media], MAX_UPLOAD_BYTES)
        try:
            return await self._fetcher.fetch(
                url, partial, max_bytes=max_bytes, check_head=lambda head: is_other(head, media) and require(head, media)
            )
        except (AddressRefused, TooLarge) as error:
            raise type(error)(f"{error}; {f'the file stays at {clip.vendor}' if clip else remedy}") from error
        except FetchFailed as error:
            raise type(error)(f"{error}; {remedy}") from error

    def _new_fetcher(self) -> "Fetcher":
        from .download import Fetcher

        return Fetcher(self._guard, first_pause=self._first_pause)

    def _described_in_place(self, file: File) -> File:
        """With saving off: a local file with its path, size and hash; one at a vendor as it is, wanted no more."""
        source = local_path(file, self._data_folder)
        if source is None:
            return file.model_copy(update={"next_try": None})
        with storage_errors(self._data_folder), source.open("rb") as opened:
            mime = format_of(source, opened.read(HEAD_BYTES), MEDIA_OF_KIND[file.kind]).mime
            return _kept(file, source, mime, sha256_of(source), self._now(), None)

    def _kept_before(self, folder: Path, clip: Clip, file: File) -> File | None:
        """The file as an earlier run kept it, where that run died before it could say so."""
        if not self._is_swept:
            self._is_swept = True
            remove_stale_partials(folder, (self._now() - STALE_PARTIAL_AGE).timestamp())
        kept = sidecar.kept_file(folder, clip, file.kind)
        if kept is None:
            return None
        path, entry = kept
        return _kept(file, path, entry.get("mime", ""), entry["sha256"], entry.get("fetched_at"), entry.get("remark"))

    def _finish(
        self, partial: PartialFile, clip: Clip, file: File, arguments: Mapping[str, object] | None, may_be_cut: bool
    ) -> File:
        """Check, tag and name a downloaded file, and record it in the sidecar."""
        from .tags import tagged, tags_of

        partial.close()
        seconds = self._seconds_of(partial, clip, file)
        format_ = format_of(partial.path, partial.head, MEDIA_OF_KIND[file.kind], is_heard=seconds is not None)
        fetched_at = self._now()
        remarks = list(_remarks(partial.path, clip, file.kind, format_, seconds, may_be_cut, self._missing_seconds))
        cover = sidecar.kept_file(partial.folder, clip, "cover")
        with tagged(partial.path, format_.ending, tags_of(clip, cover[0] if cover else None)) as ready:
            if ready == partial.path and format_.media == "audio":
                remarks.append("kept without tags, which could not be written")
            sha256 = partial.sha256 if ready == partial.path else sha256_of(ready)
            with file_lock(ensure_folder(self._data_folder, DATA_VARIABLE) / "library.lock"):
                path = move_to_free_name(ready, sha256, candidate_names(file_stem(clip), format_.ending))
                entry = {
                    "file": path.name,
                    "mime": format_.mime,
                    "size": path.stat().st_size,
                    "sha256": sha256,
                    "sha256_as_made": partial.sha256,
                    "from": _without_secrets(file.url),
                    "fetched_at": fetched_at.isoformat(),
                    "saved_at": self._now().isoformat(),
                    "remark": "; ".join(remarks) or None,
                }
                try:
                    sidecar.record(partial.folder, clip, file.kind, entry, arguments)
                except OSError:  # the song itself is kept
                    remarks.append("kept without its .json page, which could not be written")
        return _kept(file, path, format_.mime, sha256, fetched_at, "; ".join(remarks) or None)

    def _seconds_of(self, partial: PartialFile, clip: Clip, file: File) -> float | None:
        """How long audio plays; None for other media, and where nothing here can decode it. Raises `NotAudio`."""
        media = MEDIA_OF_KIND[file.kind]
        if media != "audio" or self._measure_seconds is None or is_other(partial.head, media):
            return None
        try:
            return self._measure_seconds(partial.path)
        except ValueError as error:
            raise NotAudio(f"the audio cannot be decoded; {_renewal(clip, file)}") from error

    def _format_of_upload(self, partial: PartialFile) -> FileFormat:
        """The format of somebody's audio; bytes of no known format are left to the decoder, where there is one."""
        return format_of(partial.path, partial.head, "audio", is_heard=self._measure_seconds is not None)


@asynccontextmanager
async def _partial_file(folder: Path) -> AsyncIterator[PartialFile]:
    """A file to write into, deleted at the end of the block unless it was given a name."""
    partial = await run_sync(PartialFile, folder)
    try:
        yield partial
    finally:
        with anyio.CancelScope(shield=True):
            await run_sync(partial.discard)


def _remarks(
    path: Path,
    clip: Clip,
    kind: FileKind,
    format_: FileFormat,
    seconds: float | None,
    may_be_cut: bool,
    missing_seconds: MissingSeconds | None,
) -> Iterator[str]:
    """What is odd about a file that is kept all the same; raises `FetchFailed` for one that may come whole next time."""
    if kind in ("mp3", "wav", "flac") and format_.ending != f".{kind}":
        yield f"kept, but it is {format_.ending[1:]}, where {kind} was asked for"
    if seconds is None:
        return
    missing = missing_seconds(path, seconds) if missing_seconds else 0.0
    if missing and not may_be_cut:
        raise FetchFailed(f"only {seconds:.0f} s of {seconds + missing:.0f} s came; it is fetched again by itself")
    if missing:
        told = seconds + missing
        yield f"kept, but it ends after {seconds:.0f} s, where the file says {told:.0f} s; it came so from {clip.vendor}"
    elif clip.seconds is not None and _is_far_from(seconds, clip.seconds):
        yield f"kept, but it lasts {seconds:.0f} s, where {clip.vendor} said {clip.seconds:.0f} s"


def _kept(file: File, path: Path, mime: str, sha256: str, fetched_at: datetime | str | None, remark: str | None) -> File:
    moment = datetime.fromisoformat(fetched_at) if isinstance(fetched_at, str) else fetched_at
    kept = {"path": str(path), "mime": mime, "size": path.stat().st_size, "sha256": sha256, "fetched_at": moment}
    return file.model_copy(update={**kept, "error": remark, "next_try": None})


def _is_far_from(seconds: float, told: float) -> bool:
    return abs(seconds - told) > max(MAX_DEVIATION_SECONDS, MAX_DEVIATION_SHARE * told)


def _renewal(clip: Clip, file: File | None = None) -> str:
    """How to get a fresh address of a clip's file, or what to do once it has been tried often enough."""
    if file is not None and file.tries + 1 >= MAX_FILE_TRIES:
        return (
            f"after {MAX_FILE_TRIES} tries it is not fetched again: "
            f"fetch it by hand where an address is shown, or look at your {clip.vendor} account"
        )
    if not clip.task_id:
        return f"{clip.vendor} has to be asked for a fresh one"
    return f'get_tasks(task_ids=["{clip.task_id}"]) asks {clip.vendor} for a fresh address'


def _without_secrets(url: str | None) -> str | None:
    """A URL without user name, password, query and fragment, any of which may be secret."""
    if not url:
        return None
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_of_a_clip(entry: "os.DirEntry[str]") -> bool:
    is_sidecar = entry.name.endswith(sidecar.SIDECAR_ENDING)
    return " - clip_" in entry.name and not is_sidecar and entry.is_file(follow_symlinks=False)
