"""Moods, tempo words and words about the form: what each does to the music."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """What a feeling changes. `mode` is `major`, `minor` or nothing; the rest moves what the style would do."""

    mode: str = ""
    pace: float = 1.0
    """Factor on the style's tempo."""
    energy: float = 0.0
    """Added to every passage's 0 … 1."""
    room: float = 0.0
    """Added to the reverb of every part, 0 … 1."""


MOODS: dict[str, tuple[Mood, str]] = {
    "happy": (
        Mood("major", 1.06, 0.08),
        "happy, joyful, cheerful, sunny, bright, joyous, fun, playful, feelgood, feel good, upbeat, positive",
    ),
    "sad": (
        Mood("minor", 0.92, -0.12, 0.05),
        "sad, melancholy, melancholic, sorrowful, heartbroken, heartbreak, tearful, mournful, grieving, blue, lonely, lonesome",
    ),
    "dark": (
        Mood("minor", 1.0, 0.0, 0.05),
        "dark, brooding, ominous, sinister, gloomy, gothic, evil, menacing, spooky, haunting, eerie, creepy, haunted",
    ),
    "calm": (
        Mood("", 0.94, -0.2, 0.06),
        (
            "calm, peaceful, relaxed, relaxing, gentle, soft, soothing, quiet, mellow, chill, laid back, serene, tranquil, "
            "tender, easygoing"
        ),
    ),
    "dreamy": (
        Mood("", 0.97, -0.08, 0.15),
        (
            "dreamy, hazy, floating, dreamlike, spacey, atmospheric, underwater, hypnotic, psychedelic, trippy, celestial, "
            "otherworldly"
        ),
    ),
    "energetic": (
        Mood("", 1.07, 0.15),
        "energetic, driving, high energy, powerful, pumping, lively, exciting, party, banging, explosive, dynamic",
    ),
    "aggressive": (
        Mood("minor", 1.06, 0.2),
        "aggressive, angry, furious, raging, brutal, intense, violent, hard, heavy, fierce",
    ),
    "romantic": (
        Mood("major", 0.95, -0.08, 0.04),
        "romantic, love song, loving, sensual, sexy, intimate, warm, sweet, lovely",
    ),
    "nostalgic": (
        Mood("", 0.97, -0.08, 0.06),
        "nostalgic, wistful, bittersweet, vintage, retro, longing, old, rainy, autumn, autumnal",
    ),
    "uplifting": (
        Mood("major", 1.03, 0.1, 0.04),
        (
            "uplifting, hopeful, inspiring, triumphant, euphoric, optimistic, motivational, anthemic, victorious, soaring, "
            "majestic"
        ),
    ),
    "tense": (
        Mood("minor", 1.03, 0.05),
        "tense, suspense, suspenseful, nervous, anxious, urgent, mysterious, thriller, restless, dramatic",
    ),
    "groovy": (
        Mood("", 1.0, 0.06),
        "groovy, bouncy, swaggering, danceable, catchy, infectious",
    ),
    "solemn": (
        Mood("minor", 0.9, -0.1, 0.12),
        "solemn, sacred, reverent, stately, funeral, requiem, prayer",
    ),
}

PACES: dict[str, tuple[float, str]] = {
    "very slow": (0.78, "very slow, super slow, extremely slow, crawling, slowed, half time, sluggish"),
    "slow": (0.88, "slow, slower, slow tempo, down tempo, unhurried, lazy, slow burning"),
    "mid-tempo": (1.0, "mid tempo, midtempo, medium tempo, moderate tempo, medium"),
    "fast": (1.14, "fast, faster, quick, up tempo, uptempo, fast tempo, speedy, brisk"),
    "very fast": (1.3, "very fast, super fast, frantic, breakneck, extremely fast, double time, frenetic, blistering"),
}
"""Factor on the style's tempo."""

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
"""Beats per minute."""

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
"""What is said of the form and the playing."""
