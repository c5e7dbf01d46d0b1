"""Palettes for cover art, and the words about sound that call for them."""

from ..samples import numpy_dice
from ..styles import STYLES

Colour = tuple[int, int, int]
"""Red, green and blue, 0 … 255."""

PALETTES: dict[str, tuple[str, ...]] = {
    "night": ("0b132b", "1c2541", "3a506b", "5bc0be", "f4d35e"),
    "dusk": ("2d1e2f", "6b2d5c", "c2465c", "f0803c", "ffd275"),
    "neon": ("12002f", "3b0f70", "b5179e", "f72585", "4cc9f0"),
    "forest": ("10241b", "1f4d3a", "4f7f58", "a7b779", "f2e3bc"),
    "sea": ("03253a", "0b4f6c", "1b8a9e", "7cc6c3", "f3efe0"),
    "sand": ("3d2b1f", "8c5e3c", "c98f5a", "e8c39e", "fbf1df"),
    "rose": ("3a1f2b", "8a3d57", "d3768d", "f0b7b3", "fdf0e7"),
    "iron": ("0d0d0f", "24262b", "54575e", "b02e26", "e8e4dc"),
    "citrus": ("1f3b36", "2a9d8f", "e9c46a", "f4a261", "e76f51"),
    "paper": ("22223b", "4a4e69", "9a8c98", "c9ada7", "f2e9e4"),
    "meadow": ("20331f", "4f772d", "90a955", "e3d081", "f6f3df"),
    "ember": ("160b07", "45170c", "9a2f12", "e2711d", "ffc971"),
    "ice": ("0c1b33", "2e4a7d", "6f9bd1", "bcd8ef", "f7fbff"),
    "toys": ("1d1d3b", "e63946", "f1c453", "43aa8b", "f1faee"),
}
"""Five colours each, dark to light, in hexadecimal."""

PALETTE_WORDS: dict[str, tuple[str, ...]] = {
    "night": ("midnight", "night", "trip hop", "moody"),
    "dusk": ("r&b", "sunset", "evening", "dream"),
    "neon": ("electro", "dance", "cyber"),
    "forest": ("acoustic", "celtic", "forest"),
    "sea": ("surf", "bossa", "ocean", "sea", "river", "calm", "dub"),
    "sand": ("desert", "western", "americana"),
    "rose": ("love", "romantic", "tender", "soft"),
    "iron": ("industrial", "dark", "drill"),
    "citrus": ("salsa", "summer", "happy", "bright"),
    "paper": ("classical", "piano", "chamber", "quiet"),
    "meadow": ("spring", "pastoral", "garden", "morning"),
    "ember": ("orchestral", "fire", "war", "breaks"),
    "ice": ("winter", "cold", "glass", "space", "snow", "choir"),
    "toys": ("chip", "game", "child", "ska", "toy"),
}  # fmt: skip
"""Words that call for a palette, beside the names of the styles that have it."""


def colour(code: str) -> Colour:
    """`ff8000` as (255, 128, 0)."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def palette_of(sound: str, seed: str) -> tuple[Colour, ...]:
    """Five colours, dark to light, that fit the words of a sound; the seed chooses among the palettes that fit."""
    text = sound.lower()
    words = [(style.palette, style.name) for style in STYLES.values()]
    words += [(name, word) for name, row in PALETTE_WORDS.items() for word in row]
    fitting = sorted((name for name, word in words if word in text), key=list(PALETTES).index) or list(PALETTES)
    return tuple(colour(code) for code in PALETTES[fitting[int(numpy_dice("palette", seed).integers(len(fitting)))]])
