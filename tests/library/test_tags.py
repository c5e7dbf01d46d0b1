"""What is written into files, read back with the tag library's own eyes, and the sound left as it was."""

# mypy: disable-error-code="no-untyped-call"

import io
from functools import cache
from pathlib import Path
from typing import Any

import mutagen
import pytest
from mutagen.flac import Picture

from producer_mcp.library.tags import Tags, tagged, tags_of

from ..fake_vendor.pictures import jpeg, png
from ..fake_vendor.sounds import encoded, wav
from .conftest import clip_of, names

TAGS = Tags("Fenêtre \N{GUITAR}", "[Verse]\nRain\N{UMBRELLA}", "clip_1; vendor musicapi", png(), "image/png")
BARE = Tags("Fenêtre", "", "clip_1")


@cache
def ogg() -> bytes:
    import av

    kept = io.BytesIO()
    source: Any
    target: Any
    with av.open(io.BytesIO(wav(0.5)), format="wav") as source, av.open(kept, "w", format="ogg") as target:
        stream = target.add_stream("libopus", rate=48_000, layout="stereo")
        resampler = av.AudioResampler(format="s16", layout="stereo", rate=48_000)
        for frame in source.decode(audio=0):
            for fit in resampler.resample(frame):
                target.mux(stream.encode(fit))
        target.mux(stream.encode(None))
    return kept.getvalue()


def song(ending: str) -> bytes:
    return ogg() if ending == ".ogg" else encoded(ending[1:], 0.5)


def samples(path: Path) -> list[bytes]:
    import av

    opened: Any
    with av.open(str(path)) as opened:
        return [bytes(frame.to_ndarray().tobytes()) for frame in opened.decode(audio=0)]


READ = {
    ".mp3": lambda t: (t["TIT2"].text[0], t.getall("USLT")[0].text, t.getall("COMM")[0].text[0], t.getall("APIC")[0].data),
    ".wav": lambda t: (t["TIT2"].text[0], t.getall("USLT")[0].text, t.getall("COMM")[0].text[0], t.getall("APIC")[0].data),
    ".m4a": lambda t: (t["\xa9nam"][0], t["\xa9lyr"][0], t["\xa9cmt"][0], bytes(t["covr"][0])),
    ".flac": lambda t: (t["TITLE"][0], t["LYRICS"][0], t["COMMENT"][0], None),
    ".ogg": lambda t: (t["TITLE"][0], t["LYRICS"][0], t["COMMENT"][0], None),
}


@pytest.mark.parametrize("ending", READ)
def test_title_words_comment_and_cover_are_in_the_file(ending: str, tmp_path: Path) -> None:
    plain = tmp_path / "draft.part"
    plain.write_bytes(song(ending))
    with tagged(plain, ending, TAGS) as ready:
        assert ready != plain and ready.parent == tmp_path
        read: Any = mutagen.File(ready)
        title, lyrics, comment, picture = READ[ending](read.tags)
        assert (title, lyrics, comment) == (TAGS.title, TAGS.lyrics, TAGS.comment)
        assert (picture or cover_of(read)) == TAGS.picture
        assert samples(ready) == samples(plain)
        with tagged(ready, ending, BARE) as again:  # and over tags that are there already
            assert samples(again) == samples(plain)
    assert names(tmp_path) == {"draft.part"} and plain.read_bytes() == song(ending)


def cover_of(read: Any) -> bytes:
    import base64

    if getattr(read, "pictures", None):
        return bytes(read.pictures[0].data)
    return bytes(Picture(base64.b64decode(read["METADATA_BLOCK_PICTURE"][0])).data)


@pytest.mark.parametrize("ending", READ)
@pytest.mark.parametrize("insides", ["cut", "rubbish", "empty"])
def test_a_file_that_cannot_take_tags_is_left_as_it_is(ending: str, insides: str, tmp_path: Path) -> None:
    whole = song(ending)
    content = {"cut": whole[:50], "rubbish": whole[:12] + bytes(range(256)) * 8, "empty": b""}[insides]
    plain = tmp_path / "draft.part"
    plain.write_bytes(content)
    with tagged(plain, ending, TAGS):
        assert plain.read_bytes() == content
    assert names(tmp_path) == {"draft.part"}


def test_what_a_clip_says_of_itself(tmp_path: Path) -> None:
    cover = tmp_path / "cover.jpg"
    cover.write_bytes(jpeg())
    tags = tags_of(clip_of("Window\0", part="drums", model="FUZZ-2.0", seed="7", lyrics="Ra\0in\ud800"), cover)
    assert tags == Tags(
        "Window (drums)", "Rain?", "clip_abcdefghijkl; vendor musicapi; model FUZZ-2.0; seed 7", jpeg(), "image/jpeg"
    )
    assert tags_of(clip_of(""), None) == Tags("Clip abcdef", "", "clip_abcdefghijkl; vendor musicapi")


def test_a_picture_players_cannot_show_stays_outside(tmp_path: Path) -> None:
    cover = tmp_path / "cover.webp"
    cover.write_bytes(b"RIFF\x00\x00\x00\x00WEBPVP8 ")
    assert tags_of(clip_of(), cover).picture == b""
    assert tags_of(clip_of(), tmp_path / "gone.png").picture == b""
