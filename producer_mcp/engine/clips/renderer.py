"""Plays scores into stored stems, and opens recipes as sound that can be read."""

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
from ..samples import MAX_INT16, Integers, amplitude_of, as_samples
from ..score import STEMS, Score, Stem
from ..source import AudioSource, added
from .recipe import Composed, Only, Recipe, Recording, Spliced, length_of
from .recordings import RecordedSource
from .splice import source_of
from .store import ClipStore, StemFile

RENDERER_VERSION = 2
"""Raised when the same score sounds different, so that stored stems are played again."""
INSERT_TOLERANCE_LU = 0.7
"""How far the loudness of an insert may be from the target, in loudness units, when it is played with its base's gain."""
MIN_MEASURED_SECONDS = 3.0
"""An insert shorter than this has the gain of its base, whatever its own loudness."""

VOICE_STEMS: tuple[Stem, ...] = ("vocals",)
BAND_STEMS: tuple[Stem, ...] = ("drums", "bass", "other")


@dataclass(frozen=True, slots=True)
class RenderedStems:
    """The stored stems of one score, as a source; a stem that has no file is silent."""

    files: Mapping[Stem, StemFile]
    length: int
    """Samples."""

    def stem(self, stem: Stem, start: int, stop: int) -> Integers:
        """One stem, int16 (2, stop - start)."""
        file = self.files.get(stem)
        return file.read(start, stop) if file else np.zeros((2, stop - start), dtype=np.int16)

    def mix(self, start: int, stop: int) -> Integers:
        """The sum of the stems, int16 (2, stop - start)."""
        return added([file.read(start, stop) for file in self.files.values()] or [np.zeros((2, stop - start), dtype=np.int16)])


def stem_key(composed: Composed, stem: Stem) -> str:
    """The file name of a rendered stem: a hash of everything its sound depends on."""
    score, master = composed.score, dict(composed.masters)[stem]
    parts = [part for part in only(score, stem).to_json()["parts"] if part["notes"]]
    depends_on = (RENDERER_VERSION, stem, score.seconds, master.gain, master.ceiling, master.room, parts)
    return sha256(json.dumps(depends_on).encode()).hexdigest()[:40]


class ClipRenderer:
    """Plays scores into a store."""

    def __init__(self, store: ClipStore) -> None:
        self._store = store

    def render_new(self, score: Score, progress: ProgressCallback | None = None) -> Composed:
        """A new score, mastered to the target loudness."""
        with Multitrack() as tracks:
            gain = wanted_gain(tracks.record(render(score, progress)).meter.loudness())
            return self._kept(score, tracks, mastered(tracks, gain))

    def render_insert(self, score: Score, base: Recipe, progress: ProgressCallback | None = None) -> Composed:
        """A score that is to stand in `base`: with the base's gain, unless it would then be too loud or too soft."""
        with Multitrack() as tracks:
            loudness = tracks.record(render(score, progress)).meter.loudness()
            gain = master_gain_of(base) or wanted_gain(loudness)
            if np.isfinite(loudness) and score.seconds >= MIN_MEASURED_SECONDS:
                lowest = amplitude_of(TARGET_LUFS - INSERT_TOLERANCE_LU - loudness)
                highest = amplitude_of(TARGET_LUFS + INSERT_TOLERANCE_LU - loudness)
                gain = float(np.clip(gain, lowest, highest))
            return self._kept(score, tracks, mastered(tracks, gain, aim=False))

    def render_swap(
        self, old: Composed, score: Score, stems: Collection[Stem], progress: ProgressCallback | None = None
    ) -> Composed:
        """The old leaf with `stems` played from `score`, as loud as they were before; the other stems stay as they are."""
        kept_masters = tuple((stem, master) for stem, master in old.masters if stem not in stems)
        kept_stems = [stem for stem, _ in kept_masters]
        score = replace(score, seconds=old.score.seconds)
        old_meter, new_meter = LoudnessMeter(), LoudnessMeter()
        with self.opened(old) as source, Multitrack() as tracks:

            def new_beside_old() -> Iterator[Chunk]:
                """The new stems with the stored ones that stay; both versions of the swapped stems go through a meter."""
                for number, chunk in enumerate(render(only(score, *stems), progress)):
                    start, stop = number * CHUNK_SAMPLES, min(source.length, (number + 1) * CHUNK_SAMPLES)
                    old_meter.feed(as_samples(added([source.stem(stem, start, stop) for stem in stems]) / MAX_INT16))
                    silent = np.zeros((2, stop - start), dtype=np.float32)
                    new_meter.feed(sum(chunk.values(), silent))
                    yield chunk | {stem: as_samples(source.stem(stem, start, stop) / MAX_INT16) for stem in kept_stems}

            tracks.record(new_beside_old())
            before, after = old_meter.loudness(), new_meter.loudness()
            gain = amplitude_of(before - after) if np.isfinite(before) and np.isfinite(after) else master_gain_of(old) or 1.0
            masters = mastered(tracks, gain, kept_stems, aim=False)
            return self._kept(score, tracks, dict(kept_masters) | masters, new=masters)

    def _kept(
        self, score: Score, tracks: Multitrack, masters: Mapping[Stem, StemMaster], new: Mapping[Stem, StemMaster] | None = None
    ) -> Composed:
        """The score with its masters; the stems in `new` (all if None) are written to the store."""
        rooms = rooms_of(score.style)
        placed = {stem: master if master.room else replace(master, room=rooms[stem]) for stem, master in masters.items()}
        composed = Composed(score, tuple((stem, placed[stem]) for stem in STEMS if stem in placed))
        self._write(composed, tracks.play(), masters if new is None else new)
        return composed

    def _write(self, composed: Composed, chunks: Iterator[Chunk], stems: Collection[Stem]) -> None:
        limiters = {stem: Limiter(master) for stem, master in composed.masters if stem in stems}
        with self._store.stems_written({stem: stem_key(composed, stem) for stem in stems}) as append:
            for chunk in chunks:
                for stem in stems:
                    append(stem, as_integers(limiters[stem](chunk[stem])))

    @contextmanager
    def opened(self, recipe: Recipe) -> Iterator[AudioSource]:
        """The recipe's sound, open for reading while the block runs; stems that were deleted are played again.

        Raises UnknownTicket when a recording is gone.
        """
        with ExitStack() as open_files:

            def leaf_source(leaf: Composed | Recording) -> AudioSource:
                match leaf:
                    case Composed():
                        return self._stems_of(leaf, open_files)
                    case Recording():
                        return RecordedSource(leaf, self._store, open_files)

            yield source_of(recipe, leaf_source)

    def _stems_of(self, composed: Composed, open_files: ExitStack) -> RenderedStems:
        keys = {stem: stem_key(composed, stem) for stem, _ in composed.masters}
        files = {stem: file for stem, key in keys.items() if (file := self._store.stem(key))}
        missing = [stem for stem in keys if stem not in files]
        if missing:
            score = only(composed.score, *missing)
            rooms = {stem: master.room for stem, master in composed.masters}
            self._write(composed, render(score, rooms=rooms), [stem for stem in missing if stem in sounding_stems(score)])
            files |= {stem: file for stem in missing if (file := self._store.stem(keys[stem]))}
        for file in files.values():
            open_files.callback(file.close)
        return RenderedStems(files, length_of(composed))


def master_gain_of(recipe: Recipe) -> float | None:
    """The gain (a factor) that a recipe's first composed leaf was mastered with; None where there is none."""
    match recipe:
        case Composed(masters=masters):
            return masters[0][1].gain if masters else None
        case Spliced(base, _, _, insert):
            return master_gain_of(base) or master_gain_of(insert)
        case Only(of):
            return master_gain_of(of)
    return None
