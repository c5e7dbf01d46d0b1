"""Audio that others made: whatever decodes is measured, what is no file of sound is refused, and nothing blocks."""

import os
from pathlib import Path

import av
import numpy as np
import pytest

from producer_mcp.engine.errors import BadAudio
from producer_mcp.engine.media.audio_files import decode, missing_seconds_of, seconds_of
from producer_mcp.engine.media.conversion import convert

from ...fake_vendor.sounds import encoded, wav
from ...odd_audio import GOOD_AUDIO, SECONDS


@pytest.mark.parametrize("name", GOOD_AUDIO)
def test_whatever_decodes_has_its_length_and_misses_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD_AUDIO[name]())
    seconds = seconds_of(path)
    assert seconds == pytest.approx(SECONDS.get(name, 2.0), abs=0.15)
    assert missing_seconds_of(path, seconds) == 0.0


@pytest.mark.parametrize("name", [name for name in GOOD_AUDIO if name != "short.mp3"])
def test_what_is_kept_can_be_uploaded_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD_AUDIO[name]())
    heard = sum(wave.shape[1] for wave in decode(path)) / 44_100
    assert heard == pytest.approx(SECONDS.get(name, 2.0), abs=0.15)


@pytest.mark.parametrize("form", ["mp3", "flac", "wav"])
def test_how_much_is_missing_is_told(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"cut.{form}"
    whole = encoded(form, 4.0)
    path.write_bytes(whole[: len(whole) // 2])
    assert 1.0 < missing_seconds_of(path, seconds_of(path)) < 3.0


def test_any_length_is_measured_and_only_uploads_have_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    header = bytearray(wav(0.1)[:44])
    size = 16 * 60 * 44_100 * 4
    header[4:8], header[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(header)
        file.truncate(44 + size)
    assert seconds_of(path) == pytest.approx(16 * 60, abs=0.1)
    with pytest.raises(BadAudio, match="up to 15 minutes are taken"):
        list(decode(path))


PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{path}\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile '{path}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    "pls": "[playlist]\nFile1={path}\nLength1=3\n",
    "mpd": '<?xml version="1.0"?><MPD><Period><AdaptationSet><BaseURL>{path}</BaseURL></AdaptationSet></Period></MPD>',
}


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("ending", ["own", "mp3", "wav"])
def test_a_list_of_files_is_no_audio(tmp_path: Path, kind: str, ending: str) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav(2.0))
    path = tmp_path / f"list.{kind if ending == 'own' else ending}"
    path.write_text(PLAYLISTS[kind].format(path=secret))
    for read in (seconds_of, lambda path: list(decode(path))):
        with pytest.raises(BadAudio, match="cannot be read as audio"):
            read(path)


@pytest.mark.parametrize(
    "kind", ["fifo", "folder", "/proc/self/status", "/proc/kmsg", "/dev/zero", "/dev/stdin", "link", "empty"]
)
def test_a_file_that_is_none_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind if not kind.startswith("/") else Path(kind)
    match kind:
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "link":
            os.mkfifo(tmp_path / "target")
            path.symlink_to(tmp_path / "target")
        case "empty":
            path.touch()
    for read in (seconds_of, lambda path: list(decode(path))):
        with pytest.raises(BadAudio):
            read(path)


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 2), (48_000, 2), (96_000, 2)])
def test_a_lossless_file_becomes_an_mp3_of_the_same_length(tmp_path: Path, rate: int, channels: int) -> None:
    tone = (np.sin(np.arange(2 * rate) * 2 * np.pi * 440 / rate) * 9_000).astype(np.int16)
    with av.open(str(tmp_path / "a.flac"), "w") as file:
        layout = "mono" if channels == 1 else "stereo"
        stream = file.add_stream("flac", rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.repeat(tone, channels).reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = rate
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    convert(tmp_path / "a.flac", tmp_path / "a.mp3", "mp3")
    assert seconds_of(tmp_path / "a.mp3") == pytest.approx(2.0, abs=0.1)
    with av.open(str(tmp_path / "a.mp3")) as made:
        assert made.streams.audio[0].codec_context.channels == channels and made.format.name == "mp3"
        assert made.streams.audio[0].rate == (44_100 if rate == 96_000 else rate)


def test_a_flac_becomes_a_wav_with_the_same_samples(tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_bytes(encoded("flac", 1.0))
    convert(tmp_path / "a.flac", tmp_path / "a.wav", "wav")
    before, after = (np.concatenate(list(decode(tmp_path / name)), axis=1) for name in ("a.flac", "a.wav"))
    assert (before == after).all()
