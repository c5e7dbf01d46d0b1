"""The shelf: recipes, recordings and finished files on disk, and stems that would be dear to make again.

Everything is written under another name first and then renamed, so that several processes can share one shelf.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np

from ..errors import UnknownTicket
from ..samples import Integers
from ..score import Stem
from . import recipe as recipes
from .recipe import Recipe

STEMS_BYTES = 1 << 30
"""How much the rendered stems may take; the oldest go first."""
FRAME_BYTES = 4


class ClipStore:
    """A folder: `recipes`, `recordings`, `clips`, `stems`."""

    def __init__(self, folder: Path, stems_bytes: int = STEMS_BYTES) -> None:
        self.folder = folder
        self._stems_bytes = stems_bytes

    def place(self, kind: str, name: str) -> Path:
        folder = self.folder / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    @contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """Another name to write under; it becomes `path` when all went well."""
        other = path.with_name(f".{uuid4().hex}-{path.name}")
        try:
            yield other
            os.replace(other, path)
        finally:
            with suppress(FileNotFoundError):
                other.unlink()

    def keep(self, recipe: Recipe) -> str:
        """The ticket it can be had again by."""
        text = recipes.written(recipe)
        ticket = recipes.ticket_of(text)
        path = self.place("recipes", f"{ticket}.json")
        if not path.exists():
            with self.writing(path) as other:
                other.write_text(text, encoding="utf-8")
        return ticket

    def recipe(self, ticket: str) -> Recipe:
        path = self.folder / "recipes" / f"{ticket}.json"
        try:
            return recipes.from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as problem:
            raise UnknownTicket(f"no clip is kept under {ticket!r}") from problem

    def record(self, waves: Iterable[Integers]) -> tuple[str, int]:
        """Keeps a recording; its name is the hash of its samples. Returns the name and the length in samples."""
        waiting, digest, length = self.place("recordings", f".{uuid4().hex}"), sha256(), 0
        try:
            with waiting.open("wb") as file:
                for wave in waves:
                    told = np.ascontiguousarray(wave.T).tobytes()
                    digest.update(told)
                    file.write(told)
                    length += len(told) // FRAME_BYTES
            os.replace(waiting, self.place("recordings", digest.hexdigest()))
        finally:
            waiting.unlink(missing_ok=True)
        return digest.hexdigest(), length

    def has_stem(self, key: str) -> bool:
        return self.place("stems", key).exists()

    def stem(self, key: str) -> "StemFile | None":
        """A rendered stem, if it is still there."""
        path = self.place("stems", key)
        try:
            length = path.stat().st_size // FRAME_BYTES
            with suppress(OSError):
                os.utime(path)
        except FileNotFoundError:
            return None
        return StemFile(path, length)

    @contextmanager
    def stems_written(self, keys: Mapping[Stem, str]) -> Iterator[Callable[[Stem, Integers], None]]:
        """A function that adds to the stems' files; they are there when all went well."""
        paths = {stem: self.place("stems", key) for stem, key in keys.items()}
        others = {stem: path.with_name(f".{uuid4().hex}") for stem, path in paths.items()}
        files = {stem: other.open("wb") for stem, other in others.items()}
        try:
            yield lambda stem, wave: (files[stem].write(np.ascontiguousarray(wave.T).data), None)[1]
            for stem, file in files.items():
                file.close()
                os.replace(others[stem], paths[stem])
        finally:
            for stem, file in files.items():
                file.close()
                with suppress(FileNotFoundError):
                    others[stem].unlink()
        self.tidied(set(keys.values()))

    def tidied(self, spared: set[str]) -> None:
        """Lets the stems go that were not used for longest, while they take too much."""
        found = []
        for path in self.place("stems", "any").parent.iterdir():
            with suppress(OSError):
                found.append((path.stat().st_mtime, path.stat().st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found, key=lambda row: row[0]):
            if total <= self._stems_bytes:
                return
            if path.name not in spared and not path.name.startswith("."):
                with suppress(OSError):
                    path.unlink()
                    total -= size


class StemFile:
    """A stem on disk: (2, samples) whole numbers, read a stretch at a time."""

    def __init__(self, path: Path, length: int) -> None:
        self._file = path.open("rb")
        self.length = length

    def read(self, start: int, stop: int) -> Integers:
        """Silent beyond its ends."""
        wave = np.zeros((2, stop - start), dtype=np.int16)
        first, last = max(0, start), min(self.length, stop)
        if first < last:
            self._file.seek(first * FRAME_BYTES)
            read = np.fromfile(self._file, dtype=np.int16, count=2 * (last - first)).reshape(-1, 2).T
            wave[:, first - start : first - start + read.shape[1]] = read
        return wave

    def close(self) -> None:
        self._file.close()
