"""The same song by others: a cover, another voice, another band."""

from dataclasses import replace

from ..brief import Brief
from ..catalogue import VOICES, compass_of
from ..composer.arrange import arrange
from ..composer.band import BandMember, form_band
from ..composer.draft import sections_of, seed_of
from ..composer.plan import Plan, begin
from ..composer.summary import summarise
from ..parts.timing import Feel
from ..passage import Passage
from ..prompt import Description, understand
from ..score import Note, Part, Score
from ..seeds import dice, number
from ..styles import STYLES
from ..styles.style import Style
from ..theory.keys import read_key
from .new_words import lines_of, respelled
from .read_score import passages_of, style_of

FAR = 0.75
"""From this strength on a cover may also change the tempo."""


def cover(score: Score, brief: Brief, strength: float) -> Score:
    """The same melody, chords, words and form in another sound, `strength` 0.2 near … 1 far.

    The tune keeps its pitches unless a voice cannot reach them, then it moves by octaves. From 0.75 on the tempo goes towards
    the new style's.
    """
    brief = brief.checked()
    plan = _plan(score, brief, strength, seed_of(brief, "cover", score.seed, f"{strength:.2f}"))
    pace = score.bpm / plan.bpm
    tune = tune_parts(score, plan, pace, keep_voice=False)
    passages = tuple(_paced(passage, pace) for passage in passages_of(score))
    band = _accompaniment(replace(plan, passages=passages))
    covered = replace(
        score,
        bpm=plan.bpm,
        seconds=round(score.seconds * pace, 6),
        style=plan.style.name,
        parts=_apart(tune, band),
        sections=tuple(
            replace(new, name=was.name, bars=was.bars, chords=was.chords or new.chords)
            for new, was in zip(sections_of(passages), score.sections, strict=False)
        ),
        lines=tuple(replace(line, at=round(line.at * pace, 5), seconds=round(line.seconds * pace, 5)) for line in score.lines)
        if _sings(tune)
        else (),
        seed=plan.seed,
    )
    if brief.lyrics.strip() and covered.lines:
        covered = respelled(covered, lines_of(brief.lyrics))
    return replace(covered, understood=summarise(plan, covered.parts))


def swap_voice(score: Score, brief: Brief, strength: float) -> Score:
    """Another voice on the same tune, `brief.lyrics` on the same rhythm if there are any; every other part stays as it is."""
    brief = brief.checked()
    seed = seed_of(brief, "voice", score.seed, f"{strength:.2f}")
    description = understand(brief.sound)
    old = next((part.instrument for part in score.parts if part.stem == "vocals"), "")
    if not old:
        return score
    voice = description.voice or other_voice(score, old, strength, seed)
    parts = tuple(sung_by(part, voice, seed) if part.stem == "vocals" else part for part in score.parts)
    swapped = respelled(replace(score, parts=parts), lines_of(brief.lyrics))
    return replace(swapped, understood=summarise(_as_it_is(score, brief, description, voice), swapped.parts))


def swap_band(score: Score, brief: Brief, strength: float) -> Score:
    """Another band under the same voice, in the same tempo, key and chords; a tune that an instrument carries goes to another
    one.
    """
    brief = brief.checked()
    plan = replace(
        _plan(score, replace(brief, lyrics=""), min(strength, FAR - 0.01), seed_of(brief, "band", score.seed, f"{strength:.2f}")),
        bpm=score.bpm,
    )
    plan = replace(plan, passages=passages_of(score))
    tune = tune_parts(score, plan, 1.0, keep_voice=True)
    parts = _apart(tune, _accompaniment(plan))
    return replace(score, style=plan.style.name, parts=parts, understood=summarise(plan, parts))


def _plan(score: Score, brief: Brief, strength: float, seed: str) -> Plan:
    """The plan of a cover: style by name or by strength, tempo near or far; key and metre are the piece's."""
    description = understand(brief.sound)
    old = style_of(score)
    style = STYLES[description.style] if description.style else _another_style(old, description, strength, seed)
    plan = begin(replace(description, style=style.name), brief, seed, style, read_key(score.key), score.bpm, score.beats_per_bar)
    if strength < 0.5 and description.style and style.name != old.name and not description.beat:
        style = replace(style, grooves=old.grooves if old.kit else style.grooves, lines=old.lines, fill=old.fill)
    if description.bpm is None and not description.pace and not description.marking and strength >= FAR:
        low, high = style.bpm
        goal = min((float(min(max(score.bpm * factor, low), high)) for factor in (1.0,)), key=lambda bpm: abs(bpm - score.bpm))
        plan = replace(plan, bpm=float(round(max(score.bpm * 0.75, min(score.bpm * 1.3, goal)))))
    voice = next((part.instrument for part in score.parts if part.stem == "vocals"), "")
    wanted = (
        ""
        if brief.instrumental or "vocals" in description.without or not voice
        else description.voice or (style.voice if strength >= 0.5 and reaches(score, style.voice) else voice)
    )
    plan = replace(plan, style=style, key=read_key(score.key), beats=score.beats_per_bar, voice=wanted)
    return replace(plan, players=_others(form_band(style, description, wanted, seed, brief.weirdness), score, description, seed))


def _another_style(old: Style, description: Description, strength: float, seed: str) -> Style:
    """A neighbour when near, a stranger when far; instruments that were asked for choose among them."""

    def shares(style: Style) -> bool:
        return not description.instruments or any(seat.instrument in description.instruments for seat in style.seats)

    near = [style for style in STYLES.values() if style.family == old.family and style.name != old.name and style.kit]
    far = [style for style in STYLES.values() if style.family != old.family and style.kit]
    choice = (near if strength < 0.5 else far) or near or far
    return dice(seed, "style").choice([style for style in choice if shares(style)] or choice)


def _others(players: tuple[BandMember, ...], score: Score, description: Description, seed: str) -> tuple[BandMember, ...]:
    """The players, none of them on an instrument the piece already had unless it was asked for; that part of the old sound
    goes.
    """
    had = {part.instrument for part in score.parts if part.stem == "other"}
    spare = [
        name
        for name in ("rhodes", "nylon_guitar", "organ", "vibraphone", "harp", "wurlitzer", "electric_guitar", "marimba")
        if name not in had
    ]
    chance = dice(seed, "others")
    changed = []
    for player in players:
        if (
            player.seat
            and player.role == "comp"
            and player.instrument in had
            and player.instrument not in description.instruments
            and spare
        ):
            name = spare.pop(chance.randrange(len(spare)))
            player = replace(
                player,
                instrument=name,
                seat=replace(
                    player.seat, instrument=name, low=max(50, player.seat.low), high=max(70, player.seat.high), voices=4
                ),
            )
        changed.append(player)
    return tuple(changed)


def _accompaniment(plan: Plan) -> tuple[Part, ...]:
    """All other players of the plan."""
    players = tuple(
        player for player in plan.players if player.role not in ("voice", "backing", "lead") and player.stem != "vocals"
    )
    quiet = replace(plan, players=players, passages=tuple(replace(passage, phrases=()) for passage in plan.passages))
    return arrange(quiet).parts


def _apart(*many: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts with names of their own: a second `piano` is `piano 2`."""
    seen: set[str] = set()
    named = []
    for part in (part for parts in many for part in parts):
        names = (part.name, *(f"{part.name} {number}" for number in range(2, 99)))
        name = next(name for name in names if name not in seen)
        seen.add(name)
        named.append(part if name == part.name else replace(part, name=name))
    return tuple(named)


def _paced(passage: Passage, pace: float) -> Passage:
    return replace(
        passage, at=passage.at * pace, seconds=passage.seconds * pace, into=passage.into * pace, bpm=passage.bpm / pace
    )


def _as_it_is(score: Score, brief: Brief, description: Description, voice: str) -> Plan:
    plan = begin(
        replace(description, style=style_of(score).name),
        brief,
        score.seed,
        style_of(score),
        read_key(score.key),
        score.bpm,
        score.beats_per_bar,
    )
    return replace(plan, key=read_key(score.key), bpm=score.bpm, beats=score.beats_per_bar, voice=voice)


def _sings(parts: tuple[Part, ...]) -> bool:
    return any(part.stem == "vocals" for part in parts)


def tune_parts(score: Score, plan: Plan, pace: float, keep_voice: bool) -> tuple[Part, ...]:
    """The parts that carry the tune: the voices and the leading instrument, on the new instruments, at the new pace."""
    lead = next((player for player in plan.players if player.role == "lead"), None)
    found: list[Part] = []
    for part in score.parts:
        if part.stem == "vocals" and keep_voice:
            found.append(part)
        elif part.stem == "vocals" and plan.voice:
            found.append(sung_by(_repaced(part, score, plan, pace), plan.voice, plan.seed))
        elif part.stem == "vocals" and part.role != "backing":
            name = lead.instrument if lead else plan.style.lead
            bare = replace(
                _repaced(part, score, plan, pace), name=f"{name} voice", stem="other", instrument=name, role="lead", level=-3.0
            )
            found.append(_in_compass(replace(bare, notes=tuple(replace(note, syllable="") for note in bare.notes)), name))
        elif part.role == "lead":
            name = (
                lead.instrument
                if lead and lead.instrument != part.instrument
                else next(n for n in ("flute", "violin", "electric_guitar", "vibraphone") if n != part.instrument)
            )
            moved = replace(
                _repaced(part, score, plan, pace),
                name=f"{name} lead",
                instrument=name,
                seed=number(plan.seed, name, part.name) % (1 << 31),
            )
            found.append(_in_compass(moved, name))
    return tuple(found)


def sung_by(part: Part, voice: str, seed: str) -> Part:
    return _in_compass(replace(part, instrument=voice, seed=number(seed, voice, part.name) % (1 << 31)), voice)


def other_voice(score: Score, old: str, strength: float, seed: str) -> str:
    """A voice that is not the old one: in its range when near, wherever when far."""
    voices = [voice.name for voice in VOICES.values() if voice.covers and voice.name != old]
    reach = [voice for voice in voices if reaches(score, voice)]
    far = [voice for voice in voices if voice not in reach]
    return dice(seed, "voice").choice((reach or voices) if strength < 0.6 else (far or voices))


def reaches(score: Score, voice: str) -> bool:
    low, high = compass_of(voice)
    pitches = [note.pitch for part in score.parts if part.role == "voice" for note in part.notes]
    return bool(pitches) and sum(low - 2 <= pitch <= high + 2 for pitch in pitches) >= 0.95 * len(pitches)


def _repaced(part: Part, score: Score, plan: Plan, pace: float) -> Part:
    """The part at the new tempo, with the new style's swing instead of the old one's."""
    if abs(pace - 1.0) < 1e-9 and style_of(score).swing == plan.style.swing:
        return part
    old = style_of(score)
    passages = passages_of(score)
    notes: list[Note] = []
    for note in part.notes:
        here = next((passage for passage in reversed(passages) if passage.at <= note.at + 0.05), passages[0])
        was, now = Feel(here.bpm, old.swing, old.unit), Feel(here.bpm / pace, plan.feel.swing, plan.feel.unit)

        def moved(at: float, was: Feel = was, now: Feel = now, here: Passage = here) -> float:
            return here.origin * pace + now.seconds(was.straighten((at - here.origin) / was.beat))

        at = max(0.0, moved(note.at))
        notes.append(replace(note, at=round(at, 5), seconds=round(max(0.03, moved(note.at + note.seconds) - at), 5)))
    return replace(part, notes=tuple(notes))


def _in_compass(part: Part, instrument: str) -> Part:
    """The part moved by octaves, only if much of it lies where the instrument does not reach."""
    low, high = compass_of(instrument)
    pitches = [note.pitch for note in part.notes]
    if not pitches:
        return part

    def outside(by: int) -> float:
        return sum(max(0.0, low - 3 - pitch - by) + max(0.0, pitch + by - high - 3) for pitch in pitches) / len(pitches)

    by = min((0, -12, 12, -24, 24), key=lambda step: (outside(step) > 0.4, outside(step) if outside(step) > 0.4 else abs(step)))
    return replace(part, notes=tuple(replace(note, pitch=note.pitch + by) for note in part.notes)) if by else part
