"""Audio files: what is written is read back, and a file that is no audio, or too long, or cut off is refused."""

from pathlib import Path

import av
import numpy as np
import pytest

from producer_mcp.engine.errors import BadAudio
from producer_mcp.engine.media import audio_files as audio
from producer_mcp.engine.media.audio_files import FORMATS, decode, encode
from producer_mcp.engine.media.cover_art import draw_cover, write_png
from producer_mcp.engine.samples import SAMPLE_RATE, Integers


@pytest.fixture
def wave() -> Integers:
    time = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    return (np.stack([np.sin(2 * np.pi * 330 * time), np.sin(2 * np.pi * 440 * time)]) * 9000).astype(np.int16)


def read(path: Path) -> Integers:
    return np.concatenate(list(decode(path)), axis=1)


@pytest.mark.parametrize("form", ["flac", "wav"])
def test_what_is_kept_whole_comes_back_whole(tmp_path: Path, wave: Integers, form: str) -> None:
    encode(tmp_path / f"clip.{form}", form, [wave[:, :50_001], wave[:, 50_001:]])
    assert (read(tmp_path / f"clip.{form}") == wave).all()


@pytest.mark.parametrize("form", ["mp3", "m4a"])
def test_what_is_squeezed_comes_back_alike(tmp_path: Path, wave: Integers, form: str) -> None:
    encode(tmp_path / f"clip.{form}", form, [wave])
    back = read(tmp_path / f"clip.{form}")
    assert abs(back.shape[1] - wave.shape[1]) < 0.1 * SAMPLE_RATE
    middle = slice(SAMPLE_RATE, 2 * SAMPLE_RATE)
    assert np.std(back[:, middle]) == pytest.approx(np.std(wave[:, middle]), rel=0.05)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_samples_are_the_same_bytes(tmp_path: Path, wave: Integers, form: str) -> None:
    for name in ("a", "b"):
        encode(tmp_path / name, form, [wave])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_ogg_and_one_channel_at_another_rate_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "voice.ogg"
    with av.open(str(path), "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=48_000, layout="mono")
        quiet = (np.sin(np.arange(96_000) / 30) * 8000).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(quiet, format="s16", layout="mono")
        frame.sample_rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    back = read(path)
    assert back.shape[0] == 2 and back.shape[1] == pytest.approx(2 * SAMPLE_RATE, rel=0.02)


def test_a_picture_that_calls_itself_mp3_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    write_png(path, draw_cover("lofi", "1", side=64))
    with pytest.raises(BadAudio, match=r"song\.mp3 holds no audio|cannot be read as audio"):
        read(path)


@pytest.mark.parametrize("told", [b"", b"not audio at all, but words and words and words " * 50])
def test_what_is_no_audio_is_refused(tmp_path: Path, told: bytes) -> None:
    (tmp_path / "song.wav").write_bytes(told)
    with pytest.raises(BadAudio, match=r"song\.wav"):
        read(tmp_path / "song.wav")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAudio, match="cannot be read"):
        read(tmp_path / "none.mp3")


@pytest.mark.parametrize("form", ["mp3", "m4a", "flac", "wav"])
def test_a_file_cut_short_is_refused(tmp_path: Path, wave: Integers, form: str) -> None:
    whole, cut = tmp_path / f"whole.{form}", tmp_path / f"cut.{form}"
    encode(whole, form, [wave])
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(BadAudio, match=r"cut off|cannot be read|holds no audio"):
        read(cut)


def test_too_long_a_file_is_refused_with_the_limit(tmp_path: Path, wave: Integers, monkeypatch: pytest.MonkeyPatch) -> None:
    encode(tmp_path / "long.wav", "wav", [wave])
    monkeypatch.setattr(audio, "MAX_RECORDING_SECONDS", 2)
    with pytest.raises(BadAudio, match="are taken"):
        read(tmp_path / "long.wav")


def test_two_hours_are_refused_by_their_header_alone(tmp_path: Path) -> None:
    """A sparse file: the header says two hours, and nothing of them is read."""
    path, data = tmp_path / "hours.wav", 2 * 3600 * SAMPLE_RATE * 4
    encode(path, "wav", [np.zeros((2, 1000), dtype=np.int16)])
    header = bytearray(path.read_bytes())
    place = bytes(header).index(b"data")
    header[4:8], header[place + 4 : place + 8] = (place + data).to_bytes(4, "little"), data.to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(header)
        file.truncate(place + 8 + data)
    with pytest.raises(BadAudio, match=r"120 minutes long; recordings of up to 15 minutes"):
        read(path)
