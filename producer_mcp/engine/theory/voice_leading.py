"""Voice leading: the next chord in the hands of a player who moves as little as possible."""

from functools import lru_cache
from itertools import combinations, pairwise

FIFTH = 7
"""Semitones; no voice jumps further from one voicing to the next."""


@lru_cache(maxsize=4096)
def lead(tones: tuple[int, ...], before: tuple[int, ...], low: int, high: int, voices: int) -> tuple[int, ...]:
    """The voicing of a chord (pitch classes by importance) that follows `before`.

    Ascending MIDI pitches, as many as `voices` (one more than the chord has tones at most), between `low` and `high` as far as
    that is possible.
    From one voicing to the next no voice moves more than a fifth; `before` may be empty.
    """
    voices = min(voices, len(tones) + 1)
    wanted = set(tones[:voices])
    pitches = [pitch for pitch in range(low, high + 1) if pitch % 12 in tones]
    middle = (low + high) / 2
    best: tuple[float, tuple[int, ...]] | None = None
    for voicing in combinations(pitches, voices):
        if voicing[-1] - voicing[0] > 19 or not wanted <= {pitch % 12 for pitch in voicing}:
            continue
        cost = abs(sum(voicing) / voices - middle) * 0.5 + _crowding(voicing)
        if len(before) == voices:
            moves = [abs(now - then) for now, then in zip(voicing, before, strict=True)]
            if max(moves) > FIFTH:
                continue
            cost += sum(moves) + max(moves)
        if best is None or (cost, voicing) < best:
            best = (cost, voicing)
    if best:
        return best[1]
    return _nearest(
        tones, before if len(before) == voices else tuple(int(middle) + 4 * voice for voice in range(voices)), low, high
    )


def _crowding(voicing: tuple[int, ...]) -> float:
    """Close seconds low down growl; wide gaps sound empty."""
    cost = 0.0
    for below, above in pairwise(voicing):
        gap = above - below
        cost += (4.0 if gap <= 2 and below < 55 else 2.5 if gap == 1 else 0.0) + max(0, gap - 9) * 0.7
    return cost


def _nearest(tones: tuple[int, ...], before: tuple[int, ...], low: int, high: int) -> tuple[int, ...]:
    """Each voice to a chord tone near by, drawn back towards the middle of the register."""
    middle = (low + high) / 2

    def cost(pitch: int, then: int) -> tuple[float, int]:
        return abs(pitch - then) + abs(pitch - middle) * 0.3, pitch

    return tuple(
        sorted(
            min((pitch for pitch in range(then - FIFTH, then + FIFTH + 1) if pitch % 12 in tones), key=lambda p: cost(p, then))
            for then in before
        )
    )
