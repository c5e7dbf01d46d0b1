"""The store: a folder of recipes, recordings, finished files and rendered stems.

Every file is written under another name and then renamed, so that several processes can share one folder.
Stems and recordings are raw int16, 44.1 kHz, left and right interleaved.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import numpy as np

from ..errors import UnknownTicket
from ..samples import Integers
from ..score import Stem
from . import recipe as recipes
from .recipe import Recipe

MAX_STEMS_BYTES = 1 << 30
"""How much all rendered stems may take on disk; the ones used longest ago are deleted first."""
SAMPLE_BYTES = 4
"""Bytes of one sample of both channels."""


class ClipStore:
    """A folder with `recipes`, `recordings`, `clips` and `stems` in it."""

    def __init__(self, folder: Path, max_stems_bytes: int = MAX_STEMS_BYTES) -> None:
        self.folder = folder
        self._max_stems_bytes = max_stems_bytes

    def path(self, kind: str, name: str) -> Path:
        """Where a file of a kind (`recipes`, `recordings`, `clips`, `stems`) is kept; its folder is made if needed."""
        return self._folder_of(kind) / name

    def _folder_of(self, kind: str) -> Path:
        folder = self.folder / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """A temporary path to write to. It becomes `path` when the block ends, and is deleted when the block raises."""
        temporary = path.with_name(f".{uuid4().hex}-{path.name}")
        try:
            yield temporary
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def keep(self, recipe: Recipe) -> str:
        """Stores a recipe and returns its ticket."""
        text = recipes.written(recipe)
        ticket = recipes.ticket_of(text)
        path = self.path("recipes", f"{ticket}.json")
        if not path.exists():
            with self.writing(path) as temporary:
                temporary.write_text(text, encoding="utf-8")
        return ticket

    def recipe(self, ticket: str) -> Recipe:
        """The recipe with this ticket. Raises UnknownTicket."""
        path = self.folder / "recipes" / f"{ticket}.json"
        try:
            return recipes.from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as problem:
            raise UnknownTicket(f"no clip is kept under {ticket!r}") from problem

    def keep_recording(self, waves: Iterable[Integers]) -> tuple[str, int]:
        """Stores int16 waves (2, samples) as one recording. Returns its name, the hash of its samples, and its length."""
        temporary, hashed, length = self.path("recordings", f".{uuid4().hex}"), sha256(), 0
        try:
            with temporary.open("wb") as file:
                for wave in waves:
                    content = np.ascontiguousarray(wave.T).tobytes()
                    hashed.update(content)
                    file.write(content)
                    length += len(content) // SAMPLE_BYTES
            name = hashed.hexdigest()
            os.replace(temporary, self.path("recordings", name))
        finally:
            temporary.unlink(missing_ok=True)
        return name, length

    def has_stem(self, key: str) -> bool:
        """Whether a rendered stem is still there."""
        return self.path("stems", key).exists()

    def stem(self, key: str) -> "StemFile | None":
        """A rendered stem, open for reading, and marked as used now; None when it is not there."""
        path = self.path("stems", key)
        try:
            length = path.stat().st_size // SAMPLE_BYTES
            with suppress(OSError):
                os.utime(path)
            return StemFile(path, length)
        except FileNotFoundError:
            return None

    @contextmanager
    def stems_written(self, keys: Mapping[Stem, str]) -> Iterator[Callable[[Stem, Integers], None]]:
        """A function that appends int16 (2, samples) to a stem's file. The files are kept unless the block raises."""
        paths = {stem: self.path("stems", key) for stem, key in keys.items()}
        temporary = {stem: path.with_name(f".{uuid4().hex}") for stem, path in paths.items()}
        files: dict[Stem, BinaryIO] = {stem: path.open("wb") for stem, path in temporary.items()}

        def append(stem: Stem, wave: Integers) -> None:
            files[stem].write(np.ascontiguousarray(wave.T).data)

        try:
            yield append
            for stem, file in files.items():
                file.close()
                os.replace(temporary[stem], paths[stem])
        finally:
            for stem, file in files.items():
                file.close()
                temporary[stem].unlink(missing_ok=True)
        self.delete_old_stems(spared=set(keys.values()))

    def delete_old_stems(self, spared: set[str]) -> None:
        """Deletes the stems used longest ago until the rest fits into the limit; never the spared keys."""
        files = []
        for path in self._folder_of("stems").iterdir():
            with suppress(OSError):
                files.append((path.stat().st_mtime, path.stat().st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files, key=itemgetter(0)):
            if total <= self._max_stems_bytes:
                return
            if path.name not in spared and not path.name.startswith("."):
                with suppress(OSError):
                    path.unlink()
                    total -= size


class StemFile:
    """A stem or recording on disk, open for reading a stretch at a time."""

    def __init__(self, path: Path, length: int) -> None:
        self._file = path.open("rb")
        self.length = length

    def read(self, start: int, stop: int) -> Integers:
        """From sample `start` to sample `stop`: int16 (2, stop - start), zero before the beginning and after the end."""
        wave = np.zeros((2, stop - start), dtype=np.int16)
        first, last = max(0, start), min(self.length, stop)
        if first < last:
            self._file.seek(first * SAMPLE_BYTES)
            stored = np.fromfile(self._file, dtype=np.int16, count=2 * (last - first)).reshape(-1, 2).T
            wave[:, first - start : first - start + stored.shape[1]] = stored
        return wave

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
