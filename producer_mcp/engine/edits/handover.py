"""A tune handed over: from one voice or instrument to another, at another pace, in another swing."""

from dataclasses import replace

from ..composer.plan import Plan
from ..parts.singing import COMPASS
from ..parts.timing import Feel
from ..passage import Passage
from ..score import Note, Part, Score
from ..seeds import dice, number
from .read_score import passages_of, style_of


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
    voices = [voice for voice in ("female", "male", "soprano", "baritone", "choir", "whisper") if voice != old]
    reach = [voice for voice in voices if reaches(score, voice)]
    far = [voice for voice in voices if voice not in reach]
    return dice(seed, "voice").choice((reach or voices) if strength < 0.6 else (far or voices))


def reaches(score: Score, voice: str) -> bool:
    low, high = COMPASS[voice]
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
    low, high = COMPASS.get(instrument, (52, 84))
    pitches = [note.pitch for note in part.notes]
    if not pitches:
        return part

    def outside(by: int) -> float:
        return sum(max(0.0, low - 3 - pitch - by) + max(0.0, pitch + by - high - 3) for pitch in pitches) / len(pitches)

    by = min((0, -12, 12, -24, 24), key=lambda step: (outside(step) > 0.4, outside(step) if outside(step) > 0.4 else abs(step)))
    return replace(part, notes=tuple(replace(note, pitch=note.pitch + by) for note in part.notes)) if by else part
