"""Which drum of a kit answers which General MIDI percussion key."""

from collections.abc import Mapping
from dataclasses import dataclass

from .cymbals import bell, cymbal, hat, jingles, shaker
from .membranes import Blow, bayan, hand, kick, timpani, tom
from .snares import brush, chip_noise, clap, knock, snare


@dataclass(frozen=True, slots=True)
class Hit:
    """One drum of a kit."""

    blow: Blow
    level: float = 0.0
    """Decibels."""
    pan: float = 0.0
    """-1 … 1, from where the listener sits."""
    chokes: tuple[int, ...] = ()
    """Percussion keys that silence it."""


Hits = Mapping[int, Hit]
"""General MIDI percussion key -> drum."""
FIRST_KEY, LAST_KEY = 35, 82
"""General MIDI's percussion keys."""
HAT_KEYS = (42, 44, 46)
"""Closed, with the pedal, open."""
TOM_HERTZ = {41: 82, 43: 98, 45: 118, 47: 140, 48: 165, 50: 196}
TIMPANI_HERTZ = {41: 65.4, 43: 73.4, 45: 82.4, 47: 98.0, 48: 110.0, 50: 130.8}
NEAREST_KEYS = {
    35: 36, 36: 35, 40: 38, 44: 42, 57: 49, 52: 49, 55: 49, 59: 51, 53: 51, 58: 54, 65: 60, 66: 61, 67: 56, 68: 56, 71: 75,
    78: 62, 79: 63, 80: 53, 81: 53,
}  # fmt: skip
"""Key -> the key of the drum that stands in where a kit has none under it."""

HAND_DRUMS: dict[int, Hit] = {
    60: Hit(hand(400, 0.04, 0.5), -5.0, -0.3), 61: Hit(hand(300, 0.05, 0.4), -5.0, -0.2),
    62: Hit(hand(250, 0.02, 1.0), -5.0, 0.2),
    63: Hit(hand(220, 0.11, 0.4), -4.0, 0.25), 64: Hit(hand(165, 0.13, 0.3), -3.0, 0.3), 69: Hit(shaker(0.035), -9.0, 0.35),
    70: Hit(shaker(0.02, 5500, 13_000), -10.0, 0.35), 82: Hit(shaker(0.045), -9.0, -0.35),
    75: Hit(knock(frequency=2450, ring=0.02, noisy=0.1, second=2.0), -8.0, 0.3),
    76: Hit(knock(1150, 0.018, 0.15), -7.0, -0.25), 77: Hit(knock(860, 0.022, 0.15), -7.0, -0.25),
}  # fmt: skip
"""Percussion key -> hand drums, shakers, claves and wood blocks, alike in every kit."""


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
    """A kit with a drum under every usual key: this kick and snare, the given pieces, and the usual ones for the rest.

    `toms` is a factor on the pitch of the toms; `extra` drums replace those under the same keys.
    """
    rim, clap_ = rim or knock(1700, 0.008, 0.3), clap_ or clap()
    closed, opened = closed or hat(0.018), opened or hat(0.16)
    ride = ride or cymbal(ring=0.5, low=2800, high=9000, ping=0.9, wash=0.35)
    crash = crash or cymbal(ring=0.55, low=2200, high=11_000, ping=0.3, wash=1.0, opening=0.006)
    usual = {
        35: Hit(kick_, 1.0), 36: Hit(kick_, 1.0), 38: Hit(snare_, 0.0, -0.05), 40: Hit(snare_, 0.5, -0.05),
        37: Hit(rim, -4.0, -0.1),
        39: Hit(clap_, -2.0, 0.1), 42: Hit(closed, -8.0, 0.3), 44: Hit(closed, -11.0, 0.3), 46: Hit(opened, -9.0, 0.3, HAT_KEYS),
        49: Hit(crash, -6.0, -0.4), 57: Hit(crash, -6.0, 0.45), 51: Hit(ride, -10.0, 0.4), 59: Hit(ride, -10.0, 0.4),
        53: Hit(bell(830, 1245, 0.12), -14.0, 0.4), 54: Hit(jingles(0.06), -8.0, -0.3), 56: Hit(bell(562, 845, 0.06), -9.0, 0.2),
        **{key: Hit(tom(frequency * toms), -3.0, 0.5 - index * 0.2) for index, (key, frequency) in enumerate(TOM_HERTZ.items())},
    }  # fmt: skip
    return usual | HAND_DRUMS | dict(extra or {})


WIDE_HAT = hat(ring=0.2, low=5500, high=12_000, metal=0.35)
TIGHT_HAT = hat(ring=0.022, low=5800, high=13_000, metal=0.35)
MACHINE_HAT = hat(ring=0.016, low=7500, high=14_500, metal=0.6, tune=1.2)
MACHINE_OPEN = hat(ring=0.14, low=7500, high=14_500, metal=0.6, tune=1.2)
DARK_HAT = hat(ring=0.02, low=4000, high=8500, metal=0.3, tune=0.9)
DARK_OPEN = hat(ring=0.13, low=4000, high=8500, metal=0.3, tune=0.9)

HITS: dict[str, Hits] = {
    "acoustic_kit": kit_of(
        kick(start=110, end=56, drop=0.02, ring=0.07, click=0.5, click_band=(1500, 5000)),
        snare(frequency=188, ring=0.05, wires=0.06, low=1500, high=8500),
        closed=TIGHT_HAT,
        opened=WIDE_HAT,
    ),
    "brushed_kit": kit_of(
        kick(start=95, end=54, drop=0.02, ring=0.08, click=0.15, click_band=(500, 2000), push=1.1),
        brush(0.0),
        closed=hat(ring=0.014, low=6000, high=11000, metal=0.3),
        opened=brush(0.12),
        ride=cymbal(ring=0.6, low=2600, high=8000, ping=0.7, wash=0.3),
        extra={40: Hit(brush(0.18), -2.0, -0.1)},
    ),
    "rock_kit": kit_of(
        kick(start=130, end=58, drop=0.018, ring=0.07, click=0.9, click_band=(2000, 6000), push=2.2),
        snare(frequency=200, ring=0.055, wires=0.085, low=1400, high=9000, body=0.8, push=2.0),
        closed=TIGHT_HAT,
        opened=WIDE_HAT,
    ),
    "metal_kit": kit_of(
        kick(start=160, end=60, drop=0.01, ring=0.045, click=1.8, click_band=(2500, 8000), push=2.6),
        snare(frequency=225, ring=0.04, wires=0.07, low=1800, high=10000, body=0.7, push=2.6),
        closed=TIGHT_HAT,
        opened=WIDE_HAT,
        toms=0.9,
    ),
    "electronic_kit": kit_of(
        kick(start=180, end=50, drop=0.022, ring=0.1, click=0.4, click_band=(2000, 7000), push=1.8),
        snare(frequency=210, ring=0.05, wires=0.07, low=1800, high=10000, body=0.6),
        closed=MACHINE_HAT,
        opened=MACHINE_OPEN,
    ),
    "house_kit": kit_of(
        kick(start=230, end=49, drop=0.02, ring=0.11, click=0.5, click_band=(2500, 8000), push=2.4),
        clap(0.06),
        closed=MACHINE_HAT,
        opened=hat(ring=0.11, low=7000, high=14000, metal=0.5, tune=1.1),
    ),
    "eight_oh_eight": kit_of(
        kick(start=95, end=46, drop=0.03, ring=0.3, click=0.15, click_band=(1500, 4000), push=1.4),
        snare(frequency=180, ring=0.07, wires=0.045, low=2500, high=9000, body=0.6),
        rim=knock(1670, 0.01, 0.05),
        clap_=clap(0.08, 800, 3500),
        closed=hat(ring=0.018, low=7800, high=14500, metal=0.8, tune=1.3),
        opened=hat(ring=0.17, low=7800, high=14500, metal=0.8, tune=1.3),
        extra={56: Hit(bell(540, 800, 0.09), -9.0, 0.2)},
    ),
    "trap_kit": kit_of(
        kick(start=170, end=50, drop=0.016, ring=0.13, click=0.6, click_band=(2500, 7000), push=2.4),
        clap(0.07, 900, 5500),
        closed=hat(ring=0.012, low=8500, high=15000, metal=0.5, tune=1.4),
        opened=hat(ring=0.12, low=8000, high=15000, metal=0.5, tune=1.4),
        extra={40: Hit(snare(frequency=230, ring=0.04, wires=0.06, low=2200, high=11000, body=0.6, push=1.8), 0.0)},
    ),
    "breaks_kit": kit_of(
        kick(start=140, end=62, drop=0.014, ring=0.05, click=0.7, click_band=(1800, 6000), push=2.0),
        snare(frequency=235, ring=0.045, wires=0.055, low=1600, high=9500, body=0.75, push=1.9),
        closed=TIGHT_HAT,
        opened=hat(ring=0.12, low=5500, high=12000, metal=0.35),
    ),
    "lofi_kit": kit_of(
        kick(start=100, end=55, drop=0.025, ring=0.07, click=0.15, click_band=(600, 2500), push=1.8),
        snare(frequency=185, ring=0.05, wires=0.05, low=1100, high=5200, body=0.7, push=1.5),
        closed=DARK_HAT,
        opened=DARK_OPEN,
    ),
    "orchestral_percussion": kit_of(
        kick(start=78, end=47, drop=0.04, ring=0.28, click=0.12, click_band=(200, 900), push=1.2),
        snare(frequency=195, ring=0.05, wires=0.1, low=1300, high=8000, body=0.5),
        closed=knock(1150, 0.018, 0.1),
        opened=jingles(0.12),
        crash=cymbal(ring=0.8, low=1800, high=10000, ping=0.2, wash=1.0, opening=0.02),
        ride=cymbal(ring=0.9, low=2500, high=9000, ping=0.3, wash=0.5, opening=0.05),
        extra={key: Hit(timpani(frequency), -2.0, 0.3) for key, frequency in TIMPANI_HERTZ.items()},
    ),
    "latin_percussion": kit_of(
        kick(start=100, end=58, drop=0.02, ring=0.08, click=0.25, click_band=(800, 3000)),
        knock(1700, 0.008, 0.3),
        closed=shaker(0.03),
        opened=shaker(0.07),
    ),
    "tabla": HAND_DRUMS
    | {
        35: Hit(bayan, 0.0, -0.2),
        36: Hit(bayan, 0.0, -0.2),
        38: Hit(hand(frequency=330, ring=0.13, slap=0.5, bend=1.02), -1.0, 0.2),
        40: Hit(hand(frequency=345, ring=0.03, slap=1.2, bend=1.0), -1.0, 0.2),
        37: Hit(hand(520, 0.02, 1.2), -3.0, 0.2),
        39: Hit(hand(frequency=345, ring=0.03, slap=1.2, bend=1.0), -2.0, 0.2),
        42: Hit(hand(frequency=660, ring=0.025, slap=1.0, bend=1.0), -7.0, 0.2),
        44: Hit(hand(frequency=660, ring=0.02, slap=1.0, bend=1.0), -9.0, 0.2),
        46: Hit(hand(frequency=330, ring=0.2, slap=0.3, bend=1.01), -6.0, 0.2),
        49: Hit(bell(830, 1245, 0.2), -12.0, 0.4),
        51: Hit(hand(frequency=495, ring=0.1, slap=0.5, bend=1.0), -8.0, 0.25),
        54: Hit(jingles(0.08), -9.0, -0.3),
        45: Hit(hand(196, 0.12, 0.3), -3.0, -0.1),
    },
    "chip_kit": kit_of(
        kick(start=300, end=55, drop=0.02, ring=0.06, click=0.0, push=3.0),
        chip_noise(0.05, 6),
        rim=chip_noise(0.01, 12),
        clap_=chip_noise(0.04, 4),
        closed=chip_noise(0.01, 1),
        opened=chip_noise(0.06, 1),
        ride=chip_noise(0.04, 2),
        crash=chip_noise(0.25, 3),
    ),
}
"""By the kit's name in the catalogue."""


def hit_of(hits: Hits, key: int) -> Hit | None:
    """The drum under a General MIDI percussion key, or the nearest that the kit has; None if the key is not one of percussion."""
    if key in hits:
        return hits[key]
    if key in NEAREST_KEYS and NEAREST_KEYS[key] in hits:
        return hits[NEAREST_KEYS[key]]
    return hits[min(hits, key=lambda known: abs(known - key))] if FIRST_KEY <= key <= LAST_KEY else None
