"""The editor: every operation on the clips of a folder, from a ticket to a clip.

An edit changes a clip's recipe. The recipe gives a ticket, and is played when its sound is first needed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..brief import Brief
from ..clip import AudioFormatName, ClipForm, KnownTempo, ProgressCallback, RenderedClip, SungLine
from ..composer import compose, unknown_words
from ..edits.add_voice import add_voice
from ..edits.cover import cover, swap_band, swap_voice
from ..edits.rewrite import continue_score, rewrite_section, vary
from ..errors import CannotDo
from ..media import Picture, draw_cover, encode, is_silent, write_png, write_video
from ..samples import SAMPLE_RATE, Integers, samples_in
from ..score import STEMS, Score
from ..source import AudioSource, chunks
from .flatten import flattened
from .form import form_of
from .recipe import Composed, Only, Recipe, Spliced, each_leaf, is_recorded, length_of, recording_of
from .recordings import uploaded
from .renderer import BAND_STEMS, VOICE_STEMS, ClipRenderer
from .store import ClipStore
from .sung_lines import EARLY_LINE_SECONDS, sung_lines

MIN_EDIT_SECONDS = 0.1
"""The shortest section that can be replaced, and the least that must stand before an extension."""
END_TOLERANCE_SECONDS = 0.1
"""How far past the end of a clip an extension may be asked for; it then begins at the end."""
RENDERING_SHARE = 0.9
"""The share of the progress that playing a score takes; writing the file takes the rest."""


class Editor:
    """Works on the clips of one folder, and reports its progress with numbers that only grow."""

    def __init__(self, folder: Path, progress: ProgressCallback | None) -> None:
        self._store = ClipStore(folder)
        self._renderer = ClipRenderer(self._store)
        self._callback, self._reported = progress, 0.0

    def compose(self, brief: Brief) -> RenderedClip:
        """New music."""
        return self._kept(self._renderer.render_new(compose(brief), self._rendering), brief)

    def extend(self, ticket: str, at: float, brief: Brief) -> RenderedClip:
        """The clip up to `at` (seconds), then what the brief asks for. Raises CannotDo past the end."""
        base = self._store.recipe(ticket)
        length = length_of(base)
        start = samples_in(at)
        if start > length + samples_in(END_TOLERANCE_SECONDS):
            raise CannotDo(f"the clip is {length / SAMPLE_RATE:.1f} s long; it cannot be extended at {at:.1f} s")
        start = min(start, length)
        if start < samples_in(MIN_EDIT_SECONDS):
            raise CannotDo("there is nothing before the place where it should be extended; compose a new clip instead")
        score = continue_score(flattened(base), start / SAMPLE_RATE, brief)
        return self._kept(Spliced(base, start, None, self._renderer.render_insert(score, base, self._rendering)), brief)

    def replace(self, ticket: str, start: float, end: float | None, brief: Brief) -> RenderedClip:
        """The clip with `start` to `end` (seconds; None: the end) composed anew."""
        base = self._store.recipe(ticket)
        length = length_of(base)
        first, last = samples_in(start), length if end is None else min(length, samples_in(end))
        if first >= length:
            raise CannotDo(f"the clip is {length / SAMPLE_RATE:.1f} s long; nothing of it lies after {start:.1f} s")
        if last - first < samples_in(MIN_EDIT_SECONDS):
            raise CannotDo(f"a section to be replaced must be at least {MIN_EDIT_SECONDS} s long")
        score = rewrite_section(flattened(base), first / SAMPLE_RATE, last / SAMPLE_RATE, brief)
        score = replace(score, seconds=(last - first) / SAMPLE_RATE)
        return self._kept(Spliced(base, first, last, self._renderer.render_insert(score, base, self._rendering)), brief)

    def cover(self, ticket: str, brief: Brief, strength: float) -> RenderedClip:
        """The same melody, chords and words in another sound. Raises CannotDo for a recording."""
        return self._rewritten(ticket, brief, lambda score: cover(score, brief, strength), "covered")

    def vary(self, ticket: str, brief: Brief) -> RenderedClip:
        """The same form, tempo and key with other notes. Raises CannotDo for a recording."""
        return self._rewritten(ticket, brief, lambda score: vary(score, brief), "varied")

    def _rewritten(self, ticket: str, brief: Brief, change: Callable[[Score], Score], participle: str) -> RenderedClip:
        recipe = self._store.recipe(ticket)
        if is_recorded(recipe):
            raise CannotDo(f"this clip is a recording: its melody and chords are not known, so it cannot be {participle}")
        return self._kept(self._renderer.render_new(change(flattened(recipe)), self._rendering), brief)

    def swap_vocals(self, ticket: str, brief: Brief, strength: float) -> RenderedClip:
        """Another voice; the band stays. Raises CannotDo for a recording, and where nobody sings."""
        recipe = self._store.recipe(ticket)
        if not is_recorded(recipe) and not _is_sung(flattened(recipe)):
            raise CannotDo("nobody sings in this clip, so there is no voice to swap")

        def change(leaf: Composed) -> Composed:
            if not _is_sung(leaf.score):
                return leaf
            return self._renderer.render_swap(leaf, swap_voice(leaf.score, brief, strength), VOICE_STEMS, self._rendering)

        return self._kept(each_leaf(recipe, change), brief)

    def swap_sound(self, ticket: str, brief: Brief, strength: float) -> RenderedClip:
        """Another band; the voice stays. Raises CannotDo for a recording."""

        def change(leaf: Composed) -> Composed:
            return self._renderer.render_swap(leaf, swap_band(leaf.score, brief, strength), BAND_STEMS, self._rendering)

        return self._kept(each_leaf(self._store.recipe(ticket), change), brief)

    def add_singer(self, ticket: str, brief: Brief) -> RenderedClip:
        """A voice where nobody sings; the band stays. Raises CannotDo for all but a whole piece that was composed here."""
        recipe = self._store.recipe(ticket)
        if is_recorded(recipe):
            raise CannotDo("this clip is a recording: its chords are not known, so nobody can be made to sing on it")
        if not isinstance(recipe, Composed):
            raise CannotDo("this clip is a part of another, or put together of two; add the singer to the one it comes from")
        if _is_sung(recipe.score):
            raise CannotDo("somebody sings in this clip already; swap_vocals changes who, and what")
        sung = self._renderer.render_swap(recipe, add_voice(recipe.score, brief), VOICE_STEMS, self._rendering)
        return self._kept(sung, brief)

    def split(self, ticket: str) -> tuple[RenderedClip, ...]:
        """A clip for each of the four stems. Raises CannotDo when the clip is a stem already."""
        recipe = self._store.recipe(ticket)
        if isinstance(recipe, Only):
            raise CannotDo(f"this clip is already one stem ({recipe.stem}) of another")
        stems = [self._kept(Only(recipe, stem)) for stem in STEMS]
        return tuple(replace(stem, is_silent=is_silent(stem.file)) for stem in stems)

    def upload(self, path: Path, title: str) -> RenderedClip:
        """A file as a recording. Raises BadAudio."""
        return self._kept(uploaded(path, title, self._store))

    def export(self, ticket: str, audio_format: AudioFormatName) -> Path:
        """The clip as an audio file, written when it is first asked for."""
        return self._audio_file(ticket, self._store.recipe(ticket), audio_format)

    def picture(self, ticket: str) -> Path:
        """The clip's cover as a PNG, drawn when it is first asked for."""
        path = self._store.path("clips", f"{ticket}.png")
        if not path.exists():
            cover = _cover_of(flattened(self._store.recipe(ticket)), ticket)
            with self._store.writing(path) as temporary:
                write_png(temporary, cover)
        return path

    def sections(self, ticket: str) -> tuple[tuple[str, float], ...]:
        """Name and start (seconds) of each section; empty for a recording."""
        return sections_of(self._store.recipe(ticket))

    def form(self, ticket: str) -> ClipForm | None:
        """Where sections and bars begin; None for a recording, of which that is not known."""
        recipe = self._store.recipe(ticket)
        return None if recording_of(recipe) else form_of(flattened(recipe))

    def sung_lines(self, ticket: str) -> tuple[SungLine, ...]:
        """The lines that are sung, with the times of their words; empty for a recording."""
        return sung_lines(flattened(self._store.recipe(ticket)))

    def midi(self, ticket: str, title: str) -> bytes:
        """The notes of the clip as a MIDI file. Raises CannotDo where none are known."""
        from ..media.midi import midi_of_score  # imported with the first MIDI file, since hardly any session wants one

        return midi_of_score(flattened(self._store.recipe(ticket)), title)

    def tempo(self, ticket: str) -> KnownTempo:
        """Its tempo and key."""
        return tempo_of(self._store.recipe(ticket))

    def seconds(self, ticket: str) -> float:
        """How long the clip is."""
        return length_of(self._store.recipe(ticket)) / SAMPLE_RATE

    def film(self, ticket: str, title: str) -> Path:
        """The clip as an mp4, made when it is first asked for; a film that exists keeps its title."""
        recipe = self._store.recipe(ticket)
        path = self._store.path("clips", f"{ticket}.mp4")
        if not path.exists():
            score = flattened(recipe)
            cover = _cover_of(score, ticket)
            with self._renderer.opened(recipe) as source, self._store.writing(path) as temporary:
                write_video(temporary, source, cover=cover, title=title, lines=score.lines, progress=self._report)
        return path

    def _kept(self, recipe: Recipe, brief: Brief | None = None) -> RenderedClip:
        """The recipe stored, and its clip; `brief` is what it was made from, if anything."""
        score, recording, ticket = flattened(recipe), recording_of(recipe), self._store.keep(recipe)
        return RenderedClip(
            ticket=ticket,
            seconds=length_of(recipe) / SAMPLE_RATE,
            file=self._audio_file(ticket, recipe, "flac"),
            understood=understood_of(recipe),
            lyrics=lyrics_of(score),
            bpm=score.bpm,
            key=score.key,
            part=recipe.stem if isinstance(recipe, Only) else None,
            certainty=recording.certainty if recording else "",
            lines=score.lines,
            sections=sections_of(recipe),
            tempo=tempo_of(recipe),
            unknown_words=unknown_words(brief) if brief else (),
        )

    def _audio_file(self, ticket: str, recipe: Recipe, audio_format: AudioFormatName) -> Path:
        path = self._store.path("clips", f"{ticket}.{audio_format}")
        if not path.exists():
            with self._renderer.opened(recipe) as source, self._store.writing(path) as temporary:
                encode(temporary, audio_format, self._read(source))
        return path

    def _read(self, source: AudioSource) -> Iterator[Integers]:
        """The whole mix, reporting how much of it was read."""
        read = 0
        for wave in chunks(source):
            yield wave
            read += wave.shape[1]
            self._report(RENDERING_SHARE + (1 - RENDERING_SHARE) * read / source.length)

    def _rendering(self, share: float) -> None:
        self._report(share * RENDERING_SHARE)

    def _report(self, share: float) -> None:
        if self._callback and share > self._reported:
            self._reported = min(1.0, share)
            self._callback(self._reported)


def understood_of(recipe: Recipe) -> str:
    """What was understood of the latest edit's sound, and of what stood there before."""
    match recipe:
        case Spliced(base, start, None, insert):
            return f"from {start / SAMPLE_RATE:.1f} s: {understood_of(insert)}; before: {flattened(base).understood}"
        case Spliced(base, start, int(end), insert):
            where = f"{start / SAMPLE_RATE:.1f} to {end / SAMPLE_RATE:.1f} s"
            return f"{where}: {understood_of(insert)}; around it: {flattened(base).understood}"
        case Only(of, stem):
            approximate = ", an approximate separation" if is_recorded(of) else ""
            return f"{stem} alone{approximate}; of: {flattened(of).understood}"
    return flattened(recipe).understood


def sections_of(recipe: Recipe) -> tuple[tuple[str, float], ...]:
    """Name and start (seconds) of each section; empty for a recording."""
    sections = () if recording_of(recipe) else flattened(recipe).sections
    return tuple((section.name, section.at) for section in sections)


def tempo_of(recipe: Recipe) -> KnownTempo:
    """Tempo and key: of the score, or of the recording in it, as far as they could be measured."""
    score, recording = flattened(recipe), recording_of(recipe)
    if recording is None:
        changes = any(section.bpm not in (0.0, score.bpm) for section in score.sections)
        return KnownTempo(score.bpm, score.key, "score, and the tempo changes" if changes else "score")
    # of its estimates a kept recipe has only the sentence that says how sure they are
    words = re.findall(r"\(([^)]+)\)", recording.certainty)
    sure = ", ".join(f"{name} {word}" for name, word in zip(("bpm", "key"), words, strict=False))
    return KnownTempo(round(recording.bpm, 1), recording.key, f"measured: {sure}")


def lyrics_of(score: Score) -> str:
    """What is sung, under the names of its sections."""
    rows: list[str] = []
    for section in score.sections:
        start, end = section.at - EARLY_LINE_SECONDS, section.at + section.seconds - EARLY_LINE_SECONDS
        lines = [line.text for line in score.lines if start <= line.at < end]
        rows += [f"[{section.name}]", *lines, ""] if lines else []
    return "\n".join(rows).strip()


def _is_sung(score: Score) -> bool:
    return any(part.stem == "vocals" for part in score.parts)


def _cover_of(score: Score, ticket: str) -> Picture:
    return draw_cover(f"{score.style} {score.understood}", score.seed or ticket)
