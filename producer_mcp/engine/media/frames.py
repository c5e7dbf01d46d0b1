"""The pictures of a film: a still scene, a moving spectrum, and the words that are being sung.

Pictures are RGB, float32 (height, width, 3), 0 … 1, until they are converted to the planes of yuv420p.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..samples import SAMPLE_RATE, as_samples, mono_of
from ..score import Line
from ..source import AudioSource
from .cover_art import Picture
from .lettering import ASCENT, DESCENT, Mask, drawn, wrapped

WIDTH_PIXELS, HEIGHT_PIXELS = 1280, 720
FRAMES_PER_SECOND = 12
FILM_COVER_PIXELS, COVER_LEFT_PIXELS, COVER_RISE_PIXELS = 512, 96, 20
"""Side of the cover in the film, its left edge, and how far above the middle it stands."""
BACKGROUND_LIGHT = 0.32
"""How bright the blurred cover behind everything is, as a factor."""
MAX_BLUR_PIXELS = 64
BARS = 56
"""How many bars the spectrum has."""
LOWEST_HZ, HIGHEST_HZ = 45.0, 12_000.0
"""Where the first bar of the spectrum begins and the last one ends."""
SPECTRUM_SAMPLES = 4096
"""Length of the stretch of sound that one picture's spectrum is taken from."""
FRAMES_AT_ONCE = 128
"""How many spectra are computed at a time; it bounds the memory."""
SILENT_DECIBELS, LEVEL_DECIBELS, TILT_DECIBELS = -32, 42, 8
"""The level at which a bar has no height, how much more gives it its whole height, and how much less a low bar needs than one in
the middle; a high bar needs as much more, since music is softer there.
"""
FALL_PER_FRAME = 0.09
"""The share of the whole height by which a bar can fall from one picture to the next."""
RIGHT_HALF_LEFT_PIXELS, RIGHT_HALF_WIDTH_PIXELS = 672, 532
"""Where title, spectrum and lyrics stand."""
SPECTRUM_TOP_PIXELS, SPECTRUM_HEIGHT_PIXELS = 260, 220
BAR_GAP_PIXELS = 3
TITLE_TOP_PIXELS, LYRICS_TOP_PIXELS = 96, 520
TITLE_UNIT_PIXELS, LYRICS_UNIT_PIXELS = 4.0, 3.4
"""The size of letters: pixels to the unit of their grid (see `lettering`)."""
STROKE_UNITS = 1.05
"""The thickness of a stroke in units of the letters' grid."""
MAX_TEXT_LINES = 3
EARLY_LINE_SECONDS, LATE_LINE_SECONDS = 0.15, 0.3
"""How long a line is shown before and after it is sung."""
Levels = NDArray[np.float32]
"""(pictures, BARS): the height of each bar, 0 … 1."""
Plane = NDArray[np.uint8]
"""(height, width)."""
Planes = tuple[Plane, Plane, Plane]
"""Luma, and the two chroma planes with half its height and width."""
PLANE_STEPS = (1, 2, 2)
"""How many pixels of the picture a point of each plane stands for, in either direction."""
WHITE = (235, 128, 128)
"""White in luma and chroma."""


def spectrum_of(source: AudioSource) -> Levels:
    """The heights of the bars, (pictures, BARS), for every picture of the film."""
    total = max(1, -(-source.length * FRAMES_PER_SECOND // SAMPLE_RATE))
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BARS + 1) / SAMPLE_RATE * SPECTRUM_SAMPLES
    first = np.floor(edges[:-1]).astype(int)
    last = np.maximum(first + 1, np.ceil(edges[1:]).astype(int))
    tilt = np.linspace(-TILT_DECIBELS, TILT_DECIBELS, BARS)
    taper = np.hanning(SPECTRUM_SAMPLES).astype(np.float32)
    levels = np.zeros((total, BARS), dtype=np.float32)
    for begin in range(0, total, FRAMES_AT_ONCE):
        numbers = range(begin, min(total, begin + FRAMES_AT_ONCE))
        starts = [number * SAMPLE_RATE // FRAMES_PER_SECOND for number in numbers]
        mono = mono_of(source.mix(starts[0], starts[-1] + SPECTRUM_SAMPLES))
        rows = np.stack([mono[start - starts[0] : start - starts[0] + SPECTRUM_SAMPLES] for start in starts]) * taper
        power = np.abs(np.fft.rfft(rows, axis=1)) ** 2
        summed = np.cumsum(np.pad(power, ((0, 0), (1, 0))), axis=1)
        band = (summed[:, last] - summed[:, first]) / SPECTRUM_SAMPLES
        height = (10 * np.log10(band + 1e-9) - SILENT_DECIBELS + tilt) / LEVEL_DECIBELS
        levels[begin : begin + len(numbers)] = np.clip(height, 0, 1)
    for number in range(1, total):
        levels[number] = np.maximum(levels[number], levels[number - 1] - np.float32(FALL_PER_FRAME))
    return levels


def scene(cover: Picture) -> Picture:
    """What does not move: the square cover on the left, and the cover, large, blurred and dim, behind everything."""
    side = cover.shape[0]
    rows = (np.arange(HEIGHT_PIXELS) * (side * 0.5 / HEIGHT_PIXELS) + side * 0.25).astype(int)
    columns = (np.arange(WIDTH_PIXELS) * (side * 0.9 / WIDTH_PIXELS) + side * 0.05).astype(int)
    picture = blurred(cover[rows][:, columns]) * np.float32(BACKGROUND_LIGHT)
    size, factor = FILM_COVER_PIXELS, side // FILM_COVER_PIXELS
    small = cover[: size * factor, : size * factor].reshape(size, factor, size, factor, 3).mean(axis=(1, 3))
    top = (HEIGHT_PIXELS - size) // 2 - COVER_RISE_PIXELS
    picture[top : top + size, COVER_LEFT_PIXELS : COVER_LEFT_PIXELS + size] = small
    return picture


def blurred(picture: Picture) -> Picture:
    """The picture averaged with itself, moved by 2, 4 … MAX_BLUR_PIXELS pixels to all sides; what leaves it comes in opposite."""
    step = 1
    while step < MAX_BLUR_PIXELS:
        step *= 2
        picture = (picture + np.roll(picture, step, axis=0) + np.roll(picture, -step, axis=0)) / np.float32(3)
        picture = (picture + np.roll(picture, step, axis=1) + np.roll(picture, -step, axis=1)) / np.float32(3)
    return picture


def planes_of(picture: Picture) -> Planes:
    """The picture as planes after ITU-R BT.601 (luma 16 … 235); its height and width must be even."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    luma = 16 + 65.481 * red + 128.553 * green + 24.966 * blue
    blueness = 128 - 37.797 * red - 74.203 * green + 112 * blue
    redness = 128 + 112 * red - 93.786 * green - 18.214 * blue
    half = [plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean(axis=(1, 3)) for plane in (blueness, redness)]
    return np.rint(luma).astype(np.uint8), np.rint(half[0]).astype(np.uint8), np.rint(half[1]).astype(np.uint8)


def frames_of(still: Planes, levels: Levels, cover: Picture, title: str, lines: Sequence[Line]) -> Iterator[Plane]:
    """Every picture of the film as the planes of yuv420p below one another: (HEIGHT_PIXELS * 3 // 2, WIDTH_PIXELS)."""
    titled = with_text(still, title, TITLE_TOP_PIXELS, TITLE_UNIT_PIXELS)
    shown, text = titled, ""
    bar_colour = planes_of(np.broadcast_to(light_colour(cover), (2, 2, 3)).astype(np.float32))
    for number, heights in enumerate(levels):
        line = line_at(lines, number / FRAMES_PER_SECOND)
        if line != text:
            shown, text = with_text(titled, line, LYRICS_TOP_PIXELS, LYRICS_UNIT_PIXELS), line
        planes = with_bars(shown, bars(heights), bar_colour)
        yield np.concatenate([plane.ravel() for plane in planes]).reshape(HEIGHT_PIXELS * 3 // 2, WIDTH_PIXELS)


def with_bars(planes: Planes, lit: NDArray[np.bool_], colour: Planes) -> Planes:
    """The planes with the lit pixels of the spectrum (see `bars`) in a colour, of which each plane is (1 or 2, 1 or 2)."""
    top, bottom = SPECTRUM_TOP_PIXELS, SPECTRUM_TOP_PIXELS + SPECTRUM_HEIGHT_PIXELS
    left, right = RIGHT_HALF_LEFT_PIXELS, RIGHT_HALF_LEFT_PIXELS + lit.shape[1]
    luma, blueness, redness = (plane.copy() for plane in planes)
    for plane, shade, step in zip((luma, blueness, redness), colour, PLANE_STEPS, strict=True):
        area = plane[top // step : bottom // step, left // step : right // step]
        area[lit[::step, ::step]] = shade[0, 0]
    return luma, blueness, redness


def bars(heights: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pixels of the spectrum are lit, (SPECTRUM_HEIGHT_PIXELS, width): bars about the middle, `heights` (BARS,) high."""
    width = RIGHT_HALF_WIDTH_PIXELS // BARS
    columns = np.arange(BARS * width)
    distance = np.abs(np.arange(SPECTRUM_HEIGHT_PIXELS) - (SPECTRUM_HEIGHT_PIXELS - 1) / 2)[:, None]
    reach = heights * np.float32(SPECTRUM_HEIGHT_PIXELS / 2 - 4) + 2
    lit: NDArray[np.bool_] = (distance < reach[columns // width][None, :]) & (columns % width < width - BAR_GAP_PIXELS)
    return lit


def line_at(lines: Sequence[Line], seconds: float) -> str:
    """The line to show at a time; empty when nobody sings."""
    shown = (
        line.text
        for line in reversed(lines)
        if line.at - EARLY_LINE_SECONDS <= seconds < line.at + line.seconds + LATE_LINE_SECONDS
    )
    return next(shown, "")


def with_text(planes: Planes, text: str, top: int, unit: float) -> Planes:
    """The planes with text on the right-hand side, in at most MAX_TEXT_LINES lines; the rest of it is left out.

    `top` is pixels from the top of the picture, `unit` pixels to the unit of the letters' grid.
    """
    luma, blueness, redness = (plane.copy() for plane in planes)
    for number, line in enumerate(wrapped(text, RIGHT_HALF_WIDTH_PIXELS / unit)[:MAX_TEXT_LINES]):
        line_top = top + int(number * (ASCENT + DESCENT) * unit)
        lay_white((luma, blueness, redness), drawn(line, unit, unit * STROKE_UNITS), line_top)
    return luma, blueness, redness


def lay_white(planes: Planes, mask: Mask, top: int) -> None:
    """Changes the planes to white where the mask is 1; the mask begins at the right-hand side, `top` pixels down."""
    mask = mask[: (HEIGHT_PIXELS - top) // 2 * 2, : WIDTH_PIXELS - RIGHT_HALF_LEFT_PIXELS]
    mask = np.pad(mask, ((0, mask.shape[0] % 2), (0, mask.shape[1] % 2)))
    half = mask.reshape(mask.shape[0] // 2, 2, mask.shape[1] // 2, 2).mean(axis=(1, 3))
    for plane, white, step in zip(planes, WHITE, PLANE_STEPS, strict=True):
        cover = mask if step == 1 else half
        first, left = top // step, RIGHT_HALF_LEFT_PIXELS // step
        area = plane[first : first + cover.shape[0], left : left + cover.shape[1]]
        area[:] = np.rint(area + (white - area.astype(np.float32)) * cover).astype(np.uint8)


def light_colour(cover: Picture) -> NDArray[np.float32]:
    """The colour of the bars, RGB (3,): the brightest and most vivid colour of the cover, lightened."""
    points = cover[::16, ::16].reshape(-1, 3)
    vivid = points.max(axis=1) + (points.max(axis=1) - points.min(axis=1))
    colour: NDArray[np.float32] = points[int(np.argmax(vivid))]
    return as_samples(np.clip(colour * np.float32(0.85) + np.float32(0.15), 0, 1))
