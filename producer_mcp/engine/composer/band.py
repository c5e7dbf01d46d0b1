"""Who plays: the seats of a style, filled with the instruments that were asked for."""

from dataclasses import dataclass, replace

from ..catalogue import INSTRUMENTS, KITS, VOICES, role_of
from ..prompt import Description
from ..prompt.mood_words import MOODS
from ..score import Part, Stem
from ..seeds import dice
from ..styles import STYLES
from ..styles.style import Seat, Style

KITLESS_STYLE_KIT = "brushed_kit"
KITLESS_STYLE_GROOVES = ("heartbeat", "brushes", "brushes")
"""The drums of a style that has none of its own, where drums were asked for."""


@dataclass(frozen=True, slots=True)
class BandMember:
    """One chair and what it was given to play."""

    role: str
    """`voice`, `backing`, `lead`, `comp`, `pad`, `bass`, `drums`, `percussion`"""
    instrument: str
    stem: Stem
    level: float = 0.0
    pan: float = 0.0
    reverb: float = 0.15
    seat: Seat | None = None
    grooves: tuple[str, str, str] = ("silent", "silent", "silent")
    name: str = ""
    """Of the part it already has in a piece, if it goes on playing there."""
    seed: int = 0

    def part(self, name: str, seed: int) -> Part:
        """Its part, still without notes."""
        if self.name:
            name, seed = self.name, self.seed
        return Part(name, self.stem, self.instrument, (), self.level, self.pan, min(0.8, self.reverb), seed, self.role)


def form_band(style: Style, description: Description, voice: str, seed: str, weirdness: float = 0.5) -> tuple[BandMember, ...]:
    """The players, the voice first. `voice` is empty where nobody sings."""
    room = 0.12 * ("reverb" in description.forms) - 0.1 * ("dry" in description.forms)
    mood_room = sum(MOODS[mood][0].room for mood in description.moods)
    band = [BandMember("voice", voice, "vocals", style.voice_level, 0.0, 0.18 + room)] if voice else []
    if voice and style.backing and VOICES[voice].backs:
        band.append(BandMember("backing", voice, "vocals", style.voice_level - 9.0, 0.25, 0.3 + room))
    if "a cappella" in description.forms and voice:
        choir = Seat("choir", ("hold",), low=48, high=67, voices=3)
        band.append(BandMember("pad", "choir", "vocals", -8.0, -0.2, 0.3 + room, choir))
        return tuple(replace(player, reverb=player.reverb + mood_room) for player in band)
    named = _named(description, style)
    if "only" in description.forms and named:
        band += _only(named, style)
    else:
        band += _seats(style, description, named, bool(voice), seed, weirdness)
    kept = [
        replace(player, reverb=max(0.0, player.reverb + room + mood_room))
        for player in band
        if not _is_silent(player, description)
    ]
    return tuple(kept) or (BandMember("comp", "piano", "other", -5.0, seat=Seat("piano", ("push",))),)


def _named(description: Description, style: Style) -> list[str]:
    """The instruments asked for; a guitar of no kind is the style's own."""
    own = [seat.instrument for seat in style.seats if "guitar" in seat.instrument]
    usual = own[0] if own else style.family.guitar
    return list(dict.fromkeys(usual if name == "guitar" else name for name in description.instruments))


def _only(named: list[str], style: Style) -> list[BandMember]:
    """These and nothing else: each comps, the first of them has the tune and, where it can, the bass."""
    players: list[BandMember] = []
    for place, name in enumerate(named):
        pan = 0.0 if len(named) == 1 else (-0.3, 0.3, 0.0)[place % 3]
        if role_of(name) == "bass":
            players.append(BandMember("bass", name, "bass", style.bass_level))
        elif role_of(name) != "lead":
            players.append(_comp(_fit_seat(style.seats[0], name, pan, -4.0)))
    leads = [name for name in named if role_of(name) == "lead"]
    tune = next(iter([*leads, *(name for name in named if role_of(name) == "chords")]), "")
    if tune:
        players.append(BandMember("lead", tune, "other", -2.0, 0.0, 0.25))
    return players


def _seats(
    style: Style, description: Description, named: list[str], sings: bool, seed: str, weirdness: float
) -> list[BandMember]:
    seats = list(style.seats)
    flavour = STYLES.get(description.flavour)
    if flavour and flavour.seats:
        seats = [*seats[:1], flavour.seats[0], *seats[2:]]
    seats = _reseat(seats, [name for name in named if role_of(name) in ("chords", "pad")])
    chance = dice(seed, "odd")
    if chance.random() < (weirdness - 0.65) * 2.5 and len(seats) > 1:
        seats[1] = _fit_seat(seats[1], chance.choice(_surprises()), seats[1].pan, seats[1].level)
    leads = [name for name in named if role_of(name) == "lead"]
    players = [_comp(seat) for seat in seats]
    if "sparse" in description.forms:
        players = players[:2]
    lead = leads[0] if leads else (flavour or style).lead
    players.append(BandMember("lead", lead, "other", style.lead_level - (1.0 if sings else 0.0), 0.1, 0.25))
    players += [_comp(Seat(name, ("swells", "hold"), 0.45, -10.0, -0.3, 0.25, voices=2)) for name in leads[1:3]]
    players.append(
        BandMember(
            "bass", next((name for name in named if role_of(name) == "bass"), style.bass), "bass", style.bass_level, 0.0, 0.04
        )
    )
    return players + _drummers(style, description)


def _surprises() -> list[str]:
    """The instruments that a high `weirdness` may bring in; their order decides what a seed draws."""
    return [row.name for row in sorted(INSTRUMENTS.values(), key=lambda row: row.surprise) if row.surprise]


def _drummers(style: Style, description: Description) -> list[BandMember]:
    source = STYLES[description.beat] if description.beat and STYLES[description.beat].kit else style
    kit = source.kit or (KITLESS_STYLE_KIT if "drums" in description.asked or description.kit else "")
    if not kit:
        return []
    joins = bool(description.kit and KITS[description.kit].groove) and description.kit != kit
    drummer = BandMember(
        "drums",
        description.kit if description.kit and not joins else kit,
        "drums",
        level=source.drum_level,
        reverb=0.1,
        grooves=grooves_for("drums", kit, source),
    )
    if not joins:
        return [drummer]
    grooves = grooves_for("percussion", description.kit, style)
    return [drummer, BandMember("percussion", description.kit, "drums", level=-7.0, pan=0.2, grooves=grooves)]


def grooves_for(role: str, kit: str, style: Style) -> tuple[str, str, str]:
    """What a drummer or percussionist plays in calm, middling and full passages: names in `drum_patterns.GROOVES`."""
    if role == "percussion":
        groove = KITS[kit].groove or KITS["latin_percussion"].groove
        return (groove, groove, groove)
    return style.grooves if style.kit else KITLESS_STYLE_GROOVES


def _reseat(seats: list[Seat], named: list[str]) -> list[Seat]:
    """Named instruments take the seats that suit them, the first named the first; more than there are seats bring their own."""
    kept = {seat.instrument for seat in seats} & set(named)
    taken: set[int] = {place for place, seat in enumerate(seats) if seat.instrument in kept}
    for name in named:
        if name in kept:
            place = next(place for place, seat in enumerate(seats) if seat.instrument == name)
            seats[place] = replace(seats[place], enters=min(seats[place].enters, 0.3))
            continue
        free = [
            place for place, seat in enumerate(seats) if place not in taken and (seat.role == "pad") == (role_of(name) == "pad")
        ]
        if free:
            seats[free[0]] = _fit_seat(
                replace(seats[free[0]], enters=min(seats[free[0]].enters, 0.3)), name, seats[free[0]].pan, seats[free[0]].level
            )
            taken.add(free[0])
        elif len(seats) < 6:
            seats.append(
                _fit_seat(
                    Seat(name, ("hold",) if role_of(name) == "pad" else ("push", "arpeggio"), 0.3, -9.0, 0.3), name, 0.3, -9.0
                )
            )
            taken.add(len(seats) - 1)
    return seats


def _fit_seat(seat: Seat, name: str, pan: float, level: float) -> Seat:
    """The seat with another instrument in it, in that instrument's register."""
    here, before = INSTRUMENTS.get(name), INSTRUMENTS.get(seat.instrument)
    if here and here.chord_compass:
        (low, high), voices = here.chord_compass, here.chord_voices
    else:
        low, high, voices = max(50, seat.low), max(70, seat.high), 4 if before and before.chord_compass else seat.voices
    role = "pad" if role_of(name) == "pad" else "comp" if seat.role == "pad" else seat.role
    return replace(seat, instrument=name, low=low, high=high, voices=voices, pan=pan, level=level, role=role)


def seat_for(style: Style, instrument: str) -> Seat:
    """The seat an instrument would take in a style: its own, or the first that suits it."""
    for seat in style.seats:
        if seat.instrument == instrument:
            return seat
    role = "pad" if role_of(instrument) == "pad" else "comp"
    like = next((seat for seat in style.seats if seat.role == role), style.seats[0])
    return replace(_fit_seat(like, instrument, like.pan, like.level), enters=min(like.enters, 0.3))


def _comp(seat: Seat) -> BandMember:
    return BandMember(seat.role, seat.instrument, "other", seat.level, seat.pan, seat.reverb, seat)


def _is_silent(player: BandMember, description: Description) -> bool:
    """Whether it was said to be left out."""
    silent = description.without
    words = (
        {player.instrument, player.stem}
        | ({"drums"} if player.role == "percussion" else set())
        | ({"melody"} if player.role == "lead" else set())
    )
    if player.role in ("comp", "pad"):
        words.add("chords")
    return bool(words & silent) or ("guitar" in silent and "guitar" in player.instrument)
