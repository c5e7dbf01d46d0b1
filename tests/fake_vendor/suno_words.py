"""What both vendors of Suno print alike: streams before files, names of stems, notes, and times of words."""

STREAM = "https://audiopipe.suno.ai/?item_id="
"""Where a song can be heard while it is made; it is not the file."""
RICHER = "warm analog tape, intimate room"
FULL_STEMS = (
    "Vocals",
    "Backing Vocals",
    "Drums",
    "Bass",
    "Guitar",
    "Keyboard",
    "Percussion",
    "Strings",
    "Synth",
    "FX",
    "Brass",
    "Woodwinds",
)
SECONDS_OF_A_WORD = 0.3


def aligned_words(lyrics: str) -> list[dict[str, object]]:
    """The words one after another; section marks and line ends stand in them, as the vendors print them."""
    words = lyrics.replace("\n", "\n ").split(" ")
    return [
        {
            "word": f"{word} " if not word.endswith("\n") else word,
            "success": True,
            "start_s": round(place * SECONDS_OF_A_WORD, 2),
            "end_s": round((place + 0.8) * SECONDS_OF_A_WORD, 2),
            "p_align": 0.98,
        }
        for place, word in enumerate(words)
        if word.strip()
    ]


def instruments() -> list[dict[str, object]]:
    notes = [{"pitch": 60 + place, "start": place / 2, "end": place / 2 + 0.4, "velocity": 0.8} for place in range(4)]
    return [{"name": "Piano", "notes": notes}, {"name": "Bass", "notes": [{**note, "pitch": 36} for note in notes]}]
