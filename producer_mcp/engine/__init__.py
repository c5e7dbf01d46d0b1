"""The engine: a composer in the box. No key, no network, real audio.

`Engine(folder)` composes, edits, keeps and exports clips; a clip is a ticket. Every method blocks, and may be called from
several threads and several processes on one folder. Nothing heavy is imported before the first call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .errors import BadAudio, CannotDo, EngineError, UnknownTicket
from .score import Line, Stem

if TYPE_CHECKING:
    from .composer import Brief

AudioFormatName = Literal["mp3", "wav", "m4a", "flac"]
Progress = Callable[[float], None]
"""Told 0 … 1 while rendering."""

__all__ = [
    "AudioFormatName",
    "BadAudio",
    "CannotDo",
    "Engine",
    "EngineError",
    "Line",
    "Progress",
    "RenderedClip",
    "Stem",
    "UnknownTicket",
]


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A clip, as the engine keeps it."""

    ticket: str
    seconds: float
    file: Path
    """FLAC, 44.1 kHz, stereo."""
    understood: str
    """What was really understood of the sound asked for."""
    lyrics: str
    bpm: float | None
    key: str
    part: Stem | None = None
    certainty: str = ""
    """Of a recording: how sure its tempo and key are."""
    lines: tuple[Line, ...] = ()
    """What is sung when."""
    sections: tuple[tuple[str, float], ...] = ()
    """What its parts are called, and the second at which each begins; a recording has none."""


class Engine:
    """Makes music in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def compose(self, brief: "Brief", progress: Progress | None = None) -> RenderedClip:
        from .clips.desk import Editor

        return Editor(self.folder, progress).compose(brief)

    def extend(self, ticket: str, at: float | None, brief: "Brief", progress: Progress | None = None) -> RenderedClip:
        """What comes before `at` (seconds; unsaid: the end) stays, sample for sample. Raises CannotDo past the end."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).extend(ticket, at, brief)

    def replace(
        self, ticket: str, start: float, end: float | None, brief: "Brief", progress: Progress | None = None
    ) -> RenderedClip:
        """What lies outside start … end (seconds) stays, sample for sample."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).replace(ticket, start, end, brief)

    def cover(self, ticket: str, brief: "Brief", strength: float, progress: Progress | None = None) -> RenderedClip:
        """The same melody, chords and words in another sound; `strength` 0.2 near … 1 far."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).cover(ticket, brief, strength)

    def vary(self, ticket: str, brief: "Brief", progress: Progress | None = None) -> RenderedClip:
        """The same form, tempo and key with other notes."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).vary(ticket, brief)

    def swap_vocals(self, ticket: str, brief: "Brief", strength: float, progress: Progress | None = None) -> RenderedClip:
        """Another voice; every instrument stays, sample for sample."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).swap_vocals(ticket, brief, strength)

    def swap_sound(self, ticket: str, brief: "Brief", strength: float, progress: Progress | None = None) -> RenderedClip:
        """Another band; the voice stays, sample for sample."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).swap_sound(ticket, brief, strength)

    def split(self, ticket: str, progress: Progress | None = None) -> tuple[RenderedClip, ...]:
        """Vocals, drums, bass and the rest, which add up to the clip as integers; of a recording they are approximate."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).split(ticket)

    def upload(self, path: Path, title: str = "", progress: Progress | None = None) -> RenderedClip:
        """A recording (wav, mp3, m4a, flac, ogg) to work on. Raises BadAudio."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).upload(path, title)

    def describe(self, ticket: str, progress: Progress | None = None) -> RenderedClip:
        """A clip again, by its ticket. Raises UnknownTicket."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).describe(ticket)

    def export(self, ticket: str, form: AudioFormatName, progress: Progress | None = None) -> Path:
        """The clip as a file to take away."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).export(ticket, form)

    def film(self, ticket: str, title: str = "", progress: Progress | None = None) -> Path:
        """The clip as a 1280 by 720 mp4: its picture, a moving spectrum, and the line being sung."""
        from .clips.desk import Editor

        return Editor(self.folder, progress).film(ticket, title)

    def picture(self, ticket: str) -> Path:
        """The clip's cover, a PNG of 1024 by 1024."""
        from .clips.desk import Editor

        return Editor(self.folder, None).picture(ticket)

    def write_lyrics(self, idea: str, seed: str = "") -> tuple[str, str]:
        """A title and a text with [Verse 1], [Chorus] … markers."""
        from .lyrics.writer import write_lyrics

        return write_lyrics(idea, seed)

    def enrich_sound(self, sound: str, seed: str = "") -> str:
        """A richer description of a sound, in words the engine understands."""
        from .prompt import enrich_sound

        return enrich_sound(sound, seed)
