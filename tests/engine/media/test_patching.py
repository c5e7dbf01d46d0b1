"""A stretch of one recording in another: outside it nothing moves, whatever the files are."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from producer_mcp.engine import BadAudio, lengthen_audio, patch_audio, seconds_of_audio
from producer_mcp.engine.media.patching import FADE_SECONDS

Waves = np.ndarray[tuple[int, int], np.dtype[np.int32]]


def noise(seconds: float, rate: int, channels: int, seed: int, bits: int = 16) -> Waves:
    top = 1 << (bits - 3)
    return np.random.default_rng(seed).integers(-top, top, (round(seconds * rate), channels), dtype=np.int32)


def write(path: Path, waves: Waves, rate: int, samples: str = "s16") -> Path:
    """A file of these samples; 24 bits stand in the upper ones of 32."""
    codec = {".wav": "pcm_s24le" if samples == "s32" else "pcm_s16le", ".flac": "flac", ".mp3": "libmp3lame"}[path.suffix]
    layout = "mono" if waves.shape[1] == 1 else "stereo"
    kind, shift = (np.int32, 8) if samples == "s32" else (np.int16, 0)
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=rate, layout=layout)
        wanted = "s16p" if path.suffix == ".mp3" else samples
        stream.codec_context.format = wanted
        resampler = av.AudioResampler(format=wanted, layout=layout, rate=rate)
        piece = np.ascontiguousarray((waves << shift).astype(kind)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(piece, format=samples, layout=layout)
        frame.sample_rate = rate
        for part in (*resampler.resample(frame), None):
            file.mux(stream.encode(part))
    return path


def read(path: Path, samples: str = "s16") -> Waves:
    """The samples of a file, as wide as they are said to be."""
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        resampler = av.AudioResampler(format=samples, layout=stream.layout.name, rate=stream.rate)
        frames = [part for frame in (*file.decode(stream), None) for part in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1, stream.channels) for frame in frames]).astype(np.int32)


@pytest.mark.parametrize(
    ("name", "rate", "channels", "samples"),
    [
        ("song.wav", 44_100, 2, "s16"),
        ("song.flac", 48_000, 2, "s16"),
        ("song.flac", 48_000, 2, "s32"),
        ("song.wav", 44_100, 2, "s32"),
        ("song.flac", 22_050, 1, "s16"),
        ("song.mp3", 44_100, 2, "s16"),
    ],
)
def test_outside_the_stretch_every_sample_stays(tmp_path: Path, name: str, rate: int, channels: int, samples: str) -> None:
    bits = 24 if samples == "s32" else 16
    source = noise(5, rate, channels, 1, bits)
    original = write(tmp_path / name, source, rate, samples)
    other = write(tmp_path / "other.flac", noise(5, 48_000, 2, 2), 48_000)
    patch_audio(original, other, tmp_path / "whole.flac", 1.5, 3.25)
    before, after = read(original, samples), read(tmp_path / "whole.flac", samples)
    first, last = round(1.5 * rate), round(3.25 * rate)
    assert len(after) == len(before)
    assert (after[:first] == before[:first]).all() and (after[last:] == before[last:]).all()
    inside = slice(first + round(FADE_SECONDS * rate), last - round(FADE_SECONDS * rate))
    assert (after[inside] != before[inside]).mean() > 0.9


def test_inside_the_stretch_it_is_the_other_and_the_borders_fade(tmp_path: Path) -> None:
    original = write(tmp_path / "a.wav", np.zeros((48_000, 2), np.int32), 48_000)
    other = write(tmp_path / "b.wav", np.full((48_000, 2), 1000, np.int32), 48_000)
    seconds = patch_audio(original, other, tmp_path / "whole.flac", 0.25, 0.75)
    wave, fade = read(tmp_path / "whole.flac")[:, 0], round(FADE_SECONDS * 48_000)
    assert seconds == 1
    assert (wave[12_000 + fade : 36_000 - fade] == 1000).all()
    assert abs(np.diff(wave)).max() <= 2, "a click is a jump"


@pytest.mark.parametrize(("start", "end"), [(0.0, None), (0.0, 2.0), (0.5, None), (0.5, 9.0)])
def test_a_stretch_may_reach_to_either_end(tmp_path: Path, start: float, end: float | None) -> None:
    original = write(tmp_path / "a.wav", noise(2, 48_000, 2, 1), 48_000)
    other = write(tmp_path / "b.wav", noise(2, 48_000, 2, 2), 48_000)
    patch_audio(original, other, tmp_path / "whole.flac", start, end)
    whole, put_in = read(tmp_path / "whole.flac"), read(other)
    assert len(whole) == len(put_in) and (whole[48_000:] == put_in[48_000:]).all()


def test_what_came_too_short_is_refused_and_a_rounded_length_is_not(tmp_path: Path) -> None:
    original = write(tmp_path / "a.wav", noise(4, 48_000, 2, 1), 48_000)
    short, rounded = (write(tmp_path / f"{n}.wav", noise(n, 48_000, 2, 2), 48_000) for n in (2, 3.9))
    with pytest.raises(BadAudio, match=r"came 2\.0 s long, and was to reach to 3\.0 s"):
        patch_audio(original, short, tmp_path / "whole.flac", 1, 3)
    assert patch_audio(original, rounded, tmp_path / "whole.flac", 1) == 4
    assert (read(tmp_path / "whole.flac")[round(3.9 * 48_000) :] == read(original)[round(3.9 * 48_000) :]).all()


def test_a_longer_piece_may_end_where_what_came_does(tmp_path: Path) -> None:
    canvas = write(tmp_path / "a.wav", noise(4, 48_000, 2, 1), 48_000)
    came = write(tmp_path / "b.wav", noise(3, 48_000, 2, 2), 48_000)
    assert patch_audio(canvas, came, tmp_path / "whole.flac", 2, 4, ends=True) == 3
    whole = read(tmp_path / "whole.flac")
    assert len(whole) == 3 * 48_000 and (whole[: 2 * 48_000] == read(canvas)[: 2 * 48_000]).all()
    with pytest.raises(BadAudio, match="was to reach to"):
        patch_audio(canvas, came, tmp_path / "whole.flac", 3.5, 4, ends=True)


@pytest.mark.parametrize("at", [0.7, 2.0])
def test_a_recording_is_lengthened_with_silence(tmp_path: Path, at: float) -> None:
    original = write(tmp_path / "a.flac", noise(2, 44_100, 1, 1, 24), 44_100, "s32")
    lengthen_audio(original, tmp_path / "long.flac", at, 3)
    long, kept = read(tmp_path / "long.flac", "s32"), round(at * 44_100)
    assert (long[:kept] == read(original, "s32")[:kept]).all() and not long[kept:].any()
    assert seconds_of_audio(tmp_path / "long.flac") == pytest.approx(at + 3, abs=0.001)


@pytest.mark.parametrize("broken", ["original", "other"])
def test_what_is_no_audio_is_refused(tmp_path: Path, broken: str) -> None:
    files = {name: write(tmp_path / f"{name}.wav", noise(1, 48_000, 2, 1), 48_000) for name in ("original", "other")}
    files[broken].write_text("no sound")
    with pytest.raises(BadAudio, match="cannot be read as audio"):
        patch_audio(files["original"], files["other"], tmp_path / "whole.flac", 0.2, 0.4)
