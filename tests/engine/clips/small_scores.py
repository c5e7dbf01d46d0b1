"""A small score made by hand: two bars with everybody in it, quick to render."""

from producer_mcp.engine.score import Line, Note, Part, Score, Section

BEAT = 0.5
CHORDS = ((57, 60, 64), (53, 57, 60))
WORDS = ("we", "sing", "the", "long", "way", "home", "to", "night")


def small(voice: str = "female", bars: int = 2, seed: int = 1) -> Score:
    """`bars` bars at 120 bpm in A minor: a voice, a kit, a bass, a rhodes."""
    beats = range(bars * 4)
    vocals = tuple(Note(beat * BEAT, 0.45, 69 + (0, 2, 3, 2)[beat % 4], 0.8, WORDS[beat % 8]) for beat in beats)
    drums = tuple(Note(beat * BEAT, 0.1, key, 0.8) for beat in beats for key in (42, 36 if beat % 2 == 0 else 38))
    bass = tuple(Note(beat * BEAT, 0.45, CHORDS[beat // 4 % 2][0] - 24, 0.8) for beat in beats)
    comp = tuple(Note(beat * BEAT, 1.9, pitch, 0.7) for beat in beats if beat % 4 == 0 for pitch in CHORDS[beat // 4 % 2])
    parts = (
        Part("voice", "vocals", voice, vocals, reverb=0.2, seed=seed, role="voice"),
        Part("drums", "drums", "acoustic_kit", drums, -2, reverb=0.1, seed=seed, role="drums"),
        Part("bass", "bass", "electric_bass", bass, -3, seed=seed, role="bass"),
        Part("rhodes", "other", "rhodes", comp, -5, -0.2, seed=seed, role="comp"),
    )
    seconds = bars * 4 * BEAT
    section = Section("Verse", 0.0, seconds, bars, tuple(("Am", "F")[bar % 2] for bar in range(bars)))
    return Score(
        120,
        "A minor",
        seconds,
        "soul",
        parts,
        (section,),
        (Line(0, 4 * BEAT, "We sing the long"),),
        understood="120 bpm",
        seed="1",
    )
