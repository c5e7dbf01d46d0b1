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
    """Keys that silence it."""


Hits = Mapping[int, Hit]
"""General MIDI percussion key -> drum."""
FIRST_KEY, LAST_KEY = 35, 82
"""General MIDI's percussion keys."""
HAT_KEYS = (42, 44, 46)
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
    75: Hit(knock(2450, 0.02, 0.1, 2.0), -8.0, 0.3),
    76: Hit(knock(1150, 0.018, 0.15), -7.0, -0.25), 77: Hit(knock(860, 0.022, 0.15), -7.0, -0.25),
}  # fmt: skip
"""Hand drums, shakers, claves and wood blocks, alike in every kit."""


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
    ride, crash = ride or cymbal(0.5, 2800, 9000, 0.9, 0.35), crash or cymbal(0.55, 2200, 11_000, 0.3, 1.0, 0.006)
    usual = {
        35: Hit(kick_, 1.0), 36: Hit(kick_, 1.0), 38: Hit(snare_, 0.0, -0.05), 40: Hit(snare_, 0.5, -0.05),
        37: Hit(rim, -4.0, -0.1),
        39: Hit(clap_, -2.0, 0.1), 42: Hit(closed, -8.0, 0.3), 44: Hit(closed, -11.0, 0.3), 46: Hit(opened, -9.0, 0.3, HAT_KEYS),
        49: Hit(crash, -6.0, -0.4), 57: Hit(crash, -6.0, 0.45), 51: Hit(ride, -10.0, 0.4), 59: Hit(ride, -10.0, 0.4),
        53: Hit(bell(830, 1245, 0.12), -14.0, 0.4), 54: Hit(jingles(0.06), -8.0, -0.3), 56: Hit(bell(562, 845, 0.06), -9.0, 0.2),
        **{key: Hit(tom(frequency * toms), -3.0, 0.5 - index * 0.2) for index, (key, frequency) in enumerate(TOM_HERTZ.items())},
    }  # fmt: skip
    return usual | HAND_DRUMS | dict(extra or {})


WIDE_HAT, TIGHT_HAT = hat(0.2, 5500, 12_000, 0.35), hat(0.022, 5800, 13_000, 0.35)
MACHINE_HAT, MACHINE_OPEN = hat(0.016, 7500, 14_500, 0.6, 1.2), hat(0.14, 7500, 14_500, 0.6, 1.2)
DARK_HAT, DARK_OPEN = hat(0.02, 4000, 8500, 0.3, 0.9), hat(0.13, 4000, 8500, 0.3, 0.9)

HITS: dict[str, Hits] = {
    "acoustic_kit": kit_of(
        kick(110, 56, 0.02, 0.07, 0.5, (1500, 5000)), snare(188, 0.05, 0.06, 1500, 8500), closed=TIGHT_HAT, opened=WIDE_HAT
    ),
    "brushed_kit": kit_of(
        kick(95, 54, 0.02, 0.08, 0.15, (500, 2000), 1.1),
        brush(0.0),
        closed=hat(0.014, 6000, 11000, 0.3),
        opened=brush(0.12),
        ride=cymbal(0.6, 2600, 8000, 0.7, 0.3),
        extra={40: Hit(brush(0.18), -2.0, -0.1)},
    ),
    "rock_kit": kit_of(
        kick(130, 58, 0.018, 0.07, 0.9, (2000, 6000), 2.2),
        snare(200, 0.055, 0.085, 1400, 9000, 0.8, 2.0),
        closed=TIGHT_HAT,
        opened=WIDE_HAT,
    ),
    "metal_kit": kit_of(
        kick(160, 60, 0.01, 0.045, 1.8, (2500, 8000), 2.6),
        snare(225, 0.04, 0.07, 1800, 10000, 0.7, 2.6),
        closed=TIGHT_HAT,
        opened=WIDE_HAT,
        toms=0.9,
    ),
    "electronic_kit": kit_of(
        kick(180, 50, 0.022, 0.1, 0.4, (2000, 7000), 1.8),
        snare(210, 0.05, 0.07, 1800, 10000, 0.6),
        closed=MACHINE_HAT,
        opened=MACHINE_OPEN,
    ),
    "house_kit": kit_of(
        kick(230, 49, 0.02, 0.11, 0.5, (2500, 8000), 2.4), clap(0.06), closed=MACHINE_HAT, opened=hat(0.11, 7000, 14000, 0.5, 1.1)
    ),
    "eight_oh_eight": kit_of(
        kick(95, 46, 0.03, 0.3, 0.15, (1500, 4000), 1.4),
        snare(180, 0.07, 0.045, 2500, 9000, 0.6),
        rim=knock(1670, 0.01, 0.05),
        clap_=clap(0.08, 800, 3500),
        closed=hat(0.018, 7800, 14500, 0.8, 1.3),
        opened=hat(0.17, 7800, 14500, 0.8, 1.3),
        extra={56: Hit(bell(540, 800, 0.09), -9.0, 0.2)},
    ),
    "trap_kit": kit_of(
        kick(170, 50, 0.016, 0.13, 0.6, (2500, 7000), 2.4),
        clap(0.07, 900, 5500),
        closed=hat(0.012, 8500, 15000, 0.5, 1.4),
        opened=hat(0.12, 8000, 15000, 0.5, 1.4),
        extra={40: Hit(snare(230, 0.04, 0.06, 2200, 11000, 0.6, 1.8), 0.0)},
    ),
    "breaks_kit": kit_of(
        kick(140, 62, 0.014, 0.05, 0.7, (1800, 6000), 2.0),
        snare(235, 0.045, 0.055, 1600, 9500, 0.75, 1.9),
        closed=TIGHT_HAT,
        opened=hat(0.12, 5500, 12000, 0.35),
    ),
    "lofi_kit": kit_of(
        kick(100, 55, 0.025, 0.07, 0.15, (600, 2500), 1.8),
        snare(185, 0.05, 0.05, 1100, 5200, 0.7, 1.5),
        closed=DARK_HAT,
        opened=DARK_OPEN,
    ),
    "orchestral_percussion": kit_of(
        kick(78, 47, 0.04, 0.28, 0.12, (200, 900), 1.2),
        snare(195, 0.05, 0.1, 1300, 8000, 0.5),
        closed=knock(1150, 0.018, 0.1),
        opened=jingles(0.12),
        crash=cymbal(0.8, 1800, 10000, 0.2, 1.0, 0.02),
        ride=cymbal(0.9, 2500, 9000, 0.3, 0.5, 0.05),
        extra={key: Hit(timpani(frequency), -2.0, 0.3) for key, frequency in TIMPANI_HERTZ.items()},
    ),
    "latin_percussion": kit_of(
        kick(100, 58, 0.02, 0.08, 0.25, (800, 3000)), knock(1700, 0.008, 0.3), closed=shaker(0.03), opened=shaker(0.07)
    ),
    "tabla": HAND_DRUMS
    | {
        35: Hit(bayan, 0.0, -0.2),
        36: Hit(bayan, 0.0, -0.2),
        38: Hit(hand(330, 0.13, 0.5, 1.02), -1.0, 0.2),
        40: Hit(hand(345, 0.03, 1.2, 1.0), -1.0, 0.2),
        37: Hit(hand(520, 0.02, 1.2), -3.0, 0.2),
        39: Hit(hand(345, 0.03, 1.2, 1.0), -2.0, 0.2),
        42: Hit(hand(660, 0.025, 1.0, 1.0), -7.0, 0.2),
        44: Hit(hand(660, 0.02, 1.0, 1.0), -9.0, 0.2),
        46: Hit(hand(330, 0.2, 0.3, 1.01), -6.0, 0.2),
        49: Hit(bell(830, 1245, 0.2), -12.0, 0.4),
        51: Hit(hand(495, 0.1, 0.5, 1.0), -8.0, 0.25),
        54: Hit(jingles(0.08), -9.0, -0.3),
        45: Hit(hand(196, 0.12, 0.3), -3.0, -0.1),
    },
    "chip_kit": kit_of(
        kick(300, 55, 0.02, 0.06, 0.0, push=3.0),
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
    return min(hits.items(), key=lambda item: abs(item[0] - key))[1] if FIRST_KEY <= key <= LAST_KEY else None
