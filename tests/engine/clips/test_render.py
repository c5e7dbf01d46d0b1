"""The same score is the same samples: in every process, on one core or two, whatever is cached; stems add up."""

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from producer_mcp.engine.clips.recipe import Composed, length_of
from producer_mcp.engine.clips.renderer import ClipRenderer
from producer_mcp.engine.clips.store import ClipStore
from producer_mcp.engine.media.audio_files import encode
from producer_mcp.engine.mixing.loudness import LoudnessMeter
from producer_mcp.engine.mixing.reverb import CHUNK_SAMPLES
from producer_mcp.engine.samples import Integers
from producer_mcp.engine.score import STEMS, Note, Part
from producer_mcp.engine.source import chunks

from .small_scores import small


def mix_of(renderer: ClipRenderer, composed: Composed) -> Integers:
    with renderer.opened(composed) as sound:
        return sound.mix(0, sound.length)


@pytest.fixture
def renderer(tmp_path: Path) -> ClipRenderer:
    return ClipRenderer(ClipStore(tmp_path))


def test_stems_add_up_to_the_mix(renderer: ClipRenderer) -> None:
    composed = renderer.render_new(small())
    with renderer.opened(composed) as sound:
        stems = [sound.stem(stem, 0, sound.length).astype(np.int32) for stem in STEMS]
        assert all(stem.any() for stem in stems)
        assert (sum(stems[1:], stems[0]) == sound.mix(0, sound.length)).all()
        assert (np.concatenate(list(chunks(sound)), axis=1) == sound.mix(0, sound.length)).all()


def test_it_is_loud_and_unclipped(renderer: ClipRenderer) -> None:
    meter = LoudnessMeter()
    meter.feed((mix_of(renderer, renderer.render_new(small(bars=4))) / 32767).astype(np.float32))
    assert meter.loudness() == pytest.approx(-14, abs=1)
    assert 20 * np.log10(meter.true_peak()) <= -1


def test_stems_that_are_gone_come_back_the_same(renderer: ClipRenderer, tmp_path: Path) -> None:
    composed = renderer.render_new(small())
    before = mix_of(renderer, composed)
    for path in (tmp_path / "stems").iterdir():
        path.unlink()
    assert (mix_of(renderer, composed) == before).all()


def test_another_process_on_one_core_renders_the_same_bytes(renderer: ClipRenderer, tmp_path: Path) -> None:
    script = """
import os, sys
if hasattr(os, "sched_setaffinity"): os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from hashlib import sha256
from pathlib import Path
from producer_mcp.engine.media.audio_files import encode
from producer_mcp.engine.clips.renderer import ClipRenderer
from producer_mcp.engine.clips.store import ClipStore
from producer_mcp.engine.source import chunks
from tests.engine.clips.small_scores import small
renderer = ClipRenderer(ClipStore(Path(sys.argv[1])))
with renderer.opened(renderer.render_new(small("choir"))) as sound:
    for form in ("flac", "mp3", "wav", "m4a"):
        path = Path(sys.argv[1]) / f"clip.{form}"
        encode(path, form, chunks(sound))
        print(sha256(path.read_bytes()).hexdigest())
"""
    there = tmp_path / "there"
    environment = os.environ | {"PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", script, str(there)], capture_output=True, text=True, env=environment, check=True)
    with renderer.opened(renderer.render_new(small("choir"))) as sound:
        for form, told in zip(("flac", "mp3", "wav", "m4a"), done.stdout.split(), strict=True):
            encode(tmp_path / f"clip.{form}", form, chunks(sound))
            assert sha256((tmp_path / f"clip.{form}").read_bytes()).hexdigest() == told, form


def test_a_long_piece_is_rendered_in_chunks_without_a_seam(renderer: ClipRenderer) -> None:
    """A held organ note across the border of two chunks goes on as if there were none."""
    seconds = 1.3 * CHUNK_SAMPLES / 44_100
    held = Part("organ", "other", "soft_lead", (Note(0, seconds, 60, 0.8),), reverb=0.3, seed=1)
    composed = renderer.render_new(replace(small(), parts=(held,), seconds=seconds))
    wave = mix_of(renderer, composed).astype(np.int32)
    assert wave.shape[1] == length_of(composed)
    steps = np.abs(np.diff(wave[0]))
    assert (
        steps[CHUNK_SAMPLES - 50 : CHUNK_SAMPLES + 50].max() <= 1.5 * steps[CHUNK_SAMPLES - 20_000 : CHUNK_SAMPLES - 1000].max()
    )


def test_one_part_moves_no_other(renderer: ClipRenderer) -> None:
    score = small()
    louder = tuple(replace(part, level=0.0, instrument="piano") if part.stem == "other" else part for part in score.parts)
    old, other = renderer.render_new(score), STEMS[3:]
    new = renderer.render_swap(old, replace(score, parts=louder), other)
    with renderer.opened(old) as before, renderer.opened(new) as after:
        for stem in ("vocals", "drums", "bass"):
            assert (before.stem(stem, 0, before.length) == after.stem(stem, 0, after.length)).all()
        assert (before.stem("other", 0, before.length) != after.stem("other", 0, after.length)).any()


def test_silence_is_allowed(renderer: ClipRenderer) -> None:
    composed = renderer.render_new(replace(small(), parts=()))
    assert not mix_of(renderer, composed).any()
