"""What a style is: one row of `STYLES`, with all that belongs to it."""

from dataclasses import dataclass

from .families import Family


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in the band: the instrument and how it plays."""

    instrument: str
    figures: tuple[str, ...]
    """Names in `parts.patterns.CHORD_FIGURES`, from calm to full; a passage's energy chooses."""
    enters: float = 0.0
    """0 … 1, the energy from which on this player plays."""
    level: float = -6.0
    """Decibels."""
    pan: float = 0.0
    """-1 (left) … 1 (right)."""
    reverb: float = 0.15
    """0 … 1, how much of it goes to the room."""
    low: int = 50
    high: int = 72
    """MIDI pitches between which its chords lie."""
    voices: int = 4
    """Notes of a chord."""
    role: str = "comp"
    """`comp` for rhythm, `pad` for chords that are held behind the others."""


@dataclass(frozen=True, slots=True)
class Style:
    """A kind of music: everything that a prompt which names only the style leaves open."""

    name: str
    family: Family
    words: tuple[str, ...]
    """Other names it is called by, in lower case."""
    bpm: tuple[int, int]
    """Slowest and fastest usual tempo."""
    modes: tuple[tuple[str, float], ...]
    """Major or minor, with weights."""
    harmony: str
    """A pool in `theory.progressions.POOLS`."""
    colour: str
    """A row in `theory.chords.COLOURS`."""
    kit: str
    """A drum kit of the catalogue; empty for none."""
    grooves: tuple[str, str, str]
    """Light, main, full: names in `parts.drum_patterns.GROOVES`."""
    bass: str
    """The instrument that plays the bass."""
    bass_figures: tuple[str, str, str]
    """Light, main, full: names in `parts.patterns.BASS_FIGURES`."""
    seats: tuple[Seat, ...]
    lead: str
    """The instrument that carries the tune where nobody sings."""
    form: tuple[tuple[str, int], ...]
    """Passages and their bars when there are no lyrics."""
    palette: str
    """The colours of its cover art: a name in `media.palettes.PALETTES`."""
    rooms: str = "usual"
    """The rooms its stems stand in: a name in `mixing.reverb.ROOMS`."""
    voice: str = "female"
    """The voice that sings where none is asked for."""
    fill: str = "toms"
    """A row in `parts.drum_patterns.FILLS`."""
    swing: float = 0.5
    """Where the second note of a pair falls: 0.5 straight, 0.66 triplets."""
    swing_unit: float = 0.5
    """Beats of the notes that swing: 0.5 for eighths, 0.25 for sixteenths."""
    loose: float = 0.006
    """Seconds by which notes usually miss the grid, as human playing does."""
    syllable_beats: float = 0.5
    """Beats a syllable takes at ease."""
    offbeat: float = 0.35
    """0 … 1, how much a tune likes the notes between the beats."""
    harmony_bars: int = 4
    """Bars after which its chords repeat: 12 in a blues."""
    beats_per_bar: int = 4
    backing: bool = False
    """Whether a second voice joins in choruses."""
    bass_from: float = 0.0
    drums_from: float = 0.0
    """The energy of a passage, 0 … 1, from which on they play."""
    drum_level: float = -2.0
    bass_level: float = -3.0
    lead_level: float = -4.0
    voice_level: float = 0.0
    """Decibels."""
