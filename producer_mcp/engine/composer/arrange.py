"""The arrangement of a plan: the notes of every player in every passage."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..catalogue import INSTRUMENTS, compass_of, role_of
from ..parts.bass import bass
from ..parts.comping import comp
from ..parts.drums import drum
from ..parts.grid import BarGrid
from ..parts.singing import Soloist, answer, play_tune, second_voice, sing, soloist_of
from ..score import Line, Note, Part
from ..theory.chords import read_chord, split_bar
from .band import BandMember, part_seed
from .plan import Plan

RISE_OF_ENERGY = 0.08
"""A passage is led into by a fill and a swell if its energy is higher by more than this."""
BACKING_FROM_ENERGY = 0.6
"""The energy from which on voices join in a chorus."""
ANSWERS_FROM_ENERGY = 0.4
"""The energy from which on an instrument that was asked for answers the singer."""
MAX_LEAD_PACE_BEATS = 0.75
"""A leading instrument takes at most so many beats a note at ease, however slowly a style is sung."""
FADE_BARS = 8
MAX_FADE_SHARE = 0.25
"""A fade lasts eight bars, but at most this share of the piece."""
MIN_FADED_LEVEL = 0.08
"""The factor on velocity at the very end of a fade."""
MIN_FADED_VELOCITY = 0.04
"""No note is faded further than to this velocity, 0 … 1."""
_VOCALISED_KINDS = ("verse", "chorus", "theme", "hook", "bridge", "drop", "prechorus")
"""Kinds of passage in which a voice without words sings vowels."""
_INSTRUMENTAL_KINDS = ("solo", "intro", "outro", "interlude")
"""Kinds of passage that a voice without words leaves to the leading instrument."""


@dataclass(frozen=True)
class Arrangement:
    """The parts of a plan that have notes, and the lines that are sung."""

    parts: tuple[Part, ...]
    lines: tuple[Line, ...] = ()


def arrange(plan: Plan) -> Arrangement:
    """The notes of a plan. The same plan gives the same notes."""
    grids = bar_grids(plan)
    used_names: Counter[str] = Counter()
    parts: list[Part] = []
    lines: list[Line] = []
    tunes: list[list[Note]] = []
    for player in plan.players:
        notes: list[Note] = []
        match player.role:
            case "voice":
                tunes, lines = _voice(plan, grids, player)
                notes = [note for tune in tunes for note in tune]
            case "backing":
                notes = _backing(plan, grids, player, tunes)
            case "lead":
                notes = _lead(plan, grids, player)
            case "bass":
                notes = _bass(plan, grids, player)
            case "drums" | "percussion":
                notes = _drums(plan, grids, player)
            case _:
                notes = _comp(plan, grids, player)
        if notes:
            parts.append(_part(player, notes, used_names, plan.seed))
    return Arrangement(tuple(_faded(plan, part) for part in parts), tuple(lines))


def bar_grids(plan: Plan) -> list[BarGrid]:
    """The grid of each passage, which knows what the next passage begins with."""
    grids = []
    for place, passage in enumerate(plan.passages):
        after = plan.passages[place + 1] if place + 1 < len(plan.passages) else None
        grid = BarGrid(
            passage,
            feel=replace(plan.feel, bpm=passage.bpm) if passage.bpm else plan.feel,
            beats_per_bar=plan.beats_per_bar,
            after=read_chord(split_bar(after.chords[0])[0]) if after and after.chords else None,
            closes=plan.closes and after is None and "fade out" not in plan.description.forms,
            rising=bool(after and after.energy > passage.energy + RISE_OF_ENERGY),
        )
        grids.append(grid)
    return grids


def _part(player: BandMember, notes: Sequence[Note], used_names: Counter[str], seed: str) -> Part:
    """The part of a player, under the name it already has, or under one that no other part has."""
    name = player.name
    if not name:
        plain = {"voice": "voice", "backing": "backing voice"}.get(player.role, player.instrument)
        name = f"{plain} lead" if player.role == "lead" and used_names[plain] else plain
    used_names[name] += 1
    if not player.name and used_names[name] > 1:
        name = f"{name} {used_names[name]}"
    part = player.part(name, part_seed(seed, "part", name))
    return replace(part, notes=tuple(sorted(notes, key=lambda note: (note.at, note.pitch))))


def _voice(plan: Plan, grids: Sequence[BarGrid], player: BandMember) -> tuple[list[list[Note]], list[Line]]:
    """What the voice sings in each passage, and the lines of all of them."""
    soloist = soloist_of(player.instrument, plan.style)
    tunes: list[list[Note]] = []
    lines: list[Line] = []
    for grid in grids:
        kind = grid.passage.kind
        notes: list[Note] = []
        if grid.passage.phrases:
            notes, sung = sing(grid, soloist, plan.key, plan.seed_for(kind))
            lines += sung
        elif plan.wordless and kind in _VOCALISED_KINDS:
            notes = play_tune(grid, soloist, plan.key, plan.seed_for(kind), vowels=True)
        tunes.append(notes)
    return tunes, lines


def _backing(plan: Plan, grids: Sequence[BarGrid], player: BandMember, tunes: Sequence[Sequence[Note]]) -> list[Note]:
    """A second voice in full choruses."""
    notes: list[Note] = []
    for grid, tune in zip(grids, tunes, strict=False):
        if grid.passage.kind in ("chorus", "hook", "prechorus") and grid.passage.energy >= BACKING_FROM_ENERGY and tune:
            notes += second_voice(grid, tune, plan.key, compass_of(player.instrument))
    return notes


def _lead(plan: Plan, grids: Sequence[BarGrid], player: BandMember) -> list[Note]:
    """The tune where nobody sings, and answers to the singer by an instrument that was asked for."""
    soloist = Soloist(player.instrument, min(plan.style.syllable_beats, MAX_LEAD_PACE_BEATS), plan.style.offbeat)
    family = plan.style.family
    silent_kinds = (*(("build", "break") if family.silent_breaks else ()), *(("intro",) if family.quiet_intro else ()))
    has_voice = any(other.role == "voice" for other in plan.players)
    is_alone = all(other.role in ("lead", "bass", "drums", "percussion") for other in plan.players)
    notes: list[Note] = []
    for grid in grids:
        passage = grid.passage
        seed = plan.seed_for(passage.kind)
        if passage.phrases and player.instrument in plan.description.instruments and passage.energy >= ANSWERS_FROM_ENERGY:
            notes += answer(grid, replace(soloist, pace=0.5), plan.key, seed)
        is_sung = passage.phrases or (has_voice and plan.wordless and passage.kind not in _INSTRUMENTAL_KINDS)
        if not is_sung and (is_alone or passage.kind not in silent_kinds):
            notes += play_tune(grid, soloist, plan.key, seed)
    return notes


def _bass(plan: Plan, grids: Sequence[BarGrid], player: BandMember) -> list[Note]:
    """The bass, each passage led on from the last root of the one before."""
    compass = INSTRUMENTS[player.instrument].bass_compass
    notes: list[Note] = []
    root: int | None = None
    for grid in grids:
        if not _rests(plan, grid, plan.style.bass_from):
            played, root = bass(grid, plan.style.bass_figures, plan.key, compass=compass, seed=plan.seed, before=root)
            notes += played
    return notes


def _drums(plan: Plan, grids: Sequence[BarGrid], player: BandMember) -> list[Note]:
    """The grooves of a drummer, with fills, or of a percussionist."""
    notes: list[Note] = []
    fill = plan.style.fill if player.role == "drums" else "none"
    for grid in grids:
        if not _rests(plan, grid, plan.style.drums_from):
            notes += drum(grid, player.grooves, fill, plan.seed)
    return notes


def _rests(plan: Plan, grid: BarGrid, enters: float) -> bool:
    """Whether drums or bass are silent in a passage; not if nobody else would play."""
    if not any(player.role in ("comp", "pad", "lead", "voice") for player in plan.players):
        return False
    return grid.passage.energy < enters or (grid.passage.kind == "break" and plan.style.family.silent_breaks)


def _comp(plan: Plan, grids: Sequence[BarGrid], player: BandMember) -> list[Note]:
    """Chords in every passage that is full enough for the seat; the seat that enters first plays in all of them."""
    if player.seat is None:
        return []
    enters_first = player.seat is min((other.seat for other in plan.players if other.seat), key=lambda seat: seat.enters)
    seat = player.seat
    if role_of(player.instrument) == "lead":
        seat = replace(seat, voices=min(2, seat.voices))
    notes: list[Note] = []
    voicing: tuple[int, ...] = ()
    for grid in grids:
        if grid.passage.energy >= seat.enters or enters_first:
            played, voicing = comp(grid, seat, plan.seed, voicing)
            notes += played
    return notes


def _faded(plan: Plan, part: Part) -> Part:
    """The part with the fade in or out that was asked for, as a change of velocity."""
    forms = plan.description.forms
    if not plan.passages or not forms & {"fade out", "fade in"}:
        return part
    end = plan.passages[-1].until
    span = min(end * MAX_FADE_SHARE, FADE_BARS * plan.bar)

    def level(at: float) -> float:
        fade_out = min(1.0, (end - at) / span) if "fade out" in forms and plan.closes else 1.0
        fade_in = min(1.0, at / span + 0.1) if "fade in" in forms else 1.0
        return max(MIN_FADED_LEVEL, fade_out) * fade_in

    def faded(note: Note) -> Note:
        return replace(note, velocity=round(max(MIN_FADED_VELOCITY, note.velocity * level(note.at)), 3))

    return replace(part, notes=tuple(faded(note) for note in part.notes))
