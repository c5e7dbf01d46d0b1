"""The band: the seats of a style, filled with the instruments that were asked for."""

from dataclasses import dataclass, replace

from ..catalogue import INSTRUMENTS, KITS, VOICES, role_of
from ..prompt import Description
from ..prompt.mood_words import MOODS
from ..score import Part, Stem
from ..seeds import dice, number
from ..styles import STYLES
from ..styles.style import Seat, Style

KITLESS_STYLE_KIT = "brushed_kit"
KITLESS_STYLE_GROOVES = ("heartbeat", "brushes", "brushes")
"""The drums of a style that has none of its own, where drums were asked for."""
MAX_SEATS = 6
MAX_ASKED_ENTERS = 0.3
"""The energy from which on an instrument that was asked for plays at the latest."""
MIN_REGISTER_BOTTOM_PITCH, MIN_REGISTER_TOP_PITCH = 50, 70
"""A seat that gets another instrument plays no lower than the one, and reaches at least up to the other."""
SURPRISES_FROM_WEIRDNESS = 0.65
"""The weirdness from which on an unusual instrument may join the band, the likelier the higher it is."""
MAX_REVERB = 0.8
"""How much of a part's sound goes to the reverb at most, 0 … 1."""


@dataclass(frozen=True, slots=True)
class BandMember:
    """One player of the band, before there are notes."""

    role: str
    """`voice`, `backing`, `lead`, `comp`, `pad`, `bass`, `drums` or `percussion`."""
    instrument: str
    """A name in the catalogue of instruments, kits and voices."""
    stem: Stem
    level: float = 0.0
    """Decibels of gain in the mix."""
    pan: float = 0.0
    """-1 (left) … 1 (right)."""
    reverb: float = 0.15
    """0 … 1."""
    seat: Seat | None = None
    """How it plays chords, for `comp` and `pad`."""
    grooves: tuple[str, str, str] = ("silent", "silent", "silent")
    """What it plays in calm, middling and full passages, for `drums` and `percussion`."""
    name: str = ""
    """The name of the part it already has in a piece; empty for a new player."""
    seed: int = 0
    """The seed of that part."""

    def part(self, name: str, seed: int) -> Part:
        """Its part without notes, under the name and the seed it already has, else under the given ones."""
        if self.name:
            name, seed = self.name, self.seed
        return Part(
            name=name,
            stem=self.stem,
            instrument=self.instrument,
            level=self.level,
            pan=self.pan,
            reverb=min(MAX_REVERB, self.reverb),
            seed=seed,
            role=self.role,
        )


def part_seed(*words: object) -> int:
    """The seed of the small irregularities of a part's sound, 31 bits, from the words that name the part."""
    return number(*words) % (1 << 31)


def form_band(style: Style, description: Description, voice: str, seed: str, weirdness: float = 0.5) -> tuple[BandMember, ...]:
    """The players, the voice first. `voice` is a name in `catalogue.VOICES`, or empty if nobody sings."""
    room = 0.12 * ("reverb" in description.forms) - 0.1 * ("dry" in description.forms)
    mood_room = sum(MOODS[mood].room for mood in description.moods)
    band = _singers(style, voice, room)
    if "a cappella" in description.forms and voice:
        choir = Seat("choir", ("hold",), low=48, high=67, voices=3)
        band.append(BandMember("pad", "choir", "vocals", level=-8.0, pan=-0.2, reverb=0.3 + room, seat=choir))
        return tuple(replace(player, reverb=player.reverb + mood_room) for player in band)
    named = _named(description, style)
    if "only" in description.forms and named:
        band += _only(named, style)
    else:
        band += _whole_band(style, description, named, bool(voice), seed, weirdness)
    kept = [
        replace(player, reverb=max(0.0, player.reverb + room + mood_room))
        for player in band
        if not _is_silent(player, description)
    ]
    return tuple(kept) or (BandMember("comp", "piano", "other", level=-5.0, seat=Seat("piano", ("push",))),)


def _singers(style: Style, voice: str, room: float) -> list[BandMember]:
    """The voice, and the backing voice of a style that has one."""
    if not voice:
        return []
    singers = [BandMember("voice", voice, "vocals", level=style.voice_level, reverb=0.18 + room)]
    if style.backing and VOICES[voice].backs:
        level = style.voice_level - 9.0
        singers.append(BandMember("backing", voice, "vocals", level=level, pan=0.25, reverb=0.3 + room))
    return singers


def _named(description: Description, style: Style) -> list[str]:
    """The instruments that were asked for; a guitar of no kind is the one usual in the style."""
    own = [seat.instrument for seat in style.seats if "guitar" in seat.instrument]
    usual = own[0] if own else style.family.guitar
    return list(dict.fromkeys(usual if name == "guitar" else name for name in description.instruments))


def _only(named: list[str], style: Style) -> list[BandMember]:
    """The named instruments and nobody else: each plays chords or bass as it can, and one has the tune."""
    players: list[BandMember] = []
    for place, name in enumerate(named):
        pan = 0.0 if len(named) == 1 else (-0.3, 0.3, 0.0)[place % 3]
        if role_of(name) == "bass":
            players.append(BandMember("bass", name, "bass", level=style.bass_level))
        elif role_of(name) != "lead":
            players.append(_seated(_with_instrument(style.seats[0], name, pan, level=-4.0)))
    leads = [name for role in ("lead", "chords") for name in named if role_of(name) == role]
    if leads:
        players.append(BandMember("lead", leads[0], "other", level=-2.0, reverb=0.25))
    return players


def _whole_band(
    style: Style, description: Description, named: list[str], sings: bool, seed: str, weirdness: float
) -> list[BandMember]:
    """Everybody but the voices: chords, lead, bass and drums."""
    flavour = STYLES.get(description.flavour)
    players = [_seated(seat) for seat in _seats(style, flavour, named, seed, weirdness)]
    if "sparse" in description.forms:
        players = players[:2]
    leads = [name for name in named if role_of(name) == "lead"]
    lead = leads[0] if leads else (flavour or style).lead
    lead_level = style.lead_level - (1.0 if sings else 0.0)
    players.append(BandMember("lead", lead, "other", level=lead_level, pan=0.1, reverb=0.25))
    players += [
        _seated(Seat(name, ("swells", "hold"), enters=0.45, level=-10.0, pan=-0.3, reverb=0.25, voices=2)) for name in leads[1:3]
    ]
    bass = next((name for name in named if role_of(name) == "bass"), style.bass)
    players.append(BandMember("bass", bass, "bass", level=style.bass_level, reverb=0.04))
    return players + _drummers(style, description)


def _seats(style: Style, flavour: Style | None, named: list[str], seed: str, weirdness: float) -> list[Seat]:
    """The seats of the style; the second one may be that of a second style, or hold a surprise."""
    seats = list(style.seats)
    if flavour and flavour.seats:
        seats = [*seats[:1], flavour.seats[0], *seats[2:]]
    seats = _with_named(seats, [name for name in named if role_of(name) in ("chords", "pad")])
    chance = dice(seed, "odd")
    if chance.random() < (weirdness - SURPRISES_FROM_WEIRDNESS) * 2.5 and len(seats) > 1:
        seats[1] = _with_instrument(seats[1], chance.choice(_surprises()), seats[1].pan, seats[1].level)
    return seats


def _surprises() -> list[str]:
    """The instruments that a high `weirdness` may bring in; their order decides what a seed draws."""
    return [row.name for row in sorted(INSTRUMENTS.values(), key=lambda row: row.surprise) if row.surprise]


def _drummers(style: Style, description: Description) -> list[BandMember]:
    """The drummer, and hand percussion that was asked for; nobody in a style without drums unless they were asked for."""
    source = STYLES[description.beat] if description.beat and STYLES[description.beat].kit else style
    kit = source.kit or (KITLESS_STYLE_KIT if "drums" in description.asked_roles or description.kit else "")
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


def _with_named(seats: list[Seat], named: list[str]) -> list[Seat]:
    """The seats with the named instruments in those that suit them, the first named in the first.

    An instrument for which no seat is free brings one of its own, up to six seats.
    """
    seats = list(seats)
    kept = {seat.instrument for seat in seats} & set(named)
    taken = {place for place, seat in enumerate(seats) if seat.instrument in kept}
    for name in named:
        is_pad = role_of(name) == "pad"
        if name in kept:
            place = next(place for place, seat in enumerate(seats) if seat.instrument == name)
            seats[place] = _entering_early(seats[place])
            continue
        free = [place for place, seat in enumerate(seats) if place not in taken and (seat.role == "pad") == is_pad]
        if free:
            seat = _entering_early(seats[free[0]])
            seats[free[0]] = _with_instrument(seat, name, seat.pan, seat.level)
            taken.add(free[0])
        elif len(seats) < MAX_SEATS:
            own = Seat(name, ("hold",) if is_pad else ("push", "arpeggio"), enters=MAX_ASKED_ENTERS)
            seats.append(_with_instrument(own, name, pan=0.3, level=-9.0))
            taken.add(len(seats) - 1)
    return seats


def _entering_early(seat: Seat) -> Seat:
    """The seat of an instrument that was asked for: it does not wait for full passages."""
    return replace(seat, enters=min(seat.enters, MAX_ASKED_ENTERS))


def _with_instrument(seat: Seat, name: str, pan: float, level: float) -> Seat:
    """The seat with another instrument in it, in a register that suits that instrument."""
    row, before = INSTRUMENTS.get(name), INSTRUMENTS.get(seat.instrument)
    if row and row.chord_compass:
        (low, high), voices = row.chord_compass, row.chord_voices
    else:
        low, high = max(MIN_REGISTER_BOTTOM_PITCH, seat.low), max(MIN_REGISTER_TOP_PITCH, seat.high)
        voices = 4 if before and before.chord_compass else seat.voices
    role = "pad" if role_of(name) == "pad" else "comp" if seat.role == "pad" else seat.role
    return replace(seat, instrument=name, low=low, high=high, voices=voices, pan=pan, level=level, role=role)


def seat_for(style: Style, instrument: str) -> Seat:
    """The seat of an instrument in a style: the one it has there, else the first one of its kind."""
    for seat in style.seats:
        if seat.instrument == instrument:
            return seat
    role = "pad" if role_of(instrument) == "pad" else "comp"
    like = next((seat for seat in style.seats if seat.role == role), style.seats[0])
    return _entering_early(_with_instrument(like, instrument, like.pan, like.level))


def _seated(seat: Seat) -> BandMember:
    """The player in a seat."""
    return BandMember(seat.role, seat.instrument, "other", level=seat.level, pan=seat.pan, reverb=seat.reverb, seat=seat)


def _is_silent(player: BandMember, description: Description) -> bool:
    """Whether the description leaves the player out: by its instrument, its stem or its place in the band."""
    names = {player.instrument, player.stem}
    match player.role:
        case "percussion":
            names.add("drums")
        case "lead":
            names.add("melody")
        case "comp" | "pad":
            names.add("chords")
    without = description.without
    return bool(names & without) or ("guitar" in without and "guitar" in player.instrument)
