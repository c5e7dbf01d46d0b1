"""Mastering: one gain that brings the mix to the target loudness, and a ceiling for each stem that keeps its peaks legal.

All stems get the same gain, so their balance stays. Where the peaks of the mix would be too high, every stem is limited by
itself, so that stems can still be split and swapped afterwards.
"""

from collections.abc import Collection, Mapping, Sequence
from math import isfinite

import numpy as np

from ..samples import Samples, amplitude_of
from ..score import Stem
from .limiter import Limiter, StemMaster
from .multitrack import Multitrack, mixed
from .render import Chunk

StemLevels = Mapping[Stem, tuple[float, float]]
"""Of each stem its highest sample and the strength (root mean square) of its loud moments, as factors of full scale."""

TARGET_LUFS = -14.3
"""A little below the -14 LUFS that streaming services play at."""
PEAK_GOAL = amplitude_of(-1.25)
"""The true peak that ceilings are chosen for: a quarter of a decibel below the promised -1 dBTP."""
MAX_PEAK = amplitude_of(-1.05)
"""The true peak that a master may have at most; above it ceilings and gain are lowered again."""
MAX_PEAK_CORRECTIONS = 12
"""How often they are lowered at most."""
STEM_HEADROOM: Mapping[Stem, float] = {"vocals": 1.1, "drums": 1.0, "bass": 0.9, "other": 1.0}
"""Factors on the crest a stem may keep: a limited voice is heard first, a limited bass last."""
LOUDEST_CHUNKS, PEAKS_PER_CHUNK = 4, 3
"""Ceilings are tried on the surroundings of so many peaks in each of so many chunks; the whole piece would take too long."""
MIN_CREST, MAX_CREST = 1.6, 8.0
"""How far ceilings may lie above a stem's strength, as factors: below the lower one limiting is plainly heard, above the
higher one it does nothing."""
CREST_HALVINGS = 6
"""Halvings of that range, on a logarithmic scale: the crest is found to 0.2 dB."""
MIN_CEILING = 0.02
"""A soft stem is not limited below this: it would gain nothing."""
CEILING_OVER_PEAK = 1.02
"""A ceiling lies at most this far above the highest sample of its stem, so that a stem that needs no limiting gets none."""
EXCERPT_MARGIN = 0.98
"""The highest sample of an excerpt stays below this part of the goal, since its true peak lies between samples."""
CEILING_MARGIN = 0.995
"""Ceilings are lowered by this much more than the measured excess, so that the next measurement is below the goal."""
MAX_ROUNDS = 3
"""How often the gain is raised for what ceilings took."""
MAX_LOSS_LU = 0.4
"""Loudness units that ceilings may take before the gain makes up for it."""
MAX_RAISE_DECIBELS = 1.2
RAISE_PER_LOSS = 1.3
"""A raised gain meets the ceilings and loses a part again, so it is raised by more than the loss."""
SOFTER_BESIDE_FIXED_STEMS = 0.85
"""The step down where other stems are fixed: they hold a part of the peak, so the excess does not tell how far to go."""
SETTLING_PART = 0.25
"""The beginning of an excerpt that does not count: the limiters start there without their past."""


def wanted_gain(loudness: float) -> float:
    """The gain, as a factor, that brings a loudness in LUFS to the target; 1 for silence (-inf)."""
    return amplitude_of(TARGET_LUFS - loudness) if isfinite(loudness) else 1.0


def mastered(multitrack: Multitrack, gain: float, fixed: Collection[Stem] = (), *, aim: bool = True) -> dict[Stem, StemMaster]:
    """How each stem that is not fixed is mastered: with this gain, and ceilings only as low as the peak of the mix asks for.

    `gain` is a factor. With `aim` it is raised by what the ceilings took of the target loudness. Fixed stems sound as they are.
    """
    levels = {stem: level for stem, level in multitrack.levels().items() if stem not in fixed and level[0]}
    masters = {stem: StemMaster(gain) for stem in levels}
    meter = multitrack.metered(masters) if fixed else multitrack.meter
    scale = 1.0 if fixed else gain
    if meter.true_peak() * scale <= PEAK_GOAL:
        return masters
    loudest = sorted(range(len(multitrack)), key=lambda number: -meter.peaks[number])[:LOUDEST_CHUNKS]
    excerpts = [excerpt for number in loudest for excerpt in multitrack.excerpts(number, PEAKS_PER_CHUNK)]
    masters = _limited(multitrack, excerpts, gain, levels, aim=aim)
    return _corrected(multitrack, masters, beside_fixed=bool(fixed))


def _limited(
    multitrack: Multitrack, excerpts: Sequence[Chunk], gain: float, levels: StemLevels, *, aim: bool
) -> dict[Stem, StemMaster]:
    """Ceilings for this gain; with `aim` the gain is raised, and ceilings chosen again, until the loss is small."""
    for turn in range(MAX_ROUNDS):
        masters = ceilings(excerpts, gain, levels)
        meter = multitrack.metered(masters)
        peak, loss = meter.true_peak(), TARGET_LUFS - meter.loudness()
        if peak > PEAK_GOAL:
            masters = {
                stem: StemMaster(master.gain, master.ceiling * PEAK_GOAL / peak * CEILING_MARGIN)
                for stem, master in masters.items()
            }
        if not aim or loss < MAX_LOSS_LU or turn == MAX_ROUNDS - 1:
            break
        gain *= amplitude_of(min(MAX_RAISE_DECIBELS, loss * RAISE_PER_LOSS))
    return masters


def _corrected(multitrack: Multitrack, masters: dict[Stem, StemMaster], *, beside_fixed: bool) -> dict[Stem, StemMaster]:
    """The masters with gain and ceilings lowered together until the measured true peak of the mix is legal."""
    for _ in range(MAX_PEAK_CORRECTIONS):
        peak = multitrack.metered(masters).true_peak()
        if peak <= MAX_PEAK:
            break
        softer = SOFTER_BESIDE_FIXED_STEMS if beside_fixed else PEAK_GOAL / peak
        masters = {stem: StemMaster(master.gain * softer, master.ceiling * softer) for stem, master in masters.items()}
    return masters


def ceilings(excerpts: Sequence[Chunk], gain: float, levels: StemLevels) -> dict[Stem, StemMaster]:
    """The highest ceilings under which these excerpts stay below the peak goal, each as far above its stem's strength.

    Excerpts are stems before the master, (2, samples) each.
    """

    def at_crest(crest: float) -> dict[Stem, StemMaster]:
        return {
            stem: StemMaster(
                gain,
                min(1.0, peak * gain * CEILING_OVER_PEAK, max(MIN_CEILING, strength * gain * crest * STEM_HEADROOM[stem])),
            )
            for stem, (peak, strength) in levels.items()
        }

    low, high = MIN_CREST, MAX_CREST
    for _ in range(CREST_HALVINGS):
        middle = (low * high) ** 0.5
        masters = at_crest(middle)
        peak = max(
            settled_peak(mixed(excerpt, {stem: Limiter(master) for stem, master in masters.items()})) for excerpt in excerpts
        )
        if peak <= PEAK_GOAL * EXCERPT_MARGIN:
            low = middle
        else:
            high = middle
    return at_crest(low)


def settled_peak(wave: Samples) -> float:
    """The highest sample of an excerpt, (2, samples), past the beginning in which its limiters settle."""
    return float(np.abs(wave[:, int(wave.shape[1] * SETTLING_PART) :]).max())
