"""The same song by other players: a cover, another voice, another band."""

from dataclasses import replace
from itertools import chain, count

from ..brief import Brief
from ..catalogue import VOICES, compass_of
from ..composer.arrange import arrange
from ..composer.band import MIN_REGISTER_BOTTOM_PITCH, MIN_REGISTER_TOP_PITCH, BandMember, form_band, part_seed
from ..composer.draft import sections_of, seed_of
from ..composer.plan import Plan, begin
from ..composer.summary import summarise
from ..parts.timing import Feel
from ..passage import Passage
from ..prompt import Description, understand
from ..score import Line, Note, Part, Score
from ..seeds import dice
from ..styles import STYLES
from ..styles.style import Style
from ..theory.keys import read_key
from .new_words import lines_of, respelled
from .read_score import passages_of, style_of

NEW_TEMPO_FROM_STRENGTH = 0.75
"""From this strength on a cover also takes the tempo of its style."""
MIN_TEMPO_RATIO, MAX_TEMPO_RATIO = 0.75, 1.3
"""How far a cover may move the tempo."""
FAR_FROM_STRENGTH = 0.5
"""From this strength on a cover takes a style of another family, and its voice."""
FAR_VOICE_FROM_STRENGTH = 0.6
"""From this strength on a new voice may have another range."""
OUTSIDE_COMPASS_SEMITONES = 3
"""A tune may lie so far outside the range of an instrument."""
MAX_MEAN_SEMITONES_OUTSIDE = 0.4
"""If the notes of a part lie further outside than this on average, the part is moved by octaves."""
OCTAVE_SHIFTS_SEMITONES = (0, -12, 12, -24, 24)
"""By how much a part may be moved, the preferred shifts first."""
_OTHER_CHORD_INSTRUMENTS = (
    "rhodes", "nylon_guitar", "organ", "vibraphone", "harp", "wurlitzer", "electric_guitar", "marimba",
)  # fmt: skip
"""What plays chords in a cover instead of an instrument that the piece already had."""
_OTHER_LEADS = ("flute", "violin", "electric_guitar", "vibraphone")
"""What carries the tune in a cover instead of the instrument that carried it, if the style has no other."""


def cover(score: Score, brief: Brief, strength: float) -> Score:
    """The same melody, chords, lyrics and form in another sound; `strength` goes from 0.2 (near) to 1 (far).

    The tune keeps its pitches unless a voice cannot reach them; then it moves by octaves. From 0.75 on the tempo moves towards
    that of the new style.
    """
    brief = brief.checked()
    plan = _plan(score, brief, strength, seed_of(brief, "cover", score.seed, f"{strength:.2f}"))
    stretch = score.bpm / plan.bpm
    tune = _tune_parts(score, plan, stretch, keep_voice=False)
    passages = tuple(_stretched_passage(passage, stretch) for passage in passages_of(score))
    band = _accompaniment(replace(plan, passages=passages))
    is_sung = any(part.stem == "vocals" for part in tune)
    covered = replace(
        score,
        bpm=plan.bpm,
        seconds=round(score.seconds * stretch, 6),
        style=plan.style.name,
        parts=_with_own_names(tune, band),
        sections=tuple(
            replace(new, name=was.name, bars=was.bars, chords=was.chords or new.chords)
            for new, was in zip(sections_of(passages), score.sections, strict=False)
        ),
        lines=tuple(_stretched_line(line, stretch) for line in score.lines) if is_sung else (),
        seed=plan.seed,
    )
    if brief.lyrics.strip() and covered.lines:
        covered = respelled(covered, lines_of(brief.lyrics))
    return replace(covered, understood=summarise(plan, covered.parts))


def swap_voice(score: Score, brief: Brief, strength: float) -> Score:
    """Another voice on the same tune, with the lyrics of the brief if it has any; every other part stays as it is."""
    brief = brief.checked()
    old = next((part.instrument for part in score.parts if part.stem == "vocals"), "")
    if not old:
        return score
    seed = seed_of(brief, "voice", score.seed, f"{strength:.2f}")
    description = understand(brief.sound)
    voice = description.voice or _other_voice(score, old, strength, seed)
    parts = tuple(_sung_by(part, voice, seed) if part.stem == "vocals" else part for part in score.parts)
    swapped = respelled(replace(score, parts=parts), lines_of(brief.lyrics))
    return replace(swapped, understood=summarise(_plan_as_it_is(score, brief, description, voice), swapped.parts))


def swap_band(score: Score, brief: Brief, strength: float) -> Score:
    """Another band under the same voice, in the same tempo, key and chords.

    A tune that an instrument carries goes to another instrument.
    """
    brief = brief.checked()
    seed = seed_of(brief, "band", score.seed, f"{strength:.2f}")
    plan = _plan(score, replace(brief, lyrics=""), min(strength, NEW_TEMPO_FROM_STRENGTH - 0.01), seed)
    plan = replace(plan, bpm=score.bpm, passages=passages_of(score))
    tune = _tune_parts(score, plan, 1.0, keep_voice=True)
    parts = _with_own_names(tune, _accompaniment(plan))
    return replace(score, style=plan.style.name, parts=parts, understood=summarise(plan, parts))


def _plan(score: Score, brief: Brief, strength: float, seed: str) -> Plan:
    """The plan of a cover: a style by name or by strength, a tempo near or far; key and metre are those of the piece."""
    description = understand(brief.sound)
    old = style_of(score)
    style = STYLES[description.style] if description.style else _another_style(old, description, strength, seed)
    in_style = replace(description, style=style.name)
    plan = begin(in_style, brief, seed, style=style, key=read_key(score.key), bpm=score.bpm, beats_per_bar=score.beats_per_bar)
    is_near = strength < FAR_FROM_STRENGTH
    if is_near and description.style and style.name != old.name and not description.beat:
        style = replace(style, grooves=old.grooves if old.kit else style.grooves, bass_figures=old.bass_figures, fill=old.fill)
    has_tempo = description.bpm is not None or description.pace or description.marking
    if not has_tempo and strength >= NEW_TEMPO_FROM_STRENGTH:
        low, high = style.bpm
        goal = min(max(score.bpm, low), high)
        plan = replace(plan, bpm=float(round(max(score.bpm * MIN_TEMPO_RATIO, min(score.bpm * MAX_TEMPO_RATIO, goal)))))
    voice = next((part.instrument for part in score.parts if part.stem == "vocals"), "")
    if brief.instrumental or description.wants_no_voice or not voice:
        voice = ""
    elif description.voice:
        voice = description.voice
    elif not is_near and _reaches(score, style.voice):
        voice = style.voice
    plan = replace(plan, style=style, key=read_key(score.key), beats_per_bar=score.beats_per_bar, voice=voice)
    band = form_band(style, description, voice, seed, brief.weirdness)
    return replace(plan, players=_on_other_instruments(band, score, description, seed))


def _another_style(old: Style, description: Description, strength: float, seed: str) -> Style:
    """A style of the same family when near, of another one when far; with instruments that were asked for if there is one."""

    def has_asked_instrument(style: Style) -> bool:
        return any(seat.instrument in description.instruments for seat in style.seats)

    near = [style for style in STYLES.values() if style.family == old.family and style.name != old.name and style.kit]
    far = [style for style in STYLES.values() if style.family != old.family and style.kit]
    choices = (near if strength < FAR_FROM_STRENGTH else far) or near or far
    if description.instruments:
        choices = [style for style in choices if has_asked_instrument(style)] or choices
    return dice(seed, "style").choice(choices)


def _on_other_instruments(
    players: tuple[BandMember, ...], score: Score, description: Description, seed: str
) -> tuple[BandMember, ...]:
    """The players, none of chords on an instrument that the piece had, unless it was asked for."""
    had = {part.instrument for part in score.parts if part.stem == "other"}
    spare = [name for name in _OTHER_CHORD_INSTRUMENTS if name not in had]
    chance = dice(seed, "others")
    changed = []
    for player in players:
        seat = player.seat
        is_old = player.instrument in had and player.instrument not in description.instruments
        if seat and player.role == "comp" and is_old and spare:
            name = spare.pop(chance.randrange(len(spare)))
            seat = replace(
                seat,
                instrument=name,
                low=max(MIN_REGISTER_BOTTOM_PITCH, seat.low),
                high=max(MIN_REGISTER_TOP_PITCH, seat.high),
                voices=4,
            )
            player = replace(player, instrument=name, seat=seat)
        changed.append(player)
    return tuple(changed)


def _accompaniment(plan: Plan) -> tuple[Part, ...]:
    """The parts of everybody but the voices and the leading instrument."""
    players = tuple(
        player for player in plan.players if player.role not in ("voice", "backing", "lead") and player.stem != "vocals"
    )
    unsung = tuple(replace(passage, phrases=()) for passage in plan.passages)
    return arrange(replace(plan, players=players, passages=unsung)).parts


def _with_own_names(*groups: tuple[Part, ...]) -> tuple[Part, ...]:
    """All parts, each under a name of its own: a second `piano` is `piano 2`."""
    used: set[str] = set()
    named = []
    for part in chain.from_iterable(groups):
        names = chain([part.name], (f"{part.name} {number}" for number in count(2)))
        name = next(name for name in names if name not in used)
        used.add(name)
        named.append(part if name == part.name else replace(part, name=name))
    return tuple(named)


def _stretched_passage(passage: Passage, stretch: float) -> Passage:
    """The passage at another tempo: all times multiplied by `stretch`."""
    return replace(
        passage,
        at=passage.at * stretch,
        seconds=passage.seconds * stretch,
        into=passage.into * stretch,
        bpm=passage.bpm / stretch,
    )


def _stretched_line(line: Line, stretch: float) -> Line:
    """The line at another tempo: both times multiplied by `stretch`."""
    return replace(line, at=round(line.at * stretch, 5), seconds=round(line.seconds * stretch, 5))


def _plan_as_it_is(score: Score, brief: Brief, description: Description, voice: str) -> Plan:
    """The plan of a score in which only the voice changes, to summarise it."""
    style, key = style_of(score), read_key(score.key)
    in_style = replace(description, style=style.name)
    plan = begin(in_style, brief, score.seed, style=style, key=key, bpm=score.bpm, beats_per_bar=score.beats_per_bar)
    return replace(plan, key=key, bpm=score.bpm, beats_per_bar=score.beats_per_bar, voice=voice)


def _tune_parts(score: Score, plan: Plan, stretch: float, keep_voice: bool) -> tuple[Part, ...]:
    """The voices and the leading instrument of the score, on the voice and the instruments of the plan, at its tempo.

    A tune whose voice the plan leaves out goes to the leading instrument; with `keep_voice` the voices stay as they are.
    """
    lead = next((player.instrument for player in plan.players if player.role == "lead"), "")
    tune: list[Part] = []
    for part in score.parts:
        if part.stem == "vocals" and keep_voice:
            tune.append(part)
        elif part.stem == "vocals" and plan.voice:
            tune.append(_sung_by(_retimed(part, score, plan, stretch), plan.voice, plan.seed))
        elif part.stem == "vocals" and part.role != "backing":
            tune.append(_played_by(_retimed(part, score, plan, stretch), lead or plan.style.lead))
        elif part.role == "lead":
            name = next(name for name in (lead, *_OTHER_LEADS) if name and name != part.instrument)
            seed = part_seed(plan.seed, name, part.name)
            retimed = _retimed(part, score, plan, stretch)
            tune.append(_in_compass(replace(retimed, name=f"{name} lead", instrument=name, seed=seed), name))
    return tuple(tune)


def _played_by(part: Part, instrument: str) -> Part:
    """A sung part on a leading instrument, without its text."""
    notes = tuple(replace(note, syllable="") for note in part.notes)
    name = f"{instrument} voice"
    played = replace(part, name=name, stem="other", instrument=instrument, role="lead", level=-3.0, notes=notes)
    return _in_compass(played, instrument)


def _sung_by(part: Part, voice: str, seed: str) -> Part:
    """A sung part with another voice, moved by octaves if that voice cannot reach it."""
    return _in_compass(replace(part, instrument=voice, seed=part_seed(seed, voice, part.name)), voice)


def _other_voice(score: Score, old: str, strength: float, seed: str) -> str:
    """A voice other than the old one: one that reaches the tune when near, one that does not when far."""
    voices = [voice.name for voice in VOICES.values() if voice.covers and voice.name != old]
    near = [voice for voice in voices if _reaches(score, voice)]
    far = [voice for voice in voices if voice not in near]
    return dice(seed, "voice").choice((near or voices) if strength < FAR_VOICE_FROM_STRENGTH else (far or voices))


def _reaches(score: Score, voice: str) -> bool:
    """Whether a voice can sing nearly all notes of the tune."""
    low, high = compass_of(voice)
    pitches = [note.pitch for part in score.parts if part.role == "voice" for note in part.notes]
    return bool(pitches) and sum(low - 2 <= pitch <= high + 2 for pitch in pitches) >= 0.95 * len(pitches)


def _retimed(part: Part, score: Score, plan: Plan, stretch: float) -> Part:
    """The part at the tempo of the plan, with the swing of its style instead of that of the score."""
    old = style_of(score)
    if abs(stretch - 1.0) < 1e-9 and old.swing == plan.style.swing:
        return part
    passages = passages_of(score)
    notes: list[Note] = []
    for note in part.notes:
        current = next((passage for passage in reversed(passages) if passage.at <= note.at + 0.05), passages[0])
        before = Feel(current.bpm, old.swing, old.swing_unit)
        after = Feel(current.bpm / stretch, plan.feel.swing, plan.feel.swing_unit)
        at, end = (
            current.origin * stretch + after.seconds(before.straighten((time - current.origin) / before.beat))
            for time in (note.at, note.at + note.seconds)
        )
        at = max(0.0, at)
        notes.append(replace(note, at=round(at, 5), seconds=round(max(0.03, end - at), 5)))
    return replace(part, notes=tuple(notes))


def _in_compass(part: Part, instrument: str) -> Part:
    """The part moved by octaves if too much of it lies outside the range of the instrument."""
    if not part.notes:
        return part
    pitches = [note.pitch for note in part.notes]
    low, high = compass_of(instrument)
    low, high = low - OUTSIDE_COMPASS_SEMITONES, high + OUTSIDE_COMPASS_SEMITONES

    def cost(shift: int) -> tuple[bool, float]:
        outside = sum(max(0.0, low - pitch - shift) + max(0.0, pitch + shift - high) for pitch in pitches) / len(pitches)
        is_too_far = outside > MAX_MEAN_SEMITONES_OUTSIDE
        return is_too_far, outside if is_too_far else abs(shift)

    shift = min(OCTAVE_SHIFTS_SEMITONES, key=cost)
    return replace(part, notes=tuple(replace(note, pitch=note.pitch + shift) for note in part.notes)) if shift else part
