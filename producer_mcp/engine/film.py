"""The film: the picture, a spectrum that moves with the music, and the line being sung."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from .audio import FORMATS, audio_stream, packets
from .picture import Picture
from .render import Progress
from .samples import SAMPLE_RATE, Integers
from .score import Line
from .sounding import Sound, chunks

WIDTH, HEIGHT, RATE = 1280, 720, 12
"""Pixels, pixels, pictures a second."""
BARS = 56
LOWEST, HIGHEST = 45.0, 12_000.0
WINDOW = 4096
BOX = (672, 250, 536, 240)
"""Where the spectrum stands: left, top, width, height."""
Levels = NDArray[np.float32]
Planes = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]
"""Luma, and both chromas at half size."""


def shoot(path: Path, sound: Sound, picture: Picture, title: str, lines: Sequence[Line], progress: Progress | None = None) -> None:
    """Writes an mp4, H.264 and AAC, one thread, as long as the sound."""
    levels = spectrum_of(sound)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}) as file:
        video = file.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "tune": "stillimage", "crf": "24", "g": str(RATE * 10)})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        video.codec_context.flags |= 1 << 23
        audio = audio_stream(file, FORMATS["m4a"])
        heard = packets(audio, chunks(sound))
        stage = planes_of(scene(picture))
        for number, frame in enumerate(frames(stage, levels, picture)):
            frame.pts = number
            for packet in video.encode(frame):
                file.mux(packet)
            for packet in until(heard, (number + 1) / RATE):
                file.mux(packet)
            if progress:
                progress((number + 1) / len(levels))
        for packet in video.encode(None):
            file.mux(packet)
        for packet in heard:
            file.mux(packet)


def until(heard: Iterator[Any], seconds: float) -> Iterator[Any]:
    """Packets of sound up to a time, so that picture and sound lie side by side in the file."""
    for packet in heard:
        yield packet
        if packet.pts is not None and float(packet.pts * packet.time_base) >= seconds:
            return


def spectrum_of(sound: Sound) -> Levels:
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


def frames(stage: Planes, levels: Levels, picture: Picture) -> Iterator[Any]:
    """Every picture of the film."""
    left, top, width, height = BOX
    luma, low, high = (plane.copy() for plane in stage)
    lit = planes_of(np.broadcast_to(brightest(picture), (2, 2, 3)).astype(np.float32))
    step = width // BARS
    columns = np.arange(BARS * step) // step
    gap = (np.arange(BARS * step) % step) < step - 3
    depth = np.abs(np.arange(height) - (height - 1) / 2)[:, None]
    for row in levels:
        bar = ((row * np.float32(height / 2 - 4) + 2)[columns])[None, :]
        on = (depth < bar) & gap
        for plane, still, value, cell in ((luma, stage[0], lit[0], 1), (low, stage[1], lit[1], 2), (high, stage[2], lit[2], 2)):
            area = np.s_[top // cell : (top + height) // cell, left // cell : (left + BARS * step) // cell]
            plane[area] = np.where(on[::cell, ::cell], value[0, 0], still[area])
        yield av.VideoFrame.from_ndarray(np.concatenate([luma.ravel(), low.ravel(), high.ravel()]).reshape(HEIGHT * 3 // 2, WIDTH), format="yuv420p")


def brightest(picture: Picture) -> NDArray[np.float32]:
    """The picture's own colour for light."""
    points = picture[::16, ::16].reshape(-1, 3)
    vivid = points.max(axis=1) + (points.max(axis=1) - points.min(axis=1))
    colour: NDArray[np.float32] = points[int(np.argmax(vivid))]
    return np.clip(colour * np.float32(0.85) + np.float32(0.15), 0, 1)
