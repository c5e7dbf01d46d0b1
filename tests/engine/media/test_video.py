"""Cover art and films: sizes, contents, and the same bytes for the same clip."""

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from producer_mcp.engine import Engine, RenderedClip
from producer_mcp.engine.brief import Brief
from producer_mcp.engine.media.cover_art import DRAWINGS, draw_cover, png
from producer_mcp.engine.media.frames import FRAMES_PER_SECOND, HEIGHT_PIXELS, WIDTH_PIXELS, line_at
from producer_mcp.engine.media.lettering import STROKES, drawable, drawn, wrapped
from producer_mcp.engine.score import Line


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def song(engine: Engine) -> RenderedClip:
    return engine.compose(
        Brief(sound="synthwave, female voice", lyrics="[Verse]\nNeon on the water\nСвет и 夜", seconds=10, seed="2")
    )


def test_a_picture_is_a_png_of_its_size_and_always_the_same(engine: Engine, song: RenderedClip) -> None:
    told = engine.picture(song.ticket).read_bytes()
    assert told[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", told[16:24]) == (1024, 1024)
    with av.open(str(engine.picture(song.ticket))) as file:
        assert next(file.decode(video=0)).width == 1024


def test_pictures_follow_words_and_seed() -> None:
    one = draw_cover("lofi", "1", side=64)
    assert (one == draw_cover("lofi", "1", side=64)).all()
    assert np.abs(one - draw_cover("lofi", "2", side=64)).mean() > 0.01
    assert np.abs(one - draw_cover("metal", "1", side=64)).mean() > 0.01
    assert png(one) == png(draw_cover("lofi", "1", side=64))


def test_pictures_use_their_light_and_dark() -> None:
    for seed in range(4 * len(DRAWINGS)):
        picture = draw_cover("pop", str(seed), side=96)
        assert picture.min() >= 0 and picture.max() <= 1
        assert picture.std() > 0.06, seed


def test_a_film_is_as_long_as_the_clip_and_speaks(engine: Engine, song: RenderedClip) -> None:
    with av.open(str(engine.film(song.ticket, "Water"))) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert (video.width, video.height, video.codec_context.name, audio.codec_context.name) == (
            WIDTH_PIXELS,
            HEIGHT_PIXELS,
            "h264",
            "aac",
        )
        assert video.frames == pytest.approx(song.seconds * FRAMES_PER_SECOND, abs=1)
        assert float(file.duration or 0) / av.time_base == pytest.approx(song.seconds, abs=0.15)
    with av.open(str(engine.film(song.ticket, "Water"))) as file:
        said = [bytes(packet)[2:].decode() for packet in file.demux(subtitles=0) if packet.size > 2]
    assert [line.text for line in song.lines] == said


def test_a_film_moves_and_shows_the_line(engine: Engine, song: RenderedClip) -> None:
    line = song.lines[0]
    with av.open(str(engine.film(song.ticket, "Water"))) as file:
        frames = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    now, before = frames[round((line.at + line.seconds / 2) * FRAMES_PER_SECOND)], frames[2]
    assert np.abs(np.diff(np.stack(frames[10:20])[:, 260:480, 672:1200].astype(int), axis=0)).mean() > 1
    assert (now[520:700, 672:1240] > 200).sum() > (before[520:700, 672:1240] > 200).sum() + 200 or line.at < 0.3


def test_the_same_film_is_the_same_bytes(engine: Engine, song: RenderedClip, tmp_path: Path) -> None:
    other = Engine(tmp_path)
    again = other.compose(
        Brief(sound="synthwave, female voice", lyrics="[Verse]\nNeon on the water\nСвет и 夜", seconds=10, seed="2")
    )
    assert other.film(again.ticket, "Water").read_bytes() == engine.film(song.ticket, "Water").read_bytes()


def test_letters_are_drawn_and_what_cannot_be_is_left_out() -> None:
    assert drawable("Déjà vu — 夜の海 “so”") == 'Deja vu — "so"'
    for letter in STROKES:
        assert drawn(letter, 4, 4).max() > 0.9, letter
    assert drawn("", 4, 4).max() == 0
    assert all(line for line in wrapped("the quick brown fox jumps over the lazy dog", 60))
    assert wrapped("🎵", 60) == []


def test_a_line_is_shown_while_it_is_sung() -> None:
    lines = (Line(1, 2, "one"), Line(3, 2, "two"))
    assert [line_at(lines, at) for at in (0.5, 1.5, 3.1, 4.9, 6.0)] == ["", "one", "two", "two", ""]
