"""How drums stand together: a kit, its hits, and where everything usually is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .cymbals import bell, cymbal, hat, jingles, shaker
from .membranes import Blow, hand, tom
from .snares import clap, knock


@dataclass(frozen=True, slots=True)
class Hit:
    """One drum of a kit."""

    blow: Blow
    level: float = 0.0
    """Decibels."""
    pan: float = 0.0
    """-1 … 1, from where the listener sits."""
    chokes: tuple[int, ...] = ()
    """Keys that silence it."""


@dataclass(frozen=True, slots=True)
class Kit:
    """Drums that stand together, and how they are treated."""

    hits: Mapping[int, Hit] = field(default_factory=dict)
    drive: float = 3.0
    squeeze: float = 0.4
    variants: int = 3
    crush: float = 0.0
    """0 … 1, how much of an old sampler it went through."""


HATS = (42, 44, 46)


def kit_of(
    kick_: Blow,
    snare_: Blow,
    *,
    rim: Blow | None = None,
    clap_: Blow | None = None,
    closed: Blow | None = None,
    opened: Blow | None = None,
    ride: Blow | None = None,
    crash: Blow | None = None,
    toms: float = 1.0,
    extra: Mapping[int, Hit] | None = None,
) -> dict[int, Hit]:
    """A kit with everything in its place; what is not said is the usual."""  # fmt: skip
    rim, clap_ = rim or knock(1700, 0.008, 0.3), clap_ or clap()
    closed, opened = closed or hat(0.018), opened or hat(0.16)
    ride, crash = ride or cymbal(0.5, 2800, 9000, 0.9, 0.35), crash or cymbal(0.55, 2200, 11_000, 0.3, 1.0, 0.006)
    tuned = {41: 82, 43: 98, 45: 118, 47: 140, 48: 165, 50: 196}
    usual = {
        35: Hit(kick_, 1.0), 36: Hit(kick_, 1.0), 38: Hit(snare_, 0.0, -0.05), 40: Hit(snare_, 0.5, -0.05),
        37: Hit(rim, -4.0, -0.1),
        39: Hit(clap_, -2.0, 0.1), 42: Hit(closed, -8.0, 0.3), 44: Hit(closed, -11.0, 0.3), 46: Hit(opened, -9.0, 0.3, HATS),
        49: Hit(crash, -6.0, -0.4), 57: Hit(crash, -6.0, 0.45), 51: Hit(ride, -10.0, 0.4), 59: Hit(ride, -10.0, 0.4),
        53: Hit(bell(830, 1245, 0.12), -14.0, 0.4), 54: Hit(jingles(0.06), -8.0, -0.3), 56: Hit(bell(562, 845, 0.06), -9.0, 0.2),
        **{key: Hit(tom(frequency * toms), -3.0, 0.5 - index * 0.2) for index, (key, frequency) in enumerate(tuned.items())},
    }  # fmt: skip
    return usual | HANDS | dict(extra or {})


HANDS: dict[int, Hit] = {
    60: Hit(hand(400, 0.04, 0.5), -5.0, -0.3), 61: Hit(hand(300, 0.05, 0.4), -5.0, -0.2),
    62: Hit(hand(250, 0.02, 1.0), -5.0, 0.2),
    63: Hit(hand(220, 0.11, 0.4), -4.0, 0.25), 64: Hit(hand(165, 0.13, 0.3), -3.0, 0.3), 69: Hit(shaker(0.035), -9.0, 0.35),
    70: Hit(shaker(0.02, 5500, 13_000), -10.0, 0.35), 82: Hit(shaker(0.045), -9.0, -0.35),
    75: Hit(knock(2450, 0.02, 0.1, 2.0), -8.0, 0.3),
    76: Hit(knock(1150, 0.018, 0.15), -7.0, -0.25), 77: Hit(knock(860, 0.022, 0.15), -7.0, -0.25),
}  # fmt: skip
