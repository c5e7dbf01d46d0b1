"""The engine: composes, edits, keeps and exports music on this machine, without a network.

`Engine(folder)` is the whole of it. A clip is named by its ticket. Every method blocks, and may be called from several threads
and several processes on one folder. Nothing heavy (numpy, av) is imported before the first call.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .brief import Brief
from .clip import AudioFormatName, ClipForm, KnownTempo, NoteRow, ProgressCallback, RenderedClip, SungLine, SungWord
from .errors import BadAudio, CannotDo, EngineError, UnknownTicket
from .score import Line, Stem

if TYPE_CHECKING:
    from .clips import Editor
    from .media import Survey

__all__ = [
    "AudioFormatName",
    "BadAudio",
    "Brief",
    "CannotDo",
    "ClipForm",
    "Engine",
    "EngineError",
    "KnownTempo",
    "Line",
    "NoteRow",
    "ProgressCallback",
    "RenderedClip",
    "Stem",
    "SungLine",
    "SungWord",
    "UnknownTicket",
    "avoided",
    "convert_audio",
    "lengthen_audio",
    "midi_of_notes",
    "missing_seconds_of_audio",
    "patch_audio",
    "seconds_of_audio",
    "survey_audio",
    "tempo_of_audio",
    "write_preview",
]


class Engine:
    """Makes music in a folder of its own.

    Methods that take a ticket raise UnknownTicket when no clip has it, and CannotDo when the clip does not allow what is asked.
    `progress` is called with growing numbers, 0 … 1.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def compose(self, brief: Brief, progress: ProgressCallback | None = None) -> RenderedClip:
        """New music. The same brief gives the same clip on every machine."""
        return self._editor(progress).compose(brief)

    def extend(self, ticket: str, at: float, brief: Brief, progress: ProgressCallback | None = None) -> RenderedClip:
        """Continues a clip from `at` (seconds); what comes before stays the same sample for sample."""
        return self._editor(progress).extend(ticket, at, brief)

    def replace(
        self, ticket: str, start: float, end: float | None, brief: Brief, progress: ProgressCallback | None = None
    ) -> RenderedClip:
        """Rewrites `start` to `end` (seconds; None: the end); the rest stays the same sample for sample."""
        return self._editor(progress).replace(ticket, start, end, brief)

    def cover(self, ticket: str, brief: Brief, strength: float, progress: ProgressCallback | None = None) -> RenderedClip:
        """The same melody, chords and words in another sound; `strength` goes from 0.2 (near) to 1 (far)."""
        return self._editor(progress).cover(ticket, brief, strength)

    def vary(self, ticket: str, brief: Brief, progress: ProgressCallback | None = None) -> RenderedClip:
        """The same form, tempo and key with other notes."""
        return self._editor(progress).vary(ticket, brief)

    def swap_vocals(self, ticket: str, brief: Brief, strength: float, progress: ProgressCallback | None = None) -> RenderedClip:
        """Another voice; every instrument stays the same sample for sample."""
        return self._editor(progress).swap_vocals(ticket, brief, strength)

    def swap_sound(self, ticket: str, brief: Brief, strength: float, progress: ProgressCallback | None = None) -> RenderedClip:
        """Another band; the voice stays the same sample for sample."""
        return self._editor(progress).swap_sound(ticket, brief, strength)

    def add_singer(self, ticket: str, brief: Brief, progress: ProgressCallback | None = None) -> RenderedClip:
        """A voice that sings the lyrics of the brief, where nobody sings; every instrument stays the same sample for sample."""
        return self._editor(progress).add_singer(ticket, brief)

    def split(self, ticket: str, progress: ProgressCallback | None = None) -> tuple[RenderedClip, ...]:
        """Vocals, drums, bass and the rest as four clips whose int16 samples add up to the clip; of a recording approximate."""
        return self._editor(progress).split(ticket)

    def upload(self, path: Path, title: str = "", progress: ProgressCallback | None = None) -> RenderedClip:
        """A recording (wav, mp3, m4a, flac or ogg) as a clip to work on. Raises BadAudio."""
        return self._editor(progress).upload(path, title)

    def export(self, ticket: str, audio_format: AudioFormatName, progress: ProgressCallback | None = None) -> Path:
        """The clip as an audio file in the engine's folder."""
        return self._editor(progress).export(ticket, audio_format)

    def film(self, ticket: str, title: str = "", progress: ProgressCallback | None = None) -> Path:
        """The clip as an mp4, 1280 by 720: its cover, a moving spectrum, and the line being sung."""
        return self._editor(progress).film(ticket, title)

    def picture(self, ticket: str) -> Path:
        """The clip's cover, a PNG of 1024 by 1024."""
        return self._editor(None).picture(ticket)

    def sections(self, ticket: str) -> tuple[tuple[str, float], ...]:
        """Name and start (seconds) of each section of the clip; empty for a recording."""
        return self._editor(None).sections(ticket)

    def form(self, ticket: str) -> ClipForm | None:
        """Where sections and bars begin; None for a recording."""
        return self._editor(None).form(ticket)

    def sung_lines(self, ticket: str) -> tuple[SungLine, ...]:
        """The lines that are sung, and when, word by word, by the notes of the score; empty for a recording."""
        return self._editor(None).sung_lines(ticket)

    def midi(self, ticket: str, title: str = "") -> bytes:
        """The clip as a MIDI file: a track for each part, tempo map, markers, lyrics. Of a recording none: raises CannotDo."""
        return self._editor(None).midi(ticket, title)

    def tempo(self, ticket: str) -> KnownTempo:
        """Tempo and key of the clip: exact from its score; of a recording measured, and how sure is said."""
        return self._editor(None).tempo(ticket)

    def seconds(self, ticket: str) -> float:
        """How long the clip is."""
        return self._editor(None).seconds(ticket)

    def write_lyrics(self, idea: str, seed: str = "") -> tuple[str, str]:
        """A title, and lyrics with [Verse 1], [Chorus] … headings."""
        from .lyrics.writer import write_lyrics

        return write_lyrics(idea, seed)

    def enrich_sound(self, sound: str, seed: str = "") -> str:
        """A richer description of a sound, in words the engine understands."""
        from .prompt import enrich_sound

        return enrich_sound(sound, seed)

    def _editor(self, progress: ProgressCallback | None) -> "Editor":
        from .clips import Editor

        return Editor(self.folder, progress)


def seconds_of_audio(path: Path) -> float:
    """How long an audio file plays, decoded to its end, whatever its length. Raises BadAudio when nothing can be heard."""
    from .media import seconds_of

    return seconds_of(path)


def missing_seconds_of_audio(path: Path, seconds: float) -> float:
    """How much longer an audio file says it is than the `seconds` that could be decoded; 0 where nothing is missing."""
    from .media import missing_seconds_of

    return missing_seconds_of(path, seconds)


def midi_of_notes(instruments: Mapping[str, Sequence[NoteRow]], title: str = "") -> bytes:
    """A MIDI file of notes, by the name of their instrument."""
    from .media.midi import midi_of_notes as written

    return written(instruments, title)


def tempo_of_audio(path: Path) -> KnownTempo | None:
    """Tempo and key of an audio file, measured; None where it is too short to tell. Raises BadAudio."""
    from .clips import tempo_of_file

    return tempo_of_file(path)


def convert_audio(source: Path, target: Path, audio_format: AudioFormatName) -> None:
    """Write an audio file as mp3, wav or flac to `target`, with its own sampling rate and channels. Raises BadAudio."""
    from .media import convert

    convert(source, target, audio_format)


def patch_audio(
    original: Path, other: Path, target: Path, start: float, end: float | None = None, *, ends: bool = False
) -> float:
    """Write a recording as FLAC, with what another has from `start` to `end` (seconds) in its place; the rest stays sample for
    sample. `ends`: it may end where the other does. Returns its length in seconds. Raises BadAudio."""
    from .media import patch

    return patch(original, other, target, start, end, ends=ends)


def lengthen_audio(source: Path, target: Path, at: float, seconds: float) -> None:
    """Write the first `at` seconds of a recording, and `seconds` of silence after them, as FLAC. Raises BadAudio."""
    from .media import lengthen

    lengthen(source, target, at, seconds)


def survey_audio(path: Path) -> "Survey":
    """How long an audio file plays, how loud it is, and its outline. Raises BadAudio."""
    from .media import survey

    return survey(path)


def write_preview(source: Path, target: Path) -> None:
    """Write an audio file as a small mp3 to hear it by, which can be read while it grows. Raises BadAudio."""
    from .media import write_preview

    write_preview(source, target)


def avoided(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a list such as `drums, sadness`: what a piece can go without, as its sound says it (`no drums`), and what it cannot."""
    from .prompt import avoided as read

    return read(text)
