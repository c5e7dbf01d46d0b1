"""Every instrument, drum kit and voice the engine knows: one row each, with all that is known of it but its sound.

A new one is one row here and, for an instrument, a tone in `synthesis/instruments`, for a kit its hits in
`synthesis/drums`; both are found by the row's name. A voice needs nothing else.
The name is kept in recipes and never changes. Words by which a prompt asks for something are parted by commas.
"""

from dataclasses import dataclass
from typing import Literal

Compass = tuple[int, int]
"""Lowest and highest MIDI pitch."""
InstrumentRole = Literal["chords", "lead", "bass", "pad"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A pitched instrument."""

    name: str
    words: str
    """What it is called; the first is what the engine itself says."""
    compass: Compass
    """Its comfortable range when it has the tune."""
    level: float
    """Decibels that bring it level with the others: about -20 LUFS for a usual phrase at velocity 0.8. Printed by
    `python -m tests.bench.levels`; to be measured again when its sound changes."""
    style: str
    """The style it suggests where none is named."""
    program: int = 1
    """The General MIDI program that is nearest to it, 1 … 128 as the list of General MIDI counts."""
    role: InstrumentRole = "chords"
    """What it does in a band when it is asked for by name: `lead` and `bass` play one note at a time, `pad` holds chords."""
    stands_in_for: str = ""
    """Words for instruments the engine does not have, to which this one is nearest."""
    bass_compass: Compass = (28, 47)
    """Its range when it plays the bass."""
    chord_compass: Compass | None = None
    """Its range in chords, if it has one of its own instead of its seat's."""
    chord_voices: int = 4
    """Notes of a chord, where it has a range of its own."""
    surprise: int = 0
    """Its place, from 1, among the instruments that a high `weirdness` may bring into any band; 0 if it is not one of them."""
    release: float = 0.1
    """Seconds to fade after the note is let go."""
    variants: int = 1
    """How many differently seeded tones of one note take turns."""
    drive: float = 0.0
    """Decibels into the part's own saturation."""
    squeeze: float = 0.4
    """0 … 1, how much of what is louder than usual the compressor takes back."""
    width: float = 0.0
    """0 … 1, how far a one-channel tone is spread to the sides."""
    dynamics: float = 1.0
    """How much velocity is loudness: decibels of level for each decibel of velocity."""


@dataclass(frozen=True, slots=True)
class DrumKit:
    """A drum kit, or a set of hand percussion."""

    name: str
    words: str
    level: float
    """Decibels that bring it level with the others, as an instrument's."""
    label: str = ""
    """How a summary names it; its name with spaces if empty."""
    style: str = ""
    """The style it suggests where none is named; none if empty."""
    groove: str = ""
    """What it plays, for hand percussion: a name in `parts.drum_patterns.GROOVES`. It then joins a style's drummer;
    a kit without a groove of its own takes the drummer's place."""
    drive: float = 3.0
    """Decibels into the part's own saturation."""
    squeeze: float = 0.4
    """0 … 1, how much of what is louder than usual the compressor takes back."""
    variants: int = 3
    """How many differently seeded sounds of one drum take turns."""
    crush: float = 0.0
    """0 … 1, how much it sounds like an old sampler: few bits, a low sample rate."""
    program: int = 1
    """The drum set of General MIDI 2 that is nearest to it, 1 … 128."""
    width: float = 0.0
    """Drums are spread by the pan of each hit."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A singer, or a choir: what it is called, what it can sing, and its vocal tract."""

    name: str
    words: str
    label: str
    """How a summary names it: `female voice`."""
    phrase: str
    """How a description asks for it: `female vocals`."""
    compass: Compass
    """Its comfortable range."""
    level: float
    """Decibels that bring it level with the others, as an instrument's."""
    style: str = ""
    """The style it suggests where none is named; none if empty."""
    backs: bool = True
    """Whether it can also sing the second voice of choruses."""
    covers: bool = True
    """Whether a cover may choose it unasked."""
    monotone: float = 0.0
    """0 … 1, how near its tune stays to one pitch, as speech does."""
    longest_syllable: float | None = None
    """Beats a syllable takes at most when sung at ease; the style's if None."""
    offbeat: float | None = None
    """0 … 1, how much it likes the notes between the beats; the style's if None."""
    throat: float = 1.0
    """Factor on the resonances of a grown man's vocal tract."""
    tilt: float = 1.0
    """How fast its overtones fall: 0.8 bright … 1.4 soft."""
    breath: float = 0.03
    """Loudness of the air in it, 0 … 1."""
    vibrato: float = 28.0
    """Cents to either side of the pitch."""
    vibrato_hertz: float = 5.4
    vibrato_wait: float = 0.28
    """Seconds before the vibrato begins."""
    ring: float = 0.0
    """0 … 1, the singer's formant: how near the third resonance is drawn to the fourth and fifth, which lie close together."""
    attack: float = 0.035
    """Seconds until a note is at full force."""
    scoop: float = 60.0
    """Cents below the pitch, from which a note comes up."""
    fall: float = 0.0
    """Cents a note falls by its end, as speech does."""
    singers: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """Of each singer: cents beside the pitch, place from left (-1) to right (1)."""
    voiced: float = 1.0
    """Loudness of the voice beside its breath; near 0 in a whisper."""
    program: int = 54
    """Its General MIDI program, 1 … 128: that of voices, of which there are few."""
    drive: float = 0.0
    """Decibels into the part's own saturation."""
    squeeze: float = 0.45
    """0 … 1, how much of what is louder than usual the compressor takes back."""
    width: float = 0.0
    """Voices are placed by `singers`."""


_INSTRUMENT_ROWS = (
    Instrument(
        "piano", words="piano, grand piano, upright piano, keys, keyboard, felt piano", compass=(64, 86), bass_compass=(33, 52),
        style="ballad", level=-9.7, release=0.18, drive=1.0, width=0.35, program=1,
    ),
    Instrument(
        "harpsichord", words="harpsichord, clavinet, clavichord", compass=(62, 84), style="baroque", surprise=4, level=-10.4,
        release=0.12, width=0.3, dynamics=0.3, program=7,
    ),
    Instrument(
        "nylon_guitar", words="nylon guitar, classical guitar, spanish guitar, nylon string guitar, flamenco guitar",
        stands_in_for="oud, lute, ukulele, uke, bouzouki, charango, balalaika, cavaquinho", compass=(57, 77),
        bass_compass=(40, 55), style="folk", level=-7.6, release=0.14, variants=2, drive=3.0, width=0.15, program=25,
    ),
    Instrument(
        "steel_guitar", words="steel guitar, acoustic guitar, steel string guitar, folk guitar, strummed guitar",
        stands_in_for=(
            "mandolin, twelve string guitar, 12 string guitar, dobro, pedal steel, lap steel, slide guitar, zither, dulcimer, "
            "saz"
        ), compass=(57, 77), style="folk", level=-8.2, release=0.12, variants=2, drive=3.0, width=0.2, program=26,
    ),
    Instrument(
        "electric_guitar", words="electric guitar, clean guitar, clean electric guitar, jangly guitar, twangy guitar",
        compass=(57, 79), style="indie", level=-17.5, drive=3.0, width=0.15, program=28,
    ),
    Instrument(
        "muted_guitar", words="muted guitar, funk guitar, palm muted guitar, rhythm guitar, wah guitar", compass=(57, 77),
        style="funk", level=-10.1, release=0.06, variants=2, program=29,
    ),
    Instrument(
        "distorted_guitar",
        words="distorted guitar, overdriven guitar, heavy guitar, fuzz guitar, power chords, distortion, electric guitar riff",
        compass=(55, 78), chord_compass=(40, 60), chord_voices=3, style="rock", level=-30.2, release=0.08, squeeze=0.5,
        width=0.45, dynamics=0.5, program=31,
    ),
    Instrument(
        "banjo", words="banjo", stands_in_for="shamisen, sanxian, kora", compass=(58, 79), style="country", surprise=7,
        level=-6.6, release=0.08, variants=2, drive=3.0, program=106,
    ),
    Instrument(
        "harp", words="harp", stands_in_for="koto, guzheng, lyre, qanun, hang drum, handpan", compass=(58, 82),
        bass_compass=(36, 55), style="lullaby", surprise=10, level=-11.8, release=0.5, width=0.3, program=47,
    ),
    Instrument(
        "sitar", words="sitar", stands_in_for="tanpura, sarod, tambura", compass=(55, 76), style="raga", surprise=1, level=-19.1,
        release=0.3, program=105,
    ),
    Instrument(
        "pizzicato", words="pizzicato, plucked strings, pizzicato strings", compass=(57, 79), style="baroque", surprise=6,
        level=-2.5, release=0.25, variants=2, width=0.4, program=46,
    ),
    Instrument(
        "upright_bass", words="upright bass, double bass, acoustic bass, contrabass, walking bass, standup bass", role="bass",
        compass=(36, 60), style="jazz", level=-6.0, release=0.09, variants=2, drive=2.0, squeeze=0.5, program=33,
    ),
    Instrument(
        "electric_bass", words="electric bass, bass guitar, fingered bass, picked bass", role="bass", compass=(36, 60),
        style="funk", level=-7.5, release=0.07, drive=3.0, squeeze=0.5, program=34,
    ),
    Instrument(
        "slap_bass", words="slap bass", role="bass", compass=(36, 60), style="funk", level=-12.0, release=0.05, variants=2,
        squeeze=0.5, program=37,
    ),
    Instrument(
        "rhodes", words="rhodes, electric piano, fender rhodes, e piano, ep", compass=(57, 77), style="lofi", level=-14.4,
        release=0.12, program=5,
    ),
    Instrument(
        "wurlitzer", words="wurlitzer, wurli", compass=(57, 77), style="soul", level=-18.5, width=0.2, program=5,
    ),
    Instrument(
        "vibraphone", words="vibraphone, vibes, vibraharp", compass=(60, 82), style="jazz", level=-14.9, release=0.5, width=0.2,
        program=12,
    ),
    Instrument(
        "marimba", words="marimba, xylophone, mallets",
        stands_in_for="kalimba, mbira, balafon, steelpan, steel drum, steel drums, gamelan, thumb piano", compass=(58, 80),
        style="afrobeat", surprise=3, level=-8.3, release=0.4, width=0.25, program=13,
    ),
    Instrument(
        "celesta", words="celesta, music box, toy piano, celeste", stands_in_for="glass harmonica, singing bowl, singing bowls",
        compass=(69, 91), style="lullaby", surprise=2, level=-12.3, release=0.35, width=0.2, program=9,
    ),
    Instrument(
        "bell", words="bell, bells, tubular bells, chimes, glockenspiel, church bells", compass=(67, 88), style="ambient",
        level=-19.6, release=1.2, width=0.3, program=15,
    ),
    Instrument(
        "violin", words="violin, fiddle, solo violin", stands_in_for="viola, erhu, nyckelharpa, kamancheh", role="lead",
        compass=(62, 84), style="cinematic", level=-18.2, release=0.12, variants=2, dynamics=0.6, program=41,
    ),
    Instrument(
        "cello", words="cello, solo cello", stands_in_for="viola da gamba, bowed bass", role="lead", compass=(46, 67),
        bass_compass=(36, 53), style="cinematic", level=-16.5, release=0.14, variants=2, dynamics=0.6, program=43,
    ),
    Instrument(
        "trumpet", words="trumpet, muted trumpet, flugelhorn", role="lead", compass=(58, 77), style="jazz", level=-22.4,
        release=0.07, variants=2, dynamics=0.6, program=57,
    ),
    Instrument(
        "trombone", words="trombone", stands_in_for="tuba, euphonium, didgeridoo", role="lead", compass=(46, 66), style="jazz",
        level=-21.4, release=0.08, variants=2, dynamics=0.6, program=58,
    ),
    Instrument(
        "french_horn", words="french horn, horn", role="lead", compass=(50, 69), style="cinematic", level=-20.8, release=0.12,
        variants=2, dynamics=0.6, program=61,
    ),
    Instrument(
        "saxophone", words="saxophone, sax, alto sax, tenor sax, saxophones", role="lead", compass=(54, 75), style="jazz",
        level=-22.2, release=0.08, variants=2, dynamics=0.6, program=67,
    ),
    Instrument(
        "flute", words="flute, alto flute",
        stands_in_for="recorder, shakuhachi, pan flute, piccolo, tin whistle, whistle, ocarina, bansuri, ney, whistling",
        role="lead", compass=(65, 86), style="folk", level=-18.7, release=0.09, variants=2, dynamics=0.6, program=74,
    ),
    Instrument(
        "clarinet", words="clarinet, bass clarinet",
        stands_in_for="oboe, bassoon, duduk, cor anglais, english horn, woodwinds, woodwind, bass flute", role="lead",
        compass=(56, 79), style="waltz", level=-17.5, release=0.08, variants=2, dynamics=0.6, program=72,
    ),
    Instrument(
        "organ", words="organ, hammond, b3, church organ, pipe organ", stands_in_for="farfisa, combo organ", compass=(60, 79),
        style="gospel", level=-19.1, release=0.04, dynamics=0.3, program=17,
    ),
    Instrument(
        "accordion", words="accordion, concertina, squeezebox",
        stands_in_for="harmonica, melodica, bandoneon, harmonium, bagpipes, bagpipe, hurdy gurdy", compass=(58, 79),
        style="waltz", surprise=5, level=-17.3, release=0.08, dynamics=0.5, program=22,
    ),
    Instrument(
        "synth_bass", words="synth bass, moog bass, analog bass, wobble bass", stands_in_for="talkbox, reese bass, reese",
        role="bass", compass=(36, 60), style="synthwave", level=-3.5, release=0.06, drive=3.0, program=39,
    ),
    Instrument(
        "sub_bass", words="sub bass, subbass, 808 bass, deep bass, sub", role="bass", compass=(28, 52), bass_compass=(28, 43),
        style="trap", level=-13.1, release=0.09, program=40,
    ),
    Instrument(
        "acid_bass", words="acid bass, 303, tb 303", role="bass", compass=(36, 60), bass_compass=(33, 52), style="techno",
        level=-14.6, release=0.03, dynamics=0.6, program=39,
    ),
    Instrument(
        "saw_lead", words="saw lead, synth lead, lead synth, synth, synths, synthesizer, synthesiser, analog synth", role="lead",
        compass=(60, 81), style="synthwave", level=-10.3, release=0.12, width=0.35, program=82,
    ),
    Instrument(
        "square_lead", words="square lead, square wave, square synth", role="lead", compass=(58, 80), style="synthwave",
        level=-9.1, width=0.2, program=81,
    ),
    Instrument(
        "soft_lead", words="soft lead, sine lead, mellow synth", stands_in_for="theremin, ondes martenot, musical saw",
        role="lead", compass=(60, 82), style="synthwave", level=-5.6, release=0.15, width=0.2, program=83,
    ),
    Instrument(
        "pluck", words="pluck, plucks, synth pluck, plucky synth, arp, arpeggio, arpeggiator, arpeggiated synth",
        compass=(62, 84), style="house", level=0.6, release=0.12, width=0.4, program=100,
    ),
    Instrument(
        "chip_pulse", words="chip pulse, pulse wave, 8 bit lead, bleeps, blips", role="lead", compass=(64, 88), style="chiptune",
        surprise=8, level=-8.3, release=0.01, squeeze=0.0, dynamics=0.5, program=81,
    ),
    Instrument(
        "chip_triangle", words="chip triangle, triangle wave", role="bass", compass=(48, 72), bass_compass=(36, 55),
        style="chiptune", level=-15.5, release=0.008, squeeze=0.0, dynamics=0.3, program=83,
    ),
    Instrument(
        "strings", words="strings, string section, string orchestra, string ensemble, string pad, lush strings", role="pad",
        compass=(60, 82), style="cinematic", level=-13.8, release=0.35, dynamics=0.7, program=49,
    ),
    Instrument(
        "brass", words="brass, horns, horn section, brass section", compass=(55, 75), style="soul", level=-13.8, release=0.12,
        dynamics=0.7, program=62,
    ),
    Instrument(
        "warm_pad", words="pad, warm pad, synth pad, analog pad, soft pad, lush pad",
        stands_in_for="drone, atmosphere, texture, textures, ambience", role="pad", compass=(57, 77), style="ambient",
        level=-12.0, release=0.7, dynamics=0.6, program=90,
    ),
    Instrument(
        "glass_pad", words="glass pad, glassy pad, shimmer, shimmering pad, airy pad, crystal pad", role="pad", compass=(57, 77),
        style="ambient", surprise=9, level=-15.0, release=0.9, dynamics=0.6, program=93,
    ),
    Instrument(
        "supersaw", words="supersaw, super saw, big synths, wall of synths", compass=(60, 81), style="trance", level=-14.1,
        release=0.15, dynamics=0.6, program=82,
    ),
    Instrument(
        "choir_pad", words="choir pad, mellotron, mellotron choir, vox pad, oohs, aahs", role="pad", compass=(57, 77),
        style="cinematic", level=-14.0, release=0.5, dynamics=0.6, program=92,
    ),
)  # fmt: skip
INSTRUMENTS: dict[str, Instrument] = {row.name: row for row in _INSTRUMENT_ROWS}
"""By name."""

_KIT_ROWS = (
    DrumKit(
        "acoustic_kit", words="acoustic drums, live drums, real drums, drum kit, acoustic kit, natural drums", level=-0.7,
    ),
    DrumKit(
        "brushed_kit", words="brushed kit, brushes, brushed drums, soft drums", style="jazz", level=-5.4, drive=0.0, squeeze=0.2,
        program=41,
    ),
    DrumKit(
        "rock_kit", words="big drums, stadium drums, heavy drums, pounding drums, rock kit", style="rock", level=0.6, drive=6.0,
        squeeze=0.5, program=17,
    ),
    DrumKit(
        "metal_kit", words="double kick, blast beats, double bass drum, metal kit", style="metal", level=6.6, drive=7.0,
        squeeze=0.6, program=17,
    ),
    DrumKit(
        "electronic_kit", words="electronic drums, drum machine, synth drums, linndrum, gated drums, electronic kit, gated snare",
        style="synthwave", level=-2.3, drive=4.0, program=25,
    ),
    DrumKit(
        "house_kit", words="909, tr 909, house kit, four on the floor", style="house", level=-1.6, drive=4.0, program=25,
    ),
    DrumKit(
        "eight_oh_eight", words="808, 808s, tr 808, 808 drums", label="808", style="trap", level=-6.9, program=26,
    ),
    DrumKit(
        "trap_kit", words="trap hats, trap kit, rolling hats", style="trap", level=0.0, drive=5.0, program=26,
    ),
    DrumKit(
        "breaks_kit", words="breaks, break beats, breakbeats, amen, amen break, breakbeat drums, breaks kit", style="hip hop",
        level=7.4, drive=6.0, squeeze=0.6, crush=0.25,
    ),
    DrumKit(
        "lofi_kit", words="dusty drums, vinyl drums, crunchy drums, lofi kit", style="lofi", level=0.6, drive=5.0, crush=0.5,
    ),
    DrumKit(
        "orchestral_percussion",
        words="timpani, orchestral percussion, taiko, taikos, epic drums, cinematic drums, war drums, orchestral drums",
        groove="cinematic light", style="epic", level=-11.2, drive=0.0, squeeze=0.2, program=49,
    ),
    DrumKit(
        "latin_percussion",
        words=(
            "latin percussion, congas, conga, bongos, bongo, timbales, hand percussion, shaker, shakers, maracas, djembe, "
            "cajon, hand drums"
        ), groove="afrobeat full", style="latin", level=-1.6, drive=2.0, squeeze=0.3,
    ),
    DrumKit(
        "tabla", words="tabla, tablas, tabla percussion, mridangam, dholak, bodhran", groove="tabla", style="raga",
        level=-4.2, drive=1.0,
    ),
    DrumKit(
        "chip_kit", words="chip drums, 8 bit drums, noise drums, chip kit", style="chiptune", level=-13.8, drive=0.0, squeeze=0.0,
        variants=1,
    ),
)  # fmt: skip
KITS: dict[str, DrumKit] = {row.name: row for row in _KIT_ROWS}
"""By name."""

_VOICE_ROWS = (
    Voice(
        "female",
        words=(
            "female, female vocals, female vocal, female voice, female singer, woman, woman's voice, girl, alto, contralto, "
            "mezzo, mezzo soprano, women, female lead, she sings, diva"
        ), label="female voice", phrase="female vocals", compass=(57, 74), level=-12.1, throat=1.17, tilt=1.05, breath=0.035,
        vibrato=26, vibrato_hertz=5.6,
    ),
    Voice(
        "male",
        words=(
            "male, male vocals, male vocal, male voice, male singer, man, man's voice, boy, tenor, guy, men, male lead, "
            "crooner, falsetto"
        ), label="male voice", phrase="male vocals", compass=(47, 65), level=-11.2, vibrato=24, vibrato_hertz=5.2,
    ),
    Voice(
        "soprano", words="soprano, operatic, opera, opera singer, high female voice", label="soprano", phrase="soprano",
        compass=(62, 81), style="cinematic", level=-12.7, throat=1.2, tilt=1.15, breath=0.02, vibrato=45,
        vibrato_hertz=5.9, vibrato_wait=0.15, ring=0.6, attack=0.06, scoop=35,
    ),
    Voice(
        "baritone",
        words=(
            "baritone, deep voice, deep male voice, low male voice, bass voice, gravelly voice, basso, deep male vocals, "
            "bass singer"
        ), label="baritone", phrase="baritone", compass=(43, 60), level=-10.8, throat=0.92, tilt=0.95, breath=0.02, vibrato=38,
        vibrato_hertz=5.0, vibrato_wait=0.2, ring=0.9, attack=0.06, scoop=45,
    ),
    Voice(
        "choir",
        words=(
            "choir, choral, chorus of voices, chant, chanting, gregorian, group vocals, voices, ensemble vocals, "
            "children's choir, gang vocals"
        ), label="choir", phrase="choir", compass=(55, 74), style="gospel", level=-2.5, throat=1.1, tilt=1.2, breath=0.05,
        vibrato=18, vibrato_hertz=5.1, vibrato_wait=0.1, ring=0.1, attack=0.09, scoop=20,
        singers=((-11, -0.8), (-5, 0.45), (2, -0.3), (7, 0.8), (12, 0.1)), program=53,
    ),
    Voice(
        "rap", words="rap, rapper, rapped, rapping, female rapper, male rapper, spoken word, mc, rap vocals, spoken", label="rap",
        phrase="rap vocals", compass=(47, 57), style="hip hop", monotone=0.85, longest_syllable=0.25, offbeat=0.6, backs=False,
        covers=False, level=-11.2, tilt=0.85, breath=0.05, vibrato=0,
        vibrato_hertz=5.0, vibrato_wait=1.0, attack=0.012, scoop=90, fall=160,
    ),
    Voice(
        "whisper",
        words=(
            "whisper, whispered, whispering, breathy, breathy vocals, breathy female vocals, whispered vocals, hushed vocals, "
            "soft vocals, airy vocals, intimate vocals"
        ), label="whispered voice", phrase="whispered vocals", compass=(55, 69), style="lofi", monotone=0.3, backs=False,
        level=-14.5, throat=1.08, tilt=1.3, breath=0.55, vibrato=0, vibrato_hertz=5.0, vibrato_wait=1.0,
        attack=0.05, scoop=20, voiced=0.06,
    ),
)  # fmt: skip
VOICES: dict[str, Voice] = {row.name: row for row in _VOICE_ROWS}
"""By name."""


def player(name: str) -> Instrument | DrumKit | Voice | None:
    """The row of that name, of whichever kind; None if nothing is called so."""
    return INSTRUMENTS.get(name) or KITS.get(name) or VOICES.get(name)


def role_of(name: str) -> InstrumentRole | None:
    """What an instrument does in a band when it is asked for by name; None of kits, voices and unknown names."""
    row = INSTRUMENTS.get(name)
    return row.role if row else None


def compass_of(name: str) -> Compass:
    """The comfortable range of an instrument or a voice.

    Raises KeyError if neither is called so.
    """
    return (INSTRUMENTS.get(name) or VOICES[name]).compass
