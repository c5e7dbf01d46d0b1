"""Words for moods, tempo and form, and what each does to the music. Words are separated by commas."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood: the words for it, and how it moves what the style would do."""

    words: str
    mode: str = ""
    """The mode of the key, `major` or `minor`, where no key was asked for; empty if the mood suits both."""
    pace: float = 1.0
    """Factor on the tempo of the style."""
    energy: float = 0.0
    """Added to the energy (0 … 1) of every passage."""
    room: float = 0.0
    """Added to the reverb (0 … 1) of every part."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A tempo word: the factor on the tempo of the style, and the words for it."""

    factor: float
    words: str


MOODS: dict[str, Mood] = {
    "happy": Mood(
        mode="major",
        pace=1.06,
        energy=0.08,
        words="happy, joyful, cheerful, sunny, bright, joyous, fun, playful, feelgood, feel good, upbeat, positive",
    ),
    "sad": Mood(
        mode="minor",
        pace=0.92,
        energy=-0.12,
        room=0.05,
        words=(
            "sad, melancholy, melancholic, sorrowful, heartbroken, heartbreak, tearful, mournful, grieving, blue, lonely, "
            "lonesome"
        ),
    ),
    "dark": Mood(
        mode="minor",
        room=0.05,
        words="dark, brooding, ominous, sinister, gloomy, gothic, evil, menacing, spooky, haunting, eerie, creepy, haunted",
    ),
    "calm": Mood(
        pace=0.94,
        energy=-0.2,
        room=0.06,
        words=(
            "calm, peaceful, relaxed, relaxing, gentle, soft, soothing, quiet, mellow, chill, laid back, serene, "
            "tranquil, tender, easygoing"
        ),
    ),
    "dreamy": Mood(
        pace=0.97,
        energy=-0.08,
        room=0.15,
        words=(
            "dreamy, hazy, floating, dreamlike, spacey, atmospheric, underwater, hypnotic, psychedelic, trippy, "
            "celestial, otherworldly"
        ),
    ),
    "energetic": Mood(
        pace=1.07,
        energy=0.15,
        words="energetic, driving, high energy, powerful, pumping, lively, exciting, party, banging, explosive, dynamic",
    ),
    "aggressive": Mood(
        mode="minor",
        pace=1.06,
        energy=0.2,
        words="aggressive, angry, furious, raging, brutal, intense, violent, hard, heavy, fierce",
    ),
    "romantic": Mood(
        mode="major",
        pace=0.95,
        energy=-0.08,
        room=0.04,
        words="romantic, love song, loving, sensual, sexy, intimate, warm, sweet, lovely",
    ),
    "nostalgic": Mood(
        pace=0.97,
        energy=-0.08,
        room=0.06,
        words="nostalgic, wistful, bittersweet, vintage, retro, longing, old, rainy, autumn, autumnal",
    ),
    "uplifting": Mood(
        mode="major",
        pace=1.03,
        energy=0.1,
        room=0.04,
        words=(
            "uplifting, hopeful, inspiring, triumphant, euphoric, optimistic, motivational, anthemic, victorious, "
            "soaring, majestic"
        ),
    ),
    "tense": Mood(
        mode="minor",
        pace=1.03,
        energy=0.05,
        words="tense, suspense, suspenseful, nervous, anxious, urgent, mysterious, thriller, restless, dramatic",
    ),
    "groovy": Mood(
        energy=0.06,
        words="groovy, bouncy, swaggering, danceable, catchy, infectious",
    ),
    "solemn": Mood(
        mode="minor",
        pace=0.9,
        energy=-0.1,
        room=0.12,
        words="solemn, sacred, reverent, stately, funeral, requiem, prayer",
    ),
}
"""Moods by name, which is how a summary calls them."""

PACES: dict[str, Pace] = {
    "very slow": Pace(0.78, "very slow, super slow, extremely slow, crawling, slowed, half time, sluggish"),
    "slow": Pace(0.88, "slow, slower, slow tempo, down tempo, unhurried, lazy, slow burning"),
    "mid-tempo": Pace(1.0, "mid tempo, midtempo, medium tempo, moderate tempo, medium"),
    "fast": Pace(1.14, "fast, faster, quick, up tempo, uptempo, fast tempo, speedy, brisk"),
    "very fast": Pace(1.3, "very fast, super fast, frantic, breakneck, extremely fast, double time, frenetic, blistering"),
}

MARKINGS: dict[str, tuple[int, int]] = {
    "largo": (46, 58),
    "adagio": (60, 72),
    "lento": (52, 64),
    "andante": (76, 96),
    "moderato": (100, 114),
    "allegretto": (112, 122),
    "allegro": (122, 152),
    "vivace": (154, 170),
    "presto": (170, 192),
}
"""Italian tempo marks: the slowest and the fastest tempo in beats per minute."""

FORMS: dict[str, str] = {
    "fade out": "fade out, fades out, fading out, fade at the end, fadeout, fade ending, fades away",
    "fade in": "fade in, fades in, fading in",
    "quiet start": (
        "starts quiet, start quiet, quiet start, starts quietly, quiet intro, starts soft, starts softly, soft start, begins "
        "quietly, soft intro, quiet opening, starts sparse"
    ),
    "builds": (
        "builds, build up, builds up, building, crescendo, slow build, gradual build, growing, builds to a climax, big build"
    ),
    "sparse": "sparse, minimal arrangement, stripped down, stripped back, bare, stripped, simple, minimalist",
    "full": "full band, dense, wall of sound, lush, rich, layered, big, huge, massive",
    "a cappella": "a cappella, acapella, a capella, voices only, vocals only",
    "instrumental": "instrumental, no singing, wordless",
    "only": "only, just, alone, nothing but, unaccompanied",
    "no intro": "no intro, without intro, straight in",
    "long intro": "long intro, extended intro",
    "swung": "swung, shuffled, swing feel, shuffle, shuffle feel, triplet feel",
    "straight": "straight feel, straight eighths, quantized, quantised",
    "three": "3/4, in three, waltz time, triple meter, 6/8, waltz feel",
    "four": "4/4, in four, common time",
    "reverb": "reverb, reverberant, cavernous, echo, echoing, cathedral, spacious, wet",
    "dry": "dry, close, no reverb",
}
"""What can be asked of the form and the playing -> the words for it."""
