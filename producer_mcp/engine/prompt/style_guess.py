"""The style that a sound suggests without naming one."""

from .description import Description

_BY_INSTRUMENT = {
    "sitar": "raga", "tabla": "raga", "harpsichord": "baroque", "celesta": "lullaby", "distorted_guitar": "rock",
    "banjo": "country", "rhodes": "lofi", "wurlitzer": "soul", "saxophone": "jazz",
    "vibraphone": "jazz", "trumpet": "jazz", "upright_bass": "jazz", "strings": "cinematic", "violin": "cinematic",
    "cello": "cinematic", "french_horn": "cinematic", "brass": "soul",
    "nylon_guitar": "folk", "steel_guitar": "folk", "harp": "lullaby", "accordion": "waltz", "chip_pulse": "chiptune",
    "chip_triangle": "chiptune", "acid_bass": "techno", "supersaw": "trance",
    "slap_bass": "funk", "muted_guitar": "funk", "warm_pad": "ambient", "glass_pad": "ambient", "bell": "ambient",
    "marimba": "afrobeat", "saw_lead": "synthwave", "square_lead": "synthwave",
    "piano": "ballad", "organ": "gospel", "flute": "folk", "clarinet": "waltz", "sub_bass": "trap", "synth_bass": "synthwave",
    "choir_pad": "cinematic", "pizzicato": "baroque",
}  # fmt: skip
_BY_KIT = {
    "brushed_kit": "jazz", "rock_kit": "rock", "metal_kit": "metal", "electronic_kit": "synthwave", "house_kit": "house",
    "eight_oh_eight": "trap", "trap_kit": "trap", "breaks_kit": "hip hop",
    "lofi_kit": "lofi", "orchestral_percussion": "epic", "latin_percussion": "latin", "tabla": "raga", "chip_kit": "chiptune",
}  # fmt: skip
_BY_VOICE = {"rap": "hip hop", "choir": "gospel", "soprano": "cinematic", "whisper": "lofi"}
_BY_MOOD = {
    "happy": "pop", "sad": "ballad", "dark": "synthwave", "calm": "ambient", "dreamy": "ambient", "energetic": "house",
    "aggressive": "rock", "romantic": "soul", "nostalgic": "lofi",
    "uplifting": "pop", "tense": "cinematic", "groovy": "funk", "solemn": "cinematic",
}  # fmt: skip


def style_by_ear(description: Description) -> str:
    """The style that what was said of instruments, drums, voice and mood suggests; pop where nothing was."""
    for names, table in (
        (description.instruments[:1], _BY_INSTRUMENT),
        ((description.kit,), _BY_KIT),
        ((description.voice,), _BY_VOICE),
        (description.moods, _BY_MOOD),
    ):
        for name in names:
            if name in table:
                return table[name]
    return "pop"
