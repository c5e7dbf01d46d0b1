"""The stage: where scores are played, mastered and kept, and recipes are opened to be heard."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from ..clip import ProgressCallback
from ..mixing.limiter import Limiter, StemMaster, as_integers
from ..mixing.loudness import LoudnessMeter
from ..mixing.mastering import TARGET_LUFS, mastered, wanted_gain
from ..mixing.multitrack import Multitrack
from ..mixing.render import Chunk, only, render, sounding_stems
from ..mixing.reverb import CHUNK_SAMPLES, rooms_of
from ..samples import Integers, as_samples, decibels
from ..score import STEMS, Score, Stem
from ..source import AudioSource, added
from .recipe import Composed, Only, Recipe, Recording, Spliced, length_of
from .recordings import Recorded
from .splice import sound_of
from .store import ClipStore, StemFile

RENDERER = 2
"""Counts up whenever the same score would sound otherwise than before."""
LEEWAY = 0.7
"""Loudness units by which an insert may differ from the target to keep its base's gain."""
LONG_ENOUGH = 3.0
"""Seconds from which on an insert's own loudness counts."""
VOICE: tuple[Stem, ...] = ("vocals",)
BAND: tuple[Stem, ...] = ("drums", "bass", "other")


@dataclass(frozen=True, slots=True)
class RenderedStems:
    """The stems of one leaf, as kept."""

    files: Mapping[Stem, StemFile]
    length: int

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        file = self.files.get(stem)
        return file.read(start, stop) if file else np.zeros((2, stop - start), dtype=np.int16)

    def mix(self, start: int, stop: int) -> Integers:
        return added([file.read(start, stop) for file in self.files.values()] or [np.zeros((2, stop - start), dtype=np.int16)])


def key_of(composed: Composed, stem: Stem) -> str:
    """What names a rendered stem: all that it depends on, and nothing else."""
    score, fader = composed.score, dict(composed.faders)[stem]
    parts = [part for part in only(score, stem).to_json()["parts"] if part["notes"]]
    depends_on = (RENDERER, stem, score.seconds, fader.gain, fader.ceiling, fader.room, parts)
    return sha256(json.dumps(depends_on).encode()).hexdigest()[:40]


class ClipRenderer:
    """Plays scores onto a shelf."""

    def __init__(self, shelf: ClipStore) -> None:
        self._shelf = shelf

    def first(self, score: Score, progress: ProgressCallback | None = None) -> Composed:
        """A new score at the target loudness."""
        with Multitrack() as tape:
            gain = wanted_gain(tape.record(render(score, progress)).meter.loudness())
            return self._kept(score, tape, mastered(tape, gain))

    def insert(self, score: Score, base: Recipe, progress: ProgressCallback | None = None) -> Composed:
        """A score to stand in another recipe: with its gain, so that it is no louder or softer than the music asks."""
        with Multitrack() as tape:
            loudness = tape.record(render(score, progress)).meter.loudness()
            gain = gain_of(base) or wanted_gain(loudness)
            if np.isfinite(loudness) and score.seconds >= LONG_ENOUGH:
                gain = float(np.clip(gain, decibels(TARGET_LUFS - LEEWAY - loudness), decibels(TARGET_LUFS + LEEWAY - loudness)))
            return self._kept(score, tape, mastered(tape, gain, aim=False))

    def swapped(self, old: Composed, score: Score, stems: Collection[Stem], progress: ProgressCallback | None = None) -> Composed:
        """The old leaf with these stems played from another score, as loud as they were; the others untouched."""
        kept = tuple((stem, fader) for stem, fader in old.faders if stem not in stems)
        score = replace(score, seconds=old.score.seconds)
        new = only(score, *stems)
        with self.opened(old) as sound, Multitrack() as tape:
            was, now, fixed = LoudnessMeter(), LoudnessMeter(), [stem for stem, _ in kept]

            def beside() -> Iterator[Chunk]:
                for number, chunk in enumerate(render(new, progress)):
                    start, stop = number * CHUNK_SAMPLES, min(sound.length, (number + 1) * CHUNK_SAMPLES)
                    was.feed(as_samples(added([sound.stem(stem, start, stop) for stem in stems]) / 32767))
                    silent = np.zeros((2, stop - start), dtype=np.float32)
                    now.feed(sum(chunk.values(), silent))
                    yield chunk | {stem: as_samples(sound.stem(stem, start, stop) / 32767) for stem in fixed}

            tape.record(beside())
            before, after = was.loudness(), now.loudness()
            gain = decibels(before - after) if np.isfinite(before) and np.isfinite(after) else gain_of(old) or 1.0
            faders = mastered(tape, gain, fixed, aim=False)
            return self._kept(score, tape, dict(kept) | faders, new=faders)

    def _kept(
        self, score: Score, tape: Multitrack, faders: Mapping[Stem, StemMaster], new: Mapping[Stem, StemMaster] | None = None
    ) -> Composed:
        rooms = rooms_of(score.style)
        placed = {stem: fader if fader.room else replace(fader, room=rooms[stem]) for stem, fader in faders.items()}
        composed = Composed(score, tuple((stem, placed[stem]) for stem in STEMS if stem in placed))
        self._write(composed, tape.play(), faders if new is None else new)
        return composed

    def _write(self, composed: Composed, chunks: Iterator[Chunk], stems: Collection[Stem]) -> None:
        channels = {stem: Limiter(fader) for stem, fader in composed.faders if stem in stems}
        with self._shelf.stems_written({stem: key_of(composed, stem) for stem in stems}) as write:
            for chunk in chunks:
                for stem in stems:
                    write(stem, as_integers(channels[stem](chunk[stem])))

    @contextmanager
    def opened(self, recipe: Recipe) -> Iterator[AudioSource]:
        """The recipe, ready to be read; stems that are no longer there are played again."""
        with ExitStack() as open_files:

            def leaf(found: Composed | Recording) -> AudioSource:
                match found:
                    case Composed():
                        return self._played(found, open_files)
                    case Recording():
                        return Recorded(found, self._shelf, open_files)

            yield sound_of(recipe, leaf)

    def _played(self, composed: Composed, open_files: ExitStack) -> RenderedStems:
        keys = {stem: key_of(composed, stem) for stem, _ in composed.faders}
        files = {stem: file for stem, key in keys.items() if (file := self._shelf.stem(key))}
        missing = [stem for stem in keys if stem not in files]
        if missing:
            score = only(composed.score, *missing)
            rooms = {stem: fader.room for stem, fader in composed.faders}
            self._write(composed, render(score, rooms=rooms), [stem for stem in missing if stem in sounding_stems(score)])
            files |= {stem: file for stem in missing if (file := self._shelf.stem(keys[stem]))}
        for file in files.values():
            open_files.callback(file.close)
        return RenderedStems(files, length_of(composed))


def gain_of(recipe: Recipe) -> float | None:
    """The gain that a recipe's first composed leaf was mastered with."""
    match recipe:
        case Composed(faders=faders):
            return faders[0][1].gain if faders else None
        case Spliced(base, _, _, insert):
            return gain_of(base) or gain_of(insert)
        case Only(of):
            return gain_of(of)
    return None
