"""However much follows a file's sound, it is heard whole, after few reads and seeks."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from producer_mcp.engine.errors import BadAudio
from producer_mcp.engine.media import open_audio
from producer_mcp.engine.media.audio_files import decode, missing_seconds_of, seconds_of
from producer_mcp.engine.media.bounded_file import MAX_CALLS, MAX_READ_BYTES, BoundedFile
from producer_mcp.engine.media.open_audio import frames_of, opened_audio

from ...fake_vendor.sounds import wav
from ...odd_audio import GOOD_AUDIO, PLACEHOLDER_SIZES, SECONDS, tone, wav_of_size, written

TAIL_BYTES = 1 << 30
ENDLESS = tuple(f"size {size:x}.wav" for size in PLACEHOLDER_SIZES)
"""Their sound goes on to the end of the file, since nothing says where it ends; zeros are silence then."""
NOT_RECOGNISED = ("zeros before.mp3", "long tag.mp3")
"""FFmpeg takes these for no mp3 where they are mostly zeros."""


class CountedFile(BoundedFile):
    """Counts what is asked of every file."""

    calls = read_bytes = 0

    def read(self, size: int) -> bytes:
        """Counted."""
        content = super().read(size)
        CountedFile.calls, CountedFile.read_bytes = CountedFile.calls + 1, CountedFile.read_bytes + len(content)
        return content

    def seek(self, offset: int, whence: int = 0) -> int:
        """Counted."""
        CountedFile.calls += 1
        return super().seek(offset, whence)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[CountedFile]:
    """The calls of all files that are opened in a test."""
    monkeypatch.setattr(open_audio, "BoundedFile", CountedFile)
    monkeypatch.setattr(CountedFile, "calls", 0)
    monkeypatch.setattr(CountedFile, "read_bytes", 0)
    return CountedFile


def with_tail(path: Path, content: bytes, tail_bytes: int = TAIL_BYTES) -> Path:
    """A file with that content, and zeros behind it that take no room on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.truncate(len(content) + tail_bytes)
    return path


def heard(path: Path) -> float:
    with opened_audio(path) as audio:
        return float(sum(frame.samples / frame.sample_rate for frame in frames_of(audio)))


@pytest.mark.parametrize("name", [name for name in GOOD_AUDIO if name not in ENDLESS + NOT_RECOGNISED])
def test_zeros_behind_the_sound_are_not_looked_through(tmp_path: Path, counted: type[CountedFile], name: str) -> None:
    path = with_tail(tmp_path / name, GOOD_AUDIO[name]())
    assert heard(path) == pytest.approx(SECONDS.get(name, 2.0), abs=0.15)
    assert counted.calls < MAX_CALLS and counted.read_bytes < 4 * MAX_READ_BYTES


def sized(riff: int, data: int) -> bytes:
    """Two seconds of wav with other sizes in its header."""
    content = bytearray(wav(2.0))
    place = content.index(b"data")
    content[4:8], content[place + 4 : place + 8] = riff.to_bytes(4, "little"), data.to_bytes(4, "little")
    return bytes(content)


def rf64() -> bytes:
    """Two seconds in the form for large files, whose sizes stand in a chunk of their own."""
    whole = wav(2.0)
    place = whole.index(b"data")
    size = len(whole) - place - 8
    sizes = (
        b"ds64" + (28).to_bytes(4, "little") + b"".join(n.to_bytes(8, "little") for n in (len(whole), size, size // 4)) + bytes(4)
    )
    unknown = b"\xff\xff\xff\xff"
    return b"RF64" + unknown + b"WAVE" + sizes + whole[12:place] + b"data" + unknown + whole[place + 8 :]


CHUNK = b"LIST" + (100).to_bytes(4, "little") + b"x" * 100
DATA_BYTES = len(wav(2.0)) - wav(2.0).index(b"data") - 8
WAVS: Mapping[str, Callable[[], bytes]] = {
    "as it should be": lambda: wav(2.0),
    "with the zeros in its size": lambda: sized(DATA_BYTES + 36 + TAIL_BYTES, DATA_BYTES),
    "of size 0": lambda: sized(0, DATA_BYTES),
    "of an unknown size": lambda: sized(0xFFFFFFFF, DATA_BYTES),
    "of less than its sound": lambda: sized(36, DATA_BYTES),
    "large": rf64,
    "with other chunks around its sound": lambda: wav(2.0)[:12] + CHUNK + wav(2.0)[12:] + CHUNK,
}


@pytest.mark.parametrize("kind", WAVS)
def test_a_wav_ends_where_its_sound_ends(tmp_path: Path, counted: type[CountedFile], kind: str) -> None:
    path = with_tail(tmp_path / "a.wav", WAVS[kind]())
    seconds = heard(path)
    assert seconds == pytest.approx(2.0, abs=0.001) and missing_seconds_of(path, seconds) == 0.0
    assert counted.calls < 200 and counted.read_bytes < 4 << 20
    assert sum(wave.shape[1] for wave in decode(path)) == pytest.approx(2 * 44_100, abs=5)


@pytest.mark.parametrize("size", PLACEHOLDER_SIZES)
def test_a_wav_of_no_size_at_all_is_kept_to_its_end(tmp_path: Path, counted: type[CountedFile], size: int) -> None:
    path = with_tail(tmp_path / "a.wav", wav_of_size(size), 10 * 44_100 * 4)
    assert heard(path) == pytest.approx(12.0, abs=0.01) and counted.calls < 1_000


@pytest.mark.parametrize(
    "beginning", [b"", b"RIFF\xff\xff\xff\xffWAVE", wav(1.0)[: wav(1.0).index(b"data")]], ids=["", "wav", "fmt"]
)
def test_zeros_without_sound_are_no_audio_soon(tmp_path: Path, counted: type[CountedFile], beginning: bytes) -> None:
    path = with_tail(tmp_path / "a.wav", beginning)
    with pytest.raises(BadAudio):
        seconds_of(path)
    assert counted.calls < 3 * MAX_CALLS and counted.read_bytes < 2 * MAX_READ_BYTES


def test_a_long_song_in_many_fragments_is_heard_whole(tmp_path: Path) -> None:
    options = {"movflags": "frag_every_frame+empty_moov+default_base_moof"}
    path = tmp_path / "a.m4a"
    path.write_bytes(written("mp4", "aac", tone(200.0), options=options))
    assert heard(path) == pytest.approx(200.0, abs=0.1)
