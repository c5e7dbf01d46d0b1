"""A plan played out: every player's notes in every passage."""

from collections import Counter
from dataclasses import dataclass, replace

from ..catalogue import INSTRUMENTS, compass_of, role_of
from ..parts.bass import bass
from ..parts.comping import comp
from ..parts.drums import drum
from ..parts.grid import BarGrid
from ..parts.singing import Soloist, answer, play_tune, second_voice, sing, soloist_of
from ..score import Line, Note, Part
from ..seeds import number
from ..theory.chords import read_chord, split_bar
from .band import BandMember
from .plan import Plan


@dataclass(frozen=True)
class ArrangedPart:
    """What a plan came to: the parts that have notes, and the lines that are sung."""

    parts: tuple[Part, ...]
    lines: tuple[Line, ...] = ()


def arrange(plan: Plan) -> ArrangedPart:
    """Plays a plan. The same plan gives the same notes."""
    grids = bar_grids(plan)
    seen: Counter[str] = Counter()
    parts: list[Part] = []
    lines: list[Line] = []
    tunes: dict[int, list[Note]] = {}
    for player in plan.players:
        notes: list[Note] = []
        match player.role:
            case "voice":
                notes, lines, tunes = _voice(plan, grids, player)
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
            parts.append(_named(player, notes, seen, plan))
    return ArrangedPart(tuple(_fade(plan, part) for part in parts), tuple(lines))


def bar_grids(plan: Plan) -> list[BarGrid]:
    """A ground for each passage."""
    grids = []
    for place, passage in enumerate(plan.passages):
        after = plan.passages[place + 1] if place + 1 < len(plan.passages) else None
        feel = plan.feel if not passage.bpm else replace(plan.feel, bpm=passage.bpm)
        first = read_chord(split_bar(after.chords[0])[0]) if after and after.chords else None
        closes = plan.closes and after is None and "fade out" not in plan.description.forms
        grids.append(BarGrid(passage, feel, plan.beats, first, closes, bool(after and after.energy > passage.energy + 0.08)))
    return grids


def _named(player: BandMember, notes: list[Note], seen: Counter[str], plan: Plan) -> Part:
    if player.name:
        seen[player.name] += 1
        return replace(player.part("", 0), notes=tuple(sorted(notes, key=lambda note: (note.at, note.pitch))))
    plain = {"voice": "voice", "backing": "backing voice"}.get(player.role, player.instrument)
    name = f"{plain} lead" if player.role == "lead" and seen[plain] else plain
    seen[name] += 1
    if seen[name] > 1:
        name = f"{name} {seen[name]}"
    part = player.part(name, number(plan.seed, "part", name) % (1 << 31))
    return replace(part, notes=tuple(sorted(notes, key=lambda note: (note.at, note.pitch))))


def _voice(plan: Plan, grids: list[BarGrid], player: BandMember) -> tuple[list[Note], list[Line], dict[int, list[Note]]]:
    soloist = soloist_of(player.instrument, plan.style)
    notes: list[Note] = []
    lines: list[Line] = []
    tunes: dict[int, list[Note]] = {}
    for place, grid in enumerate(grids):
        mine: list[Note] = []
        if grid.passage.phrases:
            mine, texts = sing(grid, soloist, plan.key, plan.seed_for(grid.passage.kind))
            lines += texts
        elif plan.wordless and grid.passage.kind in ("verse", "chorus", "theme", "hook", "bridge", "drop", "prechorus"):
            mine = play_tune(grid, soloist, plan.key, plan.seed_for(grid.passage.kind), vowels=True)
        tunes[place] = mine
        notes += mine
    return notes, lines, tunes


def _backing(plan: Plan, grids: list[BarGrid], player: BandMember, tunes: dict[int, list[Note]]) -> list[Note]:
    notes: list[Note] = []
    for place, grid in enumerate(grids):
        if grid.passage.kind in ("chorus", "hook", "prechorus") and grid.passage.energy >= 0.6 and tunes.get(place):
            notes += second_voice(grid, tunes[place], plan.key, compass_of(player.instrument))
    return notes


def _lead(plan: Plan, grids: list[BarGrid], player: BandMember) -> list[Note]:
    soloist = Soloist(player.instrument, min(plan.style.sung, 0.75), plan.style.offbeat)
    sings = any(other.role == "voice" for other in plan.players)
    quiet = ("build", "break") if plan.style.family.silent_breaks else ()
    shy = ("intro",) if plan.style.family.quiet_intro else ()
    alone = all(other.role in ("lead", "bass", "drums", "percussion") for other in plan.players)
    notes: list[Note] = []
    for grid in grids:
        passage = grid.passage
        if passage.phrases and player.instrument in plan.description.instruments and passage.energy >= 0.4:
            notes += answer(grid, replace(soloist, pace=0.5), plan.key, plan.seed_for(passage.kind))
        if passage.phrases or (sings and plan.wordless and passage.kind not in ("solo", "intro", "outro", "interlude")):
            continue
        if not alone and passage.kind in (*quiet, *shy):
            continue
        notes += play_tune(grid, soloist, plan.key, plan.seed_for(grid.passage.kind))
    return notes


def _bass(plan: Plan, grids: list[BarGrid], player: BandMember) -> list[Note]:
    compass = INSTRUMENTS[player.instrument].bass_compass
    notes: list[Note] = []
    root: int | None = None
    for grid in grids:
        if _rests(plan, grid, plan.style.bass_from):
            continue
        mine, root = bass(grid, plan.style.lines, plan.key, compass, plan.seed, root)
        notes += mine
    return notes


def _drums(plan: Plan, grids: list[BarGrid], player: BandMember) -> list[Note]:
    notes: list[Note] = []
    fill = plan.style.fill if player.role == "drums" else "none"
    for grid in grids:
        if not _rests(plan, grid, plan.style.drums_from):
            notes += drum(grid, player.grooves, fill, plan.seed)
    return notes


def _rests(plan: Plan, grid: BarGrid, enters: float) -> bool:
    """Whether drums or bass leave a passage to the others."""
    others = any(player.role in ("comp", "pad", "lead", "voice") for player in plan.players)
    if not others:
        return False
    return grid.passage.energy < enters or (grid.passage.kind == "break" and plan.style.family.silent_breaks)


def _comp(plan: Plan, grids: list[BarGrid], player: BandMember) -> list[Note]:
    seat = player.seat
    if seat is None:
        return []
    chordal = [other.seat for other in plan.players if other.seat]
    first = min(chordal, key=lambda other: other.enters)
    if role_of(player.instrument) == "lead":
        seat = replace(seat, voices=min(2, seat.voices))
    notes: list[Note] = []
    voicing: tuple[int, ...] = ()
    for grid in grids:
        if grid.passage.energy < seat.enters and seat is not first and player.seat is not first:
            continue
        mine, voicing = comp(grid, seat, plan.seed, voicing)
        notes += mine
    return notes


def _fade(plan: Plan, part: Part) -> Part:
    """A fade in or out, where the form asks for it, as every player growing or dying away."""
    forms = plan.description.forms
    if not plan.passages or not forms & {"fade out", "fade in"}:
        return part
    end = plan.passages[-1].until
    span = min(end * 0.25, 8 * plan.bar)

    def level(at: float) -> float:
        out = min(1.0, (end - at) / span) if "fade out" in forms and plan.closes else 1.0
        come = min(1.0, at / span + 0.1) if "fade in" in forms else 1.0
        return max(0.08, out) * come

    return replace(
        part, notes=tuple(replace(note, velocity=round(max(0.04, note.velocity * level(note.at)), 3)) for note in part.notes)
    )
