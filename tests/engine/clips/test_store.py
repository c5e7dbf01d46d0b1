"""The store keeps its limit and is shared by threads and processes; the engine imports nothing heavy before it is used."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from producer_mcp.engine import Engine, UnknownTicket
from producer_mcp.engine.brief import Brief
from producer_mcp.engine.clips.store import ClipStore


def test_stems_are_bounded_and_the_oldest_go_first(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, max_stems_bytes=10_000)
    wave = np.ones((2, 1000), dtype=np.int16)
    for age, key in enumerate(("old", "middle", "new")):
        with store.stems_written({"bass": key}) as write:
            write("bass", wave)
        os.utime(tmp_path / "stems" / key, (1_000_000 + age, 1_000_000 + age))
    with store.stems_written({"bass": "newest"}) as write:
        write("bass", wave)
    assert sorted(path.name for path in (tmp_path / "stems").iterdir()) == ["new", "newest"]


def test_a_stem_is_read_back_and_is_silent_beyond_its_ends(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    wave = np.arange(2000, dtype=np.int16).reshape(2, 1000)
    with store.stems_written({"drums": "key"}) as write:
        write("drums", wave[:, :300])
        write("drums", wave[:, 300:])
    stem = store.stem("key")
    assert stem is not None and stem.length == 1000
    assert (stem.read(0, 1000) == wave).all()
    read = stem.read(-10, 1010)
    assert (read[:, 10:1010] == wave).all() and not read[:, :10].any() and not read[:, 1010:].any()
    stem.close()


def test_a_broken_writing_leaves_nothing(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    with pytest.raises(RuntimeError), store.stems_written({"bass": "key"}) as write:
        write("bass", np.ones((2, 10), dtype=np.int16))
        raise RuntimeError
    with pytest.raises(RuntimeError), store.writing(store.path("clips", "clip")) as other:
        other.write_bytes(b"half")
        raise RuntimeError
    assert not list((tmp_path / "stems").iterdir()) and not list((tmp_path / "clips").iterdir())


def test_an_unknown_ticket_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownTicket, match="no clip is kept"):
        ClipStore(tmp_path).recipe("nothing")


def test_threads_may_ask_for_the_same_at_once(tmp_path: Path) -> None:
    engine, brief = Engine(tmp_path), Brief(sound="lofi", seconds=6, seed="1")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: engine.compose(brief), range(4)))
    assert len({one.ticket for one in made}) == 1
    assert made[0].file.stat().st_size > 10_000


def test_progress_is_told_and_only_grows(tmp_path: Path) -> None:
    told: list[float] = []
    Engine(tmp_path).compose(Brief(sound="lofi", seconds=20, seed="1"), progress=told.append)
    assert told and told == sorted(told) and told[-1] <= 1


def test_the_engine_is_light_until_it_is_needed() -> None:
    script = "import sys, producer_mcp.engine; print([name for name in ('numpy', 'av') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"
