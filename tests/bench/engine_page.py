"""A page to look at: for eight styles the spectrogram, the piano roll and the cover of a piece.

    python -m tests.bench.engine_page [folder]

Writes `index.html` and its pictures; nothing of it is committed.
"""  # fmt: skip

import html
import sys
from pathlib import Path

import numpy as np

from producer_mcp.engine import Engine
from producer_mcp.engine.brief import Brief
from producer_mcp.engine.composer import compose
from producer_mcp.engine.media.audio_files import decode
from producer_mcp.engine.media.cover_art import Picture, write_png
from producer_mcp.engine.samples import Samples
from producer_mcp.engine.score import Score

STYLES = (
    "lofi, female voice",
    "synthwave",
    "jazz",
    "metal",
    "bossa nova, female voice",
    "cinematic",
    "trap, rap",
    "classical piano",
)
LYRICS = "[Verse]\nThe river takes the evening light\nAnd carries it away\n[Chorus]\nSing it loud, sing it out\nEverything we say"
WIDTH, HEIGHT = 1100, 300
STEM_COLOURS = {"vocals": (1.0, 0.5, 0.6), "drums": (0.6, 0.6, 0.65), "bass": (0.4, 0.7, 1.0), "other": (0.6, 0.9, 0.5)}


def spectrogram(mono: Samples) -> Picture:
    """Time to the right, 40 Hz to 16 kHz upwards, 80 dB of brightness."""
    size = 4096
    padded = np.pad(mono, (0, size))
    starts = np.linspace(0, len(mono) - 1, WIDTH).astype(int)
    frames = np.stack([padded[start : start + size] for start in starts]) * np.hanning(size)
    power = 20 * np.log10(np.abs(np.fft.rfft(frames, axis=1)) + 1e-5)
    rows = (np.geomspace(16_000, 40, HEIGHT) / 44_100 * size).astype(int)
    light = np.clip((power[:, rows].T - power.max() + 80) / 80, 0, 1)
    return np.stack([np.clip(light * 1.7, 0, 1), np.clip(light * 1.7 - 0.6, 0, 1), np.clip(light * 0.8, 0, 0.6)], axis=2).astype(
        np.float32
    )


def piano_roll(score: Score) -> Picture:
    """Time to the right, keys upwards, a colour for each stem; sections are parted by lines."""
    picture = np.full((HEIGHT, WIDTH, 3), 0.08, dtype=np.float32)
    for section in score.sections:
        picture[:, min(WIDTH - 1, int(section.at / score.seconds * WIDTH))] = 0.35
    for part in score.parts:
        for note in part.notes:
            left = int(note.at / score.seconds * WIDTH)
            right = max(left + 2, int((note.at + note.seconds) / score.seconds * WIDTH))
            middle = int((1 - (note.pitch - 24) / 78) * HEIGHT)
            picture[max(0, middle - 1) : middle + 2, left:right] = np.array(STEM_COLOURS[part.stem]) * (
                0.35 + 0.65 * note.velocity
            )
    return picture


def page(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    engine, rows = Engine(folder / "engine"), []
    for number, sound in enumerate(STYLES):
        brief = Brief(sound=sound, lyrics=LYRICS if "," in sound else "", seconds=45, seed="page")
        made, score = engine.compose(brief), compose(brief)
        wave = np.concatenate(list(decode(made.file)), axis=1)
        write_png(folder / f"{number}-spectrum.png", spectrogram((wave.mean(axis=0) / 32768).astype(np.float32)))
        write_png(folder / f"{number}-roll.png", piano_roll(score))
        cover = engine.picture(made.ticket).relative_to(folder)
        clip = made.file.relative_to(folder)
        rows.append(
            f"<h2>{html.escape(sound)}</h2><p>{html.escape(made.understood)}</p><img src='{cover}' height='300'>"
            f"<img src='{number}-spectrum.png'><br><img src='{number}-roll.png'><br><audio controls src='{clip}'></audio>"
        )
    path = folder / "index.html"
    path.write_text(f"<!doctype html><meta charset='utf-8'><title>The engine, looked at</title>{''.join(rows)}", encoding="utf-8")
    return path


if __name__ == "__main__":
    print(page(Path(sys.argv[1] if len(sys.argv) > 1 else "engine-page").resolve()))
