"""Voice leading: chords set so that each voice moves as little as possible from one chord to the next."""

from functools import lru_cache
from itertools import combinations, pairwise

MAX_LEAP_SEMITONES = 7
"""A fifth: no voice moves further from one voicing to the next."""
MAX_SPAN_SEMITONES = 19
"""An octave and a fifth, what two hands reach on a keyboard."""
MUDDY_BELOW_PITCH = 55
"""MIDI pitch under which seconds between two voices sound muddy."""
WIDE_GAP_SEMITONES = 9
"""Neighbouring voices further apart sound empty."""


@lru_cache(maxsize=4096)
def next_voicing(tones: tuple[int, ...], before: tuple[int, ...], low: int, high: int, voices: int) -> tuple[int, ...]:
    """The voicing of a chord that follows the voicing `before`, as ascending MIDI pitches.

    `tones` are pitch classes, the most important first. The voicing has `voices` pitches, but at most one more than there are
    tones, and lies between `low` and `high` as far as possible. No voice moves more than a fifth; `before` may be empty.
    """
    voices = min(voices, len(tones) + 1)
    required = set(tones[:voices])
    pitches = [pitch for pitch in range(low, high + 1) if pitch % 12 in tones]
    middle = (low + high) / 2
    best: tuple[float, tuple[int, ...]] | None = None
    for voicing in combinations(pitches, voices):
        if voicing[-1] - voicing[0] > MAX_SPAN_SEMITONES or not required <= {pitch % 12 for pitch in voicing}:
            continue
        cost = abs(sum(voicing) / voices - middle) * 0.5 + _spacing_cost(voicing)
        if len(before) == voices:
            moves = [abs(now - then) for now, then in zip(voicing, before, strict=True)]
            if max(moves) > MAX_LEAP_SEMITONES:
                continue
            cost += sum(moves) + max(moves)
        if best is None or (cost, voicing) < best:
            best = (cost, voicing)
    if best:
        return best[1]
    start = before if len(before) == voices else tuple(int(middle) + 4 * voice for voice in range(voices))
    return _nearest(tones, start, low, high)


def _spacing_cost(voicing: tuple[int, ...]) -> float:
    """What close intervals, above all low ones, and wide gaps between neighbouring voices cost."""
    cost = 0.0
    for below, above in pairwise(voicing):
        gap = above - below
        is_muddy = gap <= 2 and below < MUDDY_BELOW_PITCH
        cost += (4.0 if is_muddy else 2.5 if gap == 1 else 0.0) + max(0, gap - WIDE_GAP_SEMITONES) * 0.7
    return cost


def _nearest(tones: tuple[int, ...], before: tuple[int, ...], low: int, high: int) -> tuple[int, ...]:
    """Moves each voice by itself to a near chord tone, drawn towards the middle of the register."""
    middle = (low + high) / 2

    def moved(then: int) -> int:
        options = [pitch for pitch in range(then - MAX_LEAP_SEMITONES, then + MAX_LEAP_SEMITONES + 1) if pitch % 12 in tones]
        return min(options, key=lambda pitch: (abs(pitch - then) + abs(pitch - middle) * 0.3, pitch))

    return tuple(sorted(moved(then) for then in before))
