"""A score read back: its passages, its players and its plan, so that it can be gone on with."""

from dataclasses import replace
from itertools import pairwise

from ..brief import Brief
from ..composer.band import BandMember, grooves_for, seat_for
from ..composer.form import ENERGY
from ..composer.plan import Plan, begin
from ..lyrics.sheet import kind_of
from ..parts.timing import Feel
from ..passage import Passage, Phrase
from ..prompt import Description, understand
from ..score import Line, Score, Section
from ..styles import STYLES
from ..styles.style import Style
from ..theory.keys import read_key


def style_of(score: Score) -> Style:
    return STYLES.get(score.style, STYLES["pop"])


def plan_of(score: Score, brief: Brief, seed: str) -> Plan:
    """The plan of a score as it stands, with what the brief says of the sound heard in it; form, tempo, key and metre are the
    score's.
    """
    style = style_of(score)
    description = understand(brief.sound)
    voice = next((part.instrument for part in score.parts if part.role == "voice" or part.stem == "vocals"), "")
    plan = begin(description, brief, seed, style, read_key(score.key), score.bpm, score.beats_per_bar)
    singer = (
        ""
        if brief.instrumental or "vocals" in description.without
        else description.voice or voice or (plan.voice if brief.lyrics.strip() else "")
    )
    return replace(
        plan,
        key=read_key(score.key),
        bpm=score.bpm,
        beats=score.beats_per_bar,
        voice=singer,
        passages=passages_of(score),
        players=players_of(score, style),
        wordless=bool(singer) and not score.lines and not brief.lyrics.strip(),
    )


def asks_for_another_band(description: Description) -> bool:
    """Whether a description asks for other players than those there are."""
    return bool(
        description.style
        or description.instruments
        or description.kit
        or description.voice
        or description.without
        or description.beat
        or description.forms & {"a cappella", "only", "sparse", "full", "instrumental"}
    )


def passages_of(score: Score) -> tuple[Passage, ...]:
    """Its sections as passages, with their lines in the beats they take."""
    sections = score.sections or (
        Section("Theme", 0.0, score.seconds, max(1, round(score.seconds * score.bpm / 60 / score.beats_per_bar))),
    )
    seen: dict[str, int] = {}
    passages = []
    for section in sections:
        bpm = section.bpm or score.bpm
        bar = score.beats_per_bar * 60.0 / bpm
        kind = kind_of(section.name) or "theme"
        seen[kind] = seen.get(kind, 0) + 1
        bars = max(1, -int(-((section.into + section.seconds) / bar - 1e-4) // 1))
        chords = section.chords or (f"{read_key(score.key).tonic}{'' if read_key(score.key).is_major else 'm'}",)
        passage = Passage(
            kind,
            section.name,
            bars,
            min(1.0, ENERGY.get(kind, 0.5) + 0.05 * (seen[kind] - 1)),
            chords=tuple(chords[number % len(chords)] for number in range(bars)),
            at=section.at,
            seconds=section.seconds,
            into=section.into,
            bpm=bpm,
        )
        passages.append(replace(passage, phrases=_phrases(passage, score)))
    return tuple(passages)


def _phrases(passage: Passage, score: Score) -> tuple[Phrase, ...]:
    """The lines sung in a passage, each from a bar line to where the next begins."""
    feel = Feel(passage.bpm)
    lines = [line for line in score.lines if passage.at - 0.05 <= line.at < passage.until - 0.05]
    bar = score.beats_per_bar
    end = float(round((passage.into + passage.seconds) / feel.beat))
    starts = _starts(lines, passage, feel, bar)
    usual = min((after - start for start, after in pairwise(starts)), default=end)
    phrases = []
    for place, (line, start) in enumerate(zip(lines, starts, strict=True)):
        stop = starts[place + 1] if place + 1 < len(starts) else min(end, start + usual)
        sung_until = (line.at + line.seconds - passage.origin) / feel.beat
        while stop < min(end, sung_until - 0.3):
            stop += bar
        phrases.append(Phrase(line.text, start, max(0.5, min(stop, end) - start)))
    return tuple(phrases)


def _starts(lines: list[Line], passage: Passage, feel: Feel, bar: int) -> list[float]:
    """The beats the lines' room begins on: the bar line before, or, where two share a bar, the half beat they begin on."""
    beats = [(line.at - passage.origin) / feel.beat + 0.05 for line in lines]
    whole = [max(0.0, beat // bar * bar) for beat in beats]
    return [start if whole.count(start) == 1 else max(0.0, beat // 0.5 * 0.5) for start, beat in zip(whole, beats, strict=True)]


def players_of(score: Score, style: Style) -> tuple[BandMember, ...]:
    """The players of a score, in their seats again, with the names and the sound they have.

    A score does not keep grooves: a drummer plays those of the style, a percussionist those of the instrument.
    """
    players: dict[str, BandMember] = {}
    for part in score.parts:
        role = part.role or {"vocals": "voice", "drums": "drums", "bass": "bass", "other": "comp"}[part.stem]
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
