"""What a style is: a row of the table in `styles/`."""

from dataclasses import dataclass

from .families import Family


@dataclass(frozen=True, slots=True)
class Seat:
    """A chair in the band: what is played there and how."""

    instrument: str
    figures: tuple[str, ...]
    """Names in `parts.patterns.CHORD_FIGURES`, from calm to full; a passage's energy chooses."""
    enters: float = 0.0
    """0 … 1, the energy from which on this player plays."""
    level: float = -6.0
    """Decibels."""
    pan: float = 0.0
    reverb: float = 0.15
    low: int = 50
    """MIDI pitch, the bottom of the register."""
    high: int = 72
    voices: int = 4
    role: str = "comp"
    """`comp`, or `pad` where it only colours."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of music goes when nothing else is said."""

    name: str
    family: Family
    words: tuple[str, ...]
    """Other names it is called by, in lower case."""
    bpm: tuple[int, int]
    modes: tuple[tuple[str, float], ...]
    """Major or minor, with weights."""
    harmony: str
    """A pool in `theory.progressions.POOLS`."""
    colour: str
    """A row in `theory.chords.COLOURS`."""
    kit: str
    grooves: tuple[str, str, str]
    """Light, main, full: names in `parts.drum_patterns.GROOVES`."""
    bass: str
    lines: tuple[str, str, str]
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
    fill: str = "toms"
    swing: float = 0.5
    unit: float = 0.5
    """Beats that swing: 0.5 eighths, 0.25 sixteenths."""
    loose: float = 0.006
    """Seconds, how loosely hands fall on the grid."""
    sung: float = 0.5
    """Beats a syllable takes at ease."""
    offbeat: float = 0.35
    """0 … 1, how much a tune likes the notes between the beats."""
    turn: int = 4
    """Bars in which its harmony comes round: 12 in a blues."""
    beats: int = 4
    """Beats a bar."""
    backing: bool = False
    """Whether voices join in choruses."""
    bass_from: float = 0.0
    drums_from: float = 0.0
    """The energy from which on they play."""
    drum_level: float = -2.0
    bass_level: float = -3.0
    lead_level: float = -4.0
    voice_level: float = 0.0
    """Decibels."""
