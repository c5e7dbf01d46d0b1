"""The desk: every operation on a clip, from a ticket to a ticket."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..brief import Brief
from ..clip import AudioFormatName, ProgressCallback, RenderedClip
from ..composer import compose
from ..edits.cover import cover, swap_band, swap_voice
from ..edits.rewrite import continue_score, rewrite_section, vary
from ..errors import CannotDo
from ..media.audio_files import encode
from ..media.cover_art import cover_art, write_png
from ..media.video import shoot
from ..samples import SAMPLE_RATE, Integers, count
from ..score import STEMS, Score
from ..source import AudioSource, chunks
from .flatten import flattened
from .recipe import Composed, Only, Recipe, Spliced, each_leaf, is_recorded, length_of, recording_of
from .recordings import uploaded
from .renderer import BAND, VOICE, ClipRenderer
from .store import ClipStore

SMALLEST = 0.1
"""Seconds of the shortest section that can be replaced."""


class Editor:
    """Works on the clips of one folder."""

    def __init__(self, folder: Path, progress: ProgressCallback | None) -> None:
        self._shelf, self._told, self._ask = ClipStore(folder), 0.0, progress
        self._stage = ClipRenderer(self._shelf)

    def _progress(self, done: float) -> None:
        """Rendering is nine tenths of the work, the file the last; what is told only grows."""
        self._tell(done * 0.9)

    def _tell(self, done: float) -> None:
        if self._ask and done > self._told:
            self._told = min(1.0, done)
            self._ask(self._told)

    def compose(self, brief: Brief) -> RenderedClip:
        return self._made(self._stage.first(compose(brief), self._progress))

    def extend(self, ticket: str, at: float | None, brief: Brief) -> RenderedClip:
        base = self._shelf.recipe(ticket)
        length = length_of(base)
        start = length if at is None else count(at)
        if start > length:
            if start > length + count(0.1):
                raise CannotDo(f"the clip is {length / SAMPLE_RATE:.1f} s long; it cannot be extended at {at:.1f} s")
            start = length
        if start < count(SMALLEST):
            raise CannotDo("there is nothing before the place where it should be extended; compose a new clip instead")
        score = continue_score(flattened(base), start / SAMPLE_RATE, brief)
        return self._made(Spliced(base, start, None, self._stage.insert(score, base, self._progress)))

    def replace(self, ticket: str, start: float, end: float | None, brief: Brief) -> RenderedClip:
        base = self._shelf.recipe(ticket)
        length = length_of(base)
        first, last = count(start), length if end is None else min(length, count(end))
        if first >= length:
            raise CannotDo(f"the clip is {length / SAMPLE_RATE:.1f} s long; nothing of it lies after {start:.1f} s")
        if last - first < count(SMALLEST):
            raise CannotDo(f"a section to be replaced must be at least {SMALLEST} s long")
        score = rewrite_section(flattened(base), first / SAMPLE_RATE, last / SAMPLE_RATE, brief)
        score = replace(score, seconds=(last - first) / SAMPLE_RATE)
        return self._made(Spliced(base, first, last, self._stage.insert(score, base, self._progress)))

    def cover(self, ticket: str, brief: Brief, strength: float) -> RenderedClip:
        return self._anew(ticket, lambda score: cover(score, brief, strength), "covered")

    def vary(self, ticket: str, brief: Brief) -> RenderedClip:
        return self._anew(ticket, lambda score: vary(score, brief), "varied")

    def _anew(self, ticket: str, change: Callable[[Score], Score], done: str) -> RenderedClip:
        recipe = self._shelf.recipe(ticket)
        if is_recorded(recipe):
            raise CannotDo(f"this clip is a recording: its melody and chords are not known, so it cannot be {done}")
        return self._made(self._stage.first(change(flattened(recipe)), self._progress))

    def swap_vocals(self, ticket: str, brief: Brief, strength: float) -> RenderedClip:
        recipe = self._shelf.recipe(ticket)
        if not is_recorded(recipe) and not any(part.stem == "vocals" for part in flattened(recipe).parts):
            raise CannotDo("nobody sings in this clip, so there is no voice to swap")

        def change(leaf: Composed) -> Composed:
            if not any(part.stem == "vocals" for part in leaf.score.parts):
                return leaf
            return self._stage.swapped(leaf, swap_voice(leaf.score, brief, strength), VOICE, self._progress)

        return self._made(each_leaf(recipe, change))

    def swap_sound(self, ticket: str, brief: Brief, strength: float) -> RenderedClip:
        def change(leaf: Composed) -> Composed:
            return self._stage.swapped(leaf, swap_band(leaf.score, brief, strength), BAND, self._progress)

        return self._made(each_leaf(self._shelf.recipe(ticket), change))

    def split(self, ticket: str) -> tuple[RenderedClip, ...]:
        recipe = self._shelf.recipe(ticket)
        if isinstance(recipe, Only):
            raise CannotDo(f"this clip is already one stem ({recipe.stem}) of another")
        return tuple(self._made(Only(recipe, stem)) for stem in STEMS)

    def upload(self, path: Path, title: str) -> RenderedClip:
        return self._made(uploaded(path, title, self._shelf))

    def export(self, ticket: str, form: AudioFormatName) -> Path:
        return self._clip(ticket, self._shelf.recipe(ticket), form)

    def picture(self, ticket: str) -> Path:
        path = self._shelf.place("clips", f"{ticket}.png")
        if not path.exists():
            score = flattened(self._shelf.recipe(ticket))
            picture = cover_art(f"{score.style} {score.understood}", score.seed or ticket)
            with self._shelf.writing(path) as other:
                write_png(other, picture)
        return path

    def film(self, ticket: str, title: str) -> Path:
        recipe = self._shelf.recipe(ticket)
        path = self._shelf.place("clips", f"{ticket}.mp4")
        if not path.exists():
            score = flattened(recipe)
            picture = cover_art(f"{score.style} {score.understood}", score.seed or ticket)
            with self._stage.opened(recipe) as sound, self._shelf.writing(path) as other:
                shoot(other, sound, picture, title, score.lines, self._tell)
        return path

    def _made(self, recipe: Recipe) -> RenderedClip:
        ticket = self._shelf.keep(recipe)
        return self._described(ticket, recipe)

    def _described(self, ticket: str, recipe: Recipe) -> RenderedClip:
        score, recording = flattened(recipe), recording_of(recipe)
        return RenderedClip(
            ticket=ticket,
            seconds=length_of(recipe) / SAMPLE_RATE,
            file=self._clip(ticket, recipe, "flac"),
            understood=understood_of(recipe),
            lyrics=lyrics_of(score),
            bpm=score.bpm,
            key=score.key,
            part=recipe.stem if isinstance(recipe, Only) else None,
            certainty=recording.certainty if recording else "",
            lines=score.lines,
            sections=() if recording else tuple((section.name, section.at) for section in score.sections),
        )

    def _clip(self, ticket: str, recipe: Recipe, form: AudioFormatName) -> Path:
        path = self._shelf.place("clips", f"{ticket}.{form}")
        if not path.exists():
            with self._stage.opened(recipe) as sound, self._shelf.writing(path) as other:
                encode(other, form, self._heard(sound))
        return path

    def _heard(self, sound: AudioSource) -> Iterator[Integers]:
        done = 0
        for wave in chunks(sound):
            yield wave
            done += wave.shape[1]
            self._tell(0.9 + 0.1 * done / sound.length)


def understood_of(recipe: Recipe) -> str:
    """What the latest edit understood, and what stood there before."""
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


def lyrics_of(score: Score) -> str:
    """What is sung, under the names of its sections."""
    told: list[str] = []
    for section in score.sections:
        lines = [line.text for line in score.lines if section.at - 0.25 <= line.at < section.at + section.seconds - 0.25]
        told += [f"[{section.name}]", *lines, ""] if lines else []
    return "\n".join(told).strip()
