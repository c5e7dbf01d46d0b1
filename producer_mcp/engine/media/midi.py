"""Scores as MIDI files: a track for each part, with the tempo map, the time signature, the key, and markers for the sections."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import mido

from ..catalogue import KITS, player
from ..clip import NoteRow
from ..errors import CannotDo
from ..score import Note, Part, Score
from ..theory.keys import SCALES, key_on, read_key
from .bars import SAME_PLACE_SECONDS, Bar, bars_of

TICKS_PER_BEAT = 480
DRUM_CHANNEL = 9
"""The tenth, counted from 0 as in the bytes of a file."""
PITCHED_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
VOLUME_OF_0_DB = 100
"""The General MIDI volume that a channel has if nothing is said; it falls by 40 dB for each power of ten."""
CENTRE = 64
DEFAULT_BPM = 120.0
DRUM_WORDS = ("drum", "percussion")
"""What the name of a track has in it that is played on channel 10."""


@dataclass(frozen=True, slots=True)
class _Event:
    """A message at a tick; of those at one tick the lower `order` comes first."""

    tick: int
    order: int
    message: Any


@dataclass(frozen=True, slots=True)
class TempoMap:
    """At which second and which tick each bar begins, by the whole microseconds that a MIDI file gives a beat."""

    seconds: tuple[float, ...]
    ticks: tuple[int, ...]
    beat_microseconds: tuple[int, ...]

    def tick_at(self, seconds: float) -> int:
        """The tick that is nearest to a second."""
        place = max(0, bisect_right(self.seconds, seconds) - 1)
        beats = (seconds - self.seconds[place]) * 1e6 / self.beat_microseconds[place]
        return max(0, self.ticks[place] + round(beats * TICKS_PER_BEAT))


def tempo_map_of(bars: Sequence[Bar]) -> TempoMap:
    """The tempo map of bars that follow one another from 0."""
    seconds, ticks, tempos = [0.0], [0], []
    for bar in bars:
        tempos.append(round(60e6 / bar.bpm))
        seconds.append(seconds[-1] + bar.beats * tempos[-1] / 1e6)
        ticks.append(ticks[-1] + bar.beats * TICKS_PER_BEAT)
    return TempoMap(tuple(seconds[: len(bars)]), tuple(ticks[: len(bars)]), tuple(tempos))


def midi_of_score(score: Score, title: str = "") -> bytes:
    """The score as a standard MIDI file of format 1. Raises CannotDo where no notes are known."""
    parts = [part for part in score.parts if part.notes]
    if not parts:
        raise CannotDo("no notes are known of this clip: a recording has none, nor has a silent stem")
    bars = bars_of(score)
    tempo_map = tempo_map_of(bars)
    conductor = [*_bar_events(bars, tempo_map), *_key_events(score.key), *_marker_events(score, bars, tempo_map)]
    tracks = [_part_track(part, channel, tempo_map) for part, channel in zip(parts, _channels(parts), strict=True)]
    return _written(title, conductor, tracks, tempo_map.tick_at(score.seconds))


def midi_of_notes(instruments: Mapping[str, Sequence[NoteRow]], title: str = "") -> bytes:
    """Notes that a vendor heard, by the name of their instrument, on a grid of 120 bpm: their own tempo is not known."""
    seconds = max((end for rows in instruments.values() for _, _, end, _ in rows), default=0.0)
    score = Score(DEFAULT_BPM, "", seconds, "", parts=tuple(_heard_part(name, rows) for name, rows in instruments.items()))
    return midi_of_score(score, title)


def _heard_part(name: str, rows: Sequence[NoteRow]) -> Part:
    notes = tuple(Note(start, end - start, pitch, velocity) for pitch, start, end, velocity in rows)
    is_drums = any(word in name.casefold() for word in DRUM_WORDS)
    return Part(name, "drums" if is_drums else "other", next(iter(KITS)) if is_drums else "", notes)


def _channels(parts: Sequence[Part]) -> list[int]:
    """A channel for each part: drums on channel 10, the others on the next free one, shared from the sixteenth part on."""
    pitched = [part for part in parts if not _is_drums(part)]
    places = {id(part): PITCHED_CHANNELS[place % len(PITCHED_CHANNELS)] for place, part in enumerate(pitched)}
    return [places.get(id(part), DRUM_CHANNEL) for part in parts]


def _is_drums(part: Part) -> bool:
    return part.instrument in KITS or part.stem == "drums"


def _bar_events(bars: Sequence[Bar], tempo_map: TempoMap) -> Iterable[_Event]:
    """Tempo and time signature, each where it changes."""
    tempo = beats = 0
    for bar, tick, next_tempo in zip(bars, tempo_map.ticks, tempo_map.beat_microseconds, strict=True):
        if bar.beats != beats:
            beats = bar.beats
            yield _Event(tick, 0, mido.MetaMessage("time_signature", numerator=beats, denominator=4))
        if next_tempo != tempo:
            tempo = next_tempo
            yield _Event(tick, 0, mido.MetaMessage("set_tempo", tempo=tempo))


def _key_events(written: str) -> Iterable[_Event]:
    """The key signature; a mode has that of the major key with the same notes."""
    if not written:
        return
    key = read_key(written)
    if key.mode in ("major", "minor"):
        name = key.tonic + ("m" if key.mode == "minor" else "")
    else:
        name = next(
            key_on(root, "major").tonic
            for root in range(12)
            if {(root + step) % 12 for step in SCALES["major"]} == set(key.scale)
        )
    yield _Event(0, 0, mido.MetaMessage("key_signature", key=name))


def _marker_events(score: Score, bars: Sequence[Bar], tempo_map: TempoMap) -> Iterable[_Event]:
    """A marker for each section, on the bar line where it begins at one."""
    for section in score.sections:
        away, line = min((abs(bar.at - section.at), tick) for bar, tick in zip(bars, tempo_map.ticks, strict=True))
        tick = line if away < SAME_PLACE_SECONDS else tempo_map.tick_at(section.at)
        yield _Event(tick, 1, mido.MetaMessage("marker", text=section.name))


def _part_track(part: Part, channel: int, tempo_map: TempoMap) -> tuple[str, list[_Event]]:
    """A part's name and events: its program, volume and place, its notes, and what is sung on them."""
    row = player(part.instrument)
    volume = min(127, round(VOLUME_OF_0_DB * 10 ** (part.level / 40)))
    pan = max(0, min(127, round(CENTRE + (CENTRE - 1) * part.pan)))
    events = [
        _Event(0, 0, mido.Message("program_change", channel=channel, program=(row.program if row else 1) - 1)),
        _Event(0, 0, mido.Message("control_change", channel=channel, control=7, value=volume)),
        _Event(0, 0, mido.Message("control_change", channel=channel, control=10, value=pan)),
    ]
    for note, start, end in _on_ticks(part.notes, tempo_map):
        key = {"channel": channel, "note": max(0, min(127, round(note.pitch)))}
        velocity = max(1, min(127, round(note.velocity * 127)))
        if note.syllable:
            events.append(_Event(start, 2, mido.MetaMessage("lyrics", text=note.syllable)))
        events.append(_Event(start, 3, mido.Message("note_on", **key, velocity=velocity)))
        events.append(_Event(end, 1, mido.Message("note_off", **key, velocity=CENTRE)))
    return part.name, events


def _on_ticks(notes: Sequence[Note], tempo_map: TempoMap) -> Iterable[tuple[Note, int, int]]:
    """The notes with their first and last tick; one that is struck again while it sounds ends there."""
    rows = [
        (note, tempo_map.tick_at(note.at), tempo_map.tick_at(note.at + note.seconds))
        for note in sorted(notes, key=lambda note: note.at)
    ]
    next_start: dict[int, int] = {}
    ended = []
    for note, start, end in reversed(rows):
        pitch = round(note.pitch)
        again = next_start.get(pitch)
        if again is not None and again <= start:
            continue  # two strokes of one key at the same moment are one
        ended.append((note, start, max(start + 1, end if again is None else min(end, again))))
        next_start[pitch] = start
    return reversed(ended)


def _written(title: str, conductor: Sequence[_Event], tracks: Sequence[tuple[str, Sequence[_Event]]], end: int) -> bytes:
    """The bytes of the file."""
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    for name, events in ((title, conductor), *tracks):
        track = mido.MidiTrack()
        tick = 0
        for event in (_Event(0, -1, mido.MetaMessage("track_name", name=name)), *sorted(events, key=_place_of)):
            event.message.time = event.tick - tick
            tick = event.tick
            track.append(event.message)
        track.append(mido.MetaMessage("end_of_track", time=max(0, end - tick)))
        file.tracks.append(track)
    content = BytesIO()
    file.save(file=content)
    return content.getvalue()


def _place_of(event: _Event) -> tuple[int, int]:
    return event.tick, event.order
