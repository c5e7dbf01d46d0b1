"""What a film shows: a scene that stands still, a spectrum that moves, and words that come and go."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, Integers, as_samples
from ..score import Line
from ..source import AudioSource
from .cover_art import Picture
from .lettering import ABOVE, BELOW, Mask, drawn, wrapped

WIDTH, HEIGHT, RATE = 1280, 720, 12
"""Pixels, pixels, pictures a second."""
BARS = 56
LOWEST, HIGHEST = 45.0, 12_000.0
WINDOW = 4096
LEFT, ACROSS = 672, 532
"""Where the right-hand side begins, and how wide it is."""
BOX_TOP, BOX_HEIGHT = 260, 220
TITLE_TOP, WORDS_TOP = 96, 520
TITLE_UNIT, WORDS_UNIT = 4.0, 3.4
Levels = NDArray[np.float32]
Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
"""Luma, and both chromas at half size."""
WHITE = (235, 128, 128)


def spectrum_of(sound: AudioSource) -> Levels:
    """Of each picture how high each bar stands, 0 … 1: (pictures, BARS)."""
    total = max(1, -(-sound.length * RATE // SAMPLE_RATE))
    edges = np.geomspace(LOWEST, HIGHEST, BARS + 1) / SAMPLE_RATE * WINDOW
    first = np.floor(edges[:-1]).astype(int)
    last = np.maximum(first + 1, np.ceil(edges[1:]).astype(int))
    taper = np.hanning(WINDOW).astype(np.float32)
    levels = np.zeros((total, BARS), dtype=np.float32)
    for begin in range(0, total, 128):
        many = range(begin, min(total, begin + 128))
        starts = [number * SAMPLE_RATE // RATE for number in many]
        wave: Integers = sound.mix(starts[0], starts[-1] + WINDOW)
        mono = wave.sum(axis=0, dtype=np.float32) * np.float32(0.5 / 32768)
        rows = np.stack([mono[start - starts[0] : start - starts[0] + WINDOW] for start in starts]) * taper
        power = np.abs(np.fft.rfft(rows, axis=1)) ** 2
        summed = np.cumsum(np.pad(power, ((0, 0), (1, 0))), axis=1)
        band = (summed[:, last] - summed[:, first]) / WINDOW
        levels[begin : begin + len(many)] = np.clip((10 * np.log10(band + 1e-9) + 32 + np.linspace(-8, 8, BARS)) / 42, 0, 1)
    for number in range(1, total):
        levels[number] = np.maximum(levels[number], levels[number - 1] - np.float32(0.09))
    return levels


def scene(picture: Picture) -> Picture:
    """What does not move: the picture on the left, and itself, far and dim, behind everything."""
    side = picture.shape[0]
    rows = (np.arange(HEIGHT) * (side * 0.5 / HEIGHT) + side * 0.25).astype(int)
    columns = (np.arange(WIDTH) * (side * 0.9 / WIDTH) + side * 0.05).astype(int)
    far = softened(picture[rows][:, columns]) * np.float32(0.32)
    size = 512
    factor = side // size
    near = picture[: size * factor, : size * factor].reshape(size, factor, size, factor, 3).mean(axis=(1, 3))
    top, left = (HEIGHT - size) // 2 - 20, 96
    far[top : top + size, left : left + size] = near
    return far


def softened(picture: Picture) -> Picture:
    """Out of focus."""
    size = 1
    while size < 64:
        size *= 2
        picture = (picture + np.roll(picture, size, axis=0) + np.roll(picture, -size, axis=0)) / np.float32(3)
        picture = (picture + np.roll(picture, size, axis=1) + np.roll(picture, -size, axis=1)) / np.float32(3)
    return picture


def planes_of(picture: Picture) -> Planes:
    """RGB, 0 … 1, as BT.601 planes (16 … 235) with chroma at half size."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    luma = 16 + 65.481 * red + 128.553 * green + 24.966 * blue
    low = 128 - 37.797 * red - 74.203 * green + 112 * blue
    high = 128 + 112 * red - 93.786 * green - 18.214 * blue
    half = [plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean(axis=(1, 3)) for plane in (low, high)]
    return np.rint(luma).astype(np.uint8), np.rint(half[0]).astype(np.uint8), np.rint(half[1]).astype(np.uint8)


def pictures(stage: Planes, levels: Levels, picture: Picture, title: str, lines: Sequence[Line]) -> Iterator[Plane]:
    """Every picture of the film as the planes of yuv420p under one another: (HEIGHT * 3 // 2, WIDTH)."""
    still = written(stage, title, TITLE_TOP, TITLE_UNIT)
    shown, words = still, ""
    lit = planes_of(np.broadcast_to(brightest(picture), (2, 2, 3)).astype(np.float32))
    step = ACROSS // BARS
    columns = np.arange(BARS * step) // step
    gap = np.arange(BARS * step) % step < step - 3
    depth = np.abs(np.arange(BOX_HEIGHT) - (BOX_HEIGHT - 1) / 2)[:, None]
    for number, row in enumerate(levels):
        now = sung(lines, number / RATE)
        if now != words:
            shown, words = written(still, now, WORDS_TOP, WORDS_UNIT), now
        on = (depth < (row * np.float32(BOX_HEIGHT / 2 - 4) + 2)[columns][None, :]) & gap
        planes = []
        for plane, light, cell in zip(shown, lit, (1, 2, 2), strict=True):
            copy = plane.copy()
            area = copy[BOX_TOP // cell : (BOX_TOP + BOX_HEIGHT) // cell, LEFT // cell : (LEFT + BARS * step) // cell]
            area[on[::cell, ::cell]] = light[0, 0]
            planes.append(copy.ravel())
        yield np.concatenate(planes).reshape(HEIGHT * 3 // 2, WIDTH)


def sung(lines: Sequence[Line], seconds: float) -> str:
    """The line that is sung at a time."""
    return next((line.text for line in reversed(lines) if line.at - 0.15 <= seconds < line.at + line.seconds + 0.3), "")


def written(stage: Planes, text: str, top: int, unit: float) -> Planes:
    """The scene with words on the right-hand side, wrapped; what does not fit into three lines is left out."""
    planes = tuple(plane.copy() for plane in stage)
    for number, line in enumerate(wrapped(text, ACROSS / unit)[:3]):
        lay(planes, drawn(line, unit, unit * 1.05), top + int(number * (ABOVE + BELOW) * unit))
    return planes[0], planes[1], planes[2]


def lay(planes: Sequence[Plane], mask: Mask, top: int) -> None:
    """White through a mask."""
    mask = mask[: (HEIGHT - top) // 2 * 2, : WIDTH - LEFT]
    mask = np.pad(mask, ((0, mask.shape[0] % 2), (0, mask.shape[1] % 2)))
    for plane, white, cell in zip(planes, WHITE, (1, 2, 2), strict=True):
        small = mask if cell == 1 else mask.reshape(mask.shape[0] // 2, 2, mask.shape[1] // 2, 2).mean(axis=(1, 3))
        area = plane[top // cell : top // cell + small.shape[0], LEFT // cell : LEFT // cell + small.shape[1]]
        area[:] = np.rint(area + (white - area.astype(np.float32)) * small).astype(np.uint8)


def brightest(picture: Picture) -> NDArray[np.float32]:
    """The picture's own colour for light."""
    points = picture[::16, ::16].reshape(-1, 3)
    vivid = points.max(axis=1) + (points.max(axis=1) - points.min(axis=1))
    colour: NDArray[np.float32] = points[int(np.argmax(vivid))]
    return as_samples(np.clip(colour * np.float32(0.85) + np.float32(0.15), 0, 1))
