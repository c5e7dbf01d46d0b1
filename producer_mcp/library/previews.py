"""Previews: small mp3 files to hear clips by, with their outlines, made once and kept in the data folder up to a limit."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from .atomic_files import DATA_VARIABLE, ensure_folder, storage_errors

MAX_PREVIEWS_BYTES: Final = 512 << 20
"""Of all previews together; those heard longest ago are deleted first. It is about ten hours of music."""
MAX_UNCHANGED_BYTES: Final = 6_000_000
"""A kept mp3 up to this size is its own preview: it is four minutes at 200 kbit/s."""
PREVIEW_BYTES_PER_SECOND: Final = 12_000
"""Of what is written here: 96 kbit/s."""
MP3_MIME: Final = "audio/mpeg"


class AudioSurvey(NamedTuple):
    """What is known of an audio file that was read to its end: seconds, loudness (LUFS; None of silence), and its outline."""

    seconds: float
    loudness: float | None
    peaks: bytes


SurveyAudio = Callable[[Path], AudioSurvey]
"""Reads an audio file; raises ValueError for what is no audio."""
WritePreview = Callable[[Path, Path], None]
"""Writes an audio file as a small mp3 to a second path, from its beginning on; raises ValueError for what is no audio."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A file to hear a clip by; `survey` is None where nothing here can decode audio."""

    path: Path
    mime: str
    survey: AudioSurvey | None
    size: int
    """Bytes; of a file that is still being written about as many as it will have."""


@dataclass(frozen=True, slots=True)
class PreviewFolder:
    """The kept previews, by a key that the source file has. All methods block."""

    folder: Path
    survey_audio: SurveyAudio | None = None
    write_preview: WritePreview | None = None
    max_bytes: int = MAX_PREVIEWS_BYTES

    @property
    def can_decode(self) -> bool:
        """Whether outlines and previews can be made here."""
        return self.survey_audio is not None and self.write_preview is not None

    def find(self, key: str, source: Path | None) -> Preview | None:
        """A preview that was made before. `source` is the clip's kept file, which may be its own preview."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            fields = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            survey = AudioSurvey(fields["seconds"], fields["loudness"], b64decode(fields["peaks"]))
            path = source if source is not None and is_its_own_preview(source) else self.folder / fields["file"]
            if path is not source:
                os.utime(path)
            return Preview(path, MP3_MIME, survey, path.stat().st_size)
        return None

    def survey(self, source: Path) -> AudioSurvey:
        """Read a file to its end. Raises ValueError for what is no audio."""
        assert self.survey_audio is not None
        return self.survey_audio(source)

    def new_path(self, key: str) -> Path:
        """Where the next preview under that key will be; several processes may each write one. Raises `StorageFailed`."""
        return ensure_folder(self.folder, DATA_VARIABLE) / f"{key}-{uuid4().hex[:8]}.mp3"

    def write(self, source: Path, path: Path) -> None:
        """Write a preview, from its beginning on. Raises ValueError and `StorageFailed`."""
        assert self.write_preview is not None
        try:
            with storage_errors(self.folder, DATA_VARIABLE):
                self.write_preview(source, path)
        except BaseException:
            with suppress(OSError):  # Windows deletes nothing that is being read
                path.unlink()
            raise

    def keep(self, key: str, survey: AudioSurvey, path: Path | None) -> None:
        """Have `find` find a preview; `path` is None where a file is its own preview. Raises `StorageFailed`."""
        fields = {"seconds": survey.seconds, "loudness": survey.loudness, "peaks": b64encode(survey.peaks).decode()}
        folder = ensure_folder(self.folder, DATA_VARIABLE)
        with storage_errors(folder, DATA_VARIABLE):
            temporary = folder / f".{uuid4().hex}"
            temporary.write_text(json.dumps(fields | ({"file": path.name} if path is not None else {})), "utf-8")
            temporary.replace(folder / f"{key}.json")
            with suppress(FileNotFoundError, PermissionError):  # another process deletes, or reads, the same one
                self._delete_old(spared=path)

    def total_bytes(self) -> int:
        """The bytes of all previews."""
        with suppress(FileNotFoundError):
            return sum(path.stat().st_size for path in self.folder.iterdir())
        return 0

    def _delete_old(self, spared: Path | None) -> None:
        """Delete those heard longest ago, until the rest is within the limit."""
        found = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self.folder.glob("*.mp3"))
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= self.max_bytes:
                return
            if path != spared:
                path.unlink(missing_ok=True)
                (self.folder / f"{path.stem.partition('-')[0]}.json").unlink(missing_ok=True)
                total -= size


def is_its_own_preview(source: Path) -> bool:
    """Whether a kept file is small enough to be heard as it is, and of a form that every browser plays."""
    return source.suffix.lower() == ".mp3" and source.stat().st_size <= MAX_UNCHANGED_BYTES
