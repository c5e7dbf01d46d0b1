"""Draws cover art: an abstract picture made from the words of a sound and a seed, without any text."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..samples import as_samples, numpy_dice
from .palettes import palette_of

COVER_PIXELS = 1024
VIGNETTE = 0.16
"""How much darker the corners are."""
Grid = NDArray[np.float32]
"""A value for each point, (height, width). Coordinates go from -1 (left, top) to 1 (right, bottom)."""
Picture = NDArray[np.float32]
"""RGB, (height, width, 3), 0 … 1."""
Colours = NDArray[np.float32]
"""RGB colours, dark to light, (colours, 3), 0 … 1."""
Drawing = Callable[[Grid, Grid, Colours, np.random.Generator], Picture]
"""Draws a picture: from the coordinates across and down, the five colours of a palette, and the dice for everything else."""


def draw_cover(sound: str, seed: str, side: int = COVER_PIXELS) -> Picture:
    """A square picture, always the same for the same words and seed."""
    chance = numpy_dice("picture", sound, seed)
    colours = np.asarray(palette_of(sound, seed), dtype=np.float32) / np.float32(255)
    line = np.linspace(-1, 1, side, dtype=np.float32)
    across, down = np.meshgrid(line, line)
    drawing = DRAWINGS[int(chance.integers(len(DRAWINGS)))]
    picture = drawing(across, down, colours, chance)
    return np.clip(vignetted(picture, across, down), 0, 1)


def edge(distance: Grid, soft: float = 0.004) -> Grid:
    """1 inside a shape, where the distance from its edge is negative, 0 outside, and smooth between over the width `soft`."""
    return as_samples(np.clip(np.float32(0.5) - distance * np.float32(1 / soft), 0, 1))


def painted(picture: Picture, colour: NDArray[np.float32], cover: Grid) -> Picture:
    """The picture with a colour (3,) laid over it where `cover` is 1."""
    return picture + (colour - picture) * cover[..., None]


def shaded(colours: Colours, place: Grid) -> Picture:
    """The colours in a smooth row: the first where `place` is 0, the last where it is 1."""
    height = np.clip(place, 0, 1) * np.float32(len(colours) - 1)
    step = np.minimum(height.astype(np.int32), len(colours) - 2)
    share = (height - step)[..., None]
    share = share * share * (3 - 2 * share)
    return as_samples(colours[step] * (1 - share) + colours[step + 1] * share)


def clouds(across: Grid, down: Grid, chance: np.random.Generator, scale: float = 1.5, octaves: int = 4) -> Grid:
    """Smooth noise about 0 of a size of about 1: a sum of waves in random directions, each octave finer and fainter."""
    total = np.zeros_like(across)
    for octave in range(octaves):
        for _ in range(4):
            angle, turn = chance.random() * 2 * np.pi, chance.random() * 2 * np.pi
            pace = scale * 1.9**octave * (0.7 + 0.6 * chance.random())
            total += np.float32(0.5 * 0.55**octave) * np.sin(
                (across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle))) * np.float32(pace * 2) + np.float32(turn)
            )
    return total


def hills(across: Grid, down: Grid, colours: Colours, chance: np.random.Generator) -> Picture:
    """A low sun over ranges of hills, the nearer the darker."""
    picture = shaded(colours[[4, 3, 2]], as_samples((1 - down) / 2 if chance.random() < 0.4 else (down + 1) / 1.6))
    sun = np.hypot(across - np.float32(chance.uniform(-0.45, 0.45)), down + np.float32(chance.uniform(0.05, 0.4)))
    radius = float(chance.uniform(0.16, 0.34))
    picture = painted(picture, colours[4], np.exp(-sun * np.float32(2.2)) * np.float32(0.5))
    picture = painted(picture, colours[4] * 0.4 + 0.6, edge(sun - np.float32(radius)))
    ranges = int(chance.integers(4, 7))
    for number in range(ranges):
        near = number / (ranges - 1)
        ridge = clouds(across, np.zeros_like(across), chance, 1.2 + near, 5) * np.float32(0.16 + 0.05 * near)
        cover = edge(np.float32(-0.05 + 0.8 * near) + ridge - down, 0.003)
        tone = shaded(colours[[2, 1, 0]], np.full((1, 1), near, dtype=np.float32))[0, 0]
        mist = np.clip((down - ridge - np.float32(-0.05 + 0.8 * near)) * 1.4, 0, 1)
        picture = (
            picture * (1 - cover[..., None])
            + (tone + (colours[3] - tone) * (mist * np.float32(0.35 * (1 - near)))[..., None]) * cover[..., None]
        )
    return picture


def currents(across: Grid, down: Grid, colours: Colours, chance: np.random.Generator) -> Picture:
    """Folded bands of colour, as of oil on water."""
    bend_x, bend_y = clouds(across, down, chance, 1.1, 3), clouds(across, down, chance, 1.1, 3)
    field = clouds(across + bend_x * np.float32(0.5), down + bend_y * np.float32(0.5), chance, 1.4, 4)
    bands = (field * np.float32(0.32) + np.float32(0.5)) * np.float32(chance.integers(5, 9))
    within = bands - np.floor(bands)
    picture = shaded(colours, np.clip((np.floor(bands) * np.float32(0.382)) % 1, 0, 1))
    shadow = np.clip(1 - within * np.float32(5), 0, 1) * np.float32(0.35) - np.clip(
        within * np.float32(4) - 3, 0, 1
    ) * np.float32(0.15)
    return as_samples(picture * (1 - shadow[..., None]))


def circles(across: Grid, down: Grid, colours: Colours, chance: np.random.Generator) -> Picture:
    """Overlapping discs, rings and half discs."""
    picture = shaded(
        colours[[0, 1]] if chance.random() < 0.6 else colours[[4, 3]], as_samples((down + across * np.float32(0.4) + 1) / 2)
    )
    for _ in range(int(chance.integers(5, 9))):
        x, y = chance.uniform(-0.75, 0.75, 2)
        radius = float(chance.choice([0.12, 0.2, 0.32, 0.5, 0.62]))
        colour = colours[int(chance.integers(1, 5))]
        gap = np.hypot(across - np.float32(x), down - np.float32(y))
        match int(chance.integers(4)):
            case 0:
                cover = edge(np.abs(gap - np.float32(radius)) - np.float32(0.012))
            case 1:
                rings = np.abs(((gap * np.float32(28)) % 1) - np.float32(0.5)) - np.float32(0.18)
                cover = edge(rings, 0.12) * edge(gap - np.float32(radius))
            case 2:
                angle = np.float32(chance.random() * np.pi * 2)
                half = (across - np.float32(x)) * np.cos(angle) + (down - np.float32(y)) * np.sin(angle)
                cover = edge(np.maximum(gap - np.float32(radius), half))
            case _:
                cover = edge(gap - np.float32(radius)) * np.clip(np.float32(0.55) + (across - down) * np.float32(0.5), 0.25, 1)
        picture = painted(picture, colour, cover * np.float32(0.92))
    return picture


def aurora(across: Grid, down: Grid, colours: Colours, chance: np.random.Generator) -> Picture:
    """Curtains of light and stars in a dark sky."""
    picture = shaded(colours[[0, 0, 1]], as_samples((down + 1) / 2))
    stars = chance.random(across.shape, dtype=np.float32)
    picture = painted(
        picture, colours[4], np.clip((stars - np.float32(0.9993)) * 900, 0, 1) * np.clip(np.float32(0.7) - down, 0, 1)
    )
    for number in range(int(chance.integers(4, 7))):
        foot = np.float32(chance.uniform(-0.1, 0.75)) + clouds(across, np.zeros_like(across), chance, 1.0, 3) * np.float32(0.22)
        height = np.float32(chance.uniform(0.5, 1.1))
        rise = np.clip((foot - down) / height, 0, 1)
        rays = np.float32(0.65) + np.float32(0.35) * clouds(across * np.float32(6), np.zeros_like(across), chance, 2.0, 3)
        light = np.where(foot > down, (1 - rise) ** 2, np.exp(-(down - foot) * np.float32(38))) * np.clip(rays, 0, 1.3)
        picture = 1 - (1 - picture) * (1 - colours[2 + number % 3] * (light * np.float32(0.6))[..., None])
    return picture


def strands(across: Grid, down: Grid, colours: Colours, chance: np.random.Generator) -> Picture:
    """A sheaf of glowing curved threads."""
    picture = shaded(colours[[0, 1, 0]], as_samples((down + np.float32(0.6) * across + 1) / 2))
    base = clouds(across, np.zeros_like(across), chance, 0.9, 2) * np.float32(0.3)
    spread = np.float32(0.25) + np.float32(0.35) * np.abs(clouds(across, np.zeros_like(across), chance, 0.8, 2))
    count = int(chance.integers(26, 44))
    tones = shaded(colours[[2, 3, 4, 3]], np.linspace(0, 1, count, dtype=np.float32)[None, :])[0]
    for number in range(count):
        share = number / (count - 1) * 2 - 1
        twist = np.sin(across * np.float32(2.2) + np.float32(share * 1.8)) * np.float32(0.16)
        gap = np.abs(down - (base + spread * np.float32(share) + twist))
        picture = painted(
            picture, tones[number], edge(gap - np.float32(0.0022), 0.004) + np.exp(-gap * np.float32(60)) * np.float32(0.12)
        )
    return picture


def vignetted(picture: Picture, across: Grid, down: Grid) -> Picture:
    """The picture, a little darker towards the corners."""
    return picture * (1 - np.float32(VIGNETTE) * np.clip(np.hypot(across, down) - np.float32(0.5), 0, 1))[..., None]


DRAWINGS: tuple[Drawing, ...] = (hills, currents, circles, aurora, strands)


def png(picture: Picture) -> bytes:
    """The picture as a PNG file of 8 bits a channel; each row is stored as its difference from the one above (filter 2)."""
    rows = np.rint(picture * np.float32(255)).astype(np.uint8)
    height, width, _ = rows.shape
    above = np.zeros_like(rows)
    above[1:] = rows[:-1]
    lines = np.concatenate([np.full((height, 1), 2, dtype=np.uint8), (rows - above).reshape(height, -1)], axis=1)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines.tobytes(), 6)) + chunk(b"IEND", b"")


def write_png(path: Path, picture: Picture) -> None:
    """Writes the picture as a PNG file."""
    path.write_bytes(png(picture))
