"""A score read back into a plan, with its passages and players, so that it can be edited."""

from dataclasses import replace
from itertools import pairwise
from math import ceil

from ...lyric_sheets import kind_of
from ..brief import Brief
from ..composer.band import BandMember, grooves_for, seat_for
from ..composer.form import energy_of
from ..composer.plan import Plan, begin
from ..parts.timing import Feel
from ..passage import Passage, Phrase
from ..prompt import Description, understand
from ..score import Line, Score, Section
from ..styles import STYLES
from ..styles.style import Style
from ..theory.keys import read_key

LINE_MARGIN_SECONDS = 0.05
"""A line that begins this little before a section belongs to it: a singer came in early."""
REDRAWN_FORMS = frozenset({"a cappella", "only", "sparse", "full", "instrumental"})
"""Words about the form that change who plays."""
_ROLES_OF_STEMS = {"vocals": "voice", "drums": "drums", "bass": "bass", "other": "comp"}
"""What a part does in scores that do not say it."""


def style_of(score: Score) -> Style:
    """The style of a score; pop for one that names none, such as a recording."""
    return STYLES.get(score.style, STYLES["pop"])


def plan_of(score: Score, brief: Brief, seed: str) -> Plan:
    """The plan of a score as it is, with what the brief says of its sound added.

    Form, tempo, key and metre are those of the score; nobody sings if the brief does not want it.
    """
    style = style_of(score)
    description = understand(brief.sound)
    voice = next((part.instrument for part in score.parts if part.role == "voice" or part.stem == "vocals"), "")
    plan = begin(description, brief, seed, style=style, key=read_key(score.key), bpm=score.bpm, beats_per_bar=score.beats_per_bar)
    if brief.instrumental or description.wants_no_voice:
        voice = ""
    else:
        voice = description.voice or voice or (plan.voice if brief.lyrics.strip() else "")
    return replace(
        plan,
        key=read_key(score.key),
        bpm=score.bpm,
        beats_per_bar=score.beats_per_bar,
        voice=voice,
        passages=passages_of(score),
        players=players_of(score, style),
        wordless=bool(voice) and not score.lines and not brief.lyrics.strip(),
    )


def asks_for_another_band(description: Description) -> bool:
    """Whether a description asks for other players than those of the piece."""
    return bool(
        description.style
        or description.instruments
        or description.kit
        or description.voice
        or description.without
        or description.beat
        or description.forms & REDRAWN_FORMS
    )


def passages_of(score: Score) -> tuple[Passage, ...]:
    """The sections of a score as passages, each with the lines sung in it; one `Theme` for a score without sections."""
    bars = max(1, round(score.seconds * score.bpm / 60 / score.beats_per_bar))
    sections = score.sections or (Section("Theme", at=0.0, seconds=score.seconds, bars=bars),)
    key = read_key(score.key)
    tonic_chord = f"{key.tonic}{'' if key.is_major else 'm'}"
    occurrences: dict[str, int] = {}
    passages = []
    for section in sections:
        bpm = section.bpm or score.bpm
        bar = score.beats_per_bar * 60.0 / bpm
        kind = kind_of(section.name) or "theme"
        occurrences[kind] = occurrences.get(kind, 0) + 1
        bars = max(1, ceil((section.into + section.seconds) / bar - 1e-4))
        chords = section.chords or (tonic_chord,)
        passage = Passage(
            kind,
            section.name,
            bars,
            energy=energy_of(kind, occurrences[kind]),
            chords=tuple(chords[number % len(chords)] for number in range(bars)),
            at=section.at,
            seconds=section.seconds,
            into=section.into,
            bpm=bpm,
        )
        passages.append(replace(passage, phrases=_phrases(passage, score)))
    return tuple(passages)


def _phrases(passage: Passage, score: Score) -> tuple[Phrase, ...]:
    """The lines sung in a passage, each with the beats from its bar line to where the next one begins."""
    feel = Feel(passage.bpm)
    lines = [line for line in score.lines if passage.at - LINE_MARGIN_SECONDS <= line.at < passage.until - LINE_MARGIN_SECONDS]
    bar = score.beats_per_bar
    end = float(round((passage.into + passage.seconds) / feel.beat))
    starts = _starts(lines, passage, feel, bar)
    usual = min((after - start for start, after in pairwise(starts)), default=end)
    phrases = []
    for place, (line, start) in enumerate(zip(lines, starts, strict=True)):
        stop = starts[place + 1] if place + 1 < len(starts) else min(end, start + usual)
        sung_until = (line.at + line.seconds - passage.origin) / feel.beat
        while stop < min(end, sung_until - 0.3):  # a line that is sung over the next bar line keeps that bar too
            stop += bar
        phrases.append(Phrase(line.text, start, max(0.5, min(stop, end) - start)))
    return tuple(phrases)


def _starts(lines: list[Line], passage: Passage, feel: Feel, bar: int) -> list[float]:
    """The beat from which on each line may be sung: its bar line, or the half beat it begins on if two lines share a bar."""
    beats = [(line.at - passage.origin) / feel.beat + 0.05 for line in lines]
    bar_lines = [max(0.0, beat // bar * bar) for beat in beats]
    return [
        bar_line if bar_lines.count(bar_line) == 1 else max(0.0, beat // 0.5 * 0.5)
        for bar_line, beat in zip(bar_lines, beats, strict=True)
    ]


def players_of(score: Score, style: Style) -> tuple[BandMember, ...]:
    """The players of a score with the names, levels and seeds of their parts.

    A score keeps neither seats nor grooves: players of chords get the seat of their instrument in the style, a drummer the
    grooves of the style, and a percussionist that of the instrument.
    """
    players: dict[str, BandMember] = {}
    for part in score.parts:
        role = part.role or _ROLES_OF_STEMS[part.stem]
        player = BandMember(
            role=role,
            instrument=part.instrument,
            stem=part.stem,
            level=part.level,
            pan=part.pan,
            reverb=part.reverb,
            seat=seat_for(style, part.instrument) if role in ("comp", "pad") else None,
            name=part.name,
            seed=part.seed,
        )
        if part.stem == "drums":
            player = replace(player, grooves=grooves_for(role, part.instrument, style))
        players.setdefault(part.name, player)
    return tuple(players.values())
