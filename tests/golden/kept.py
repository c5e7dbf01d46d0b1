"""What was kept, and how it is measured; `python -m tests.golden.kept` writes it again, which no change should need.

`recipes/*.json` are recipes as the engine kept them; `sounds.json` has, for each and for each seed, every 997th sample of the
mix and its length; `ledger.sql` is a ledger in which every vendor did every operation it offers.
"""

import json
import re
import sqlite3
import tempfile
import wave
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import numpy as np

from producer_mcp.engine import Engine
from producer_mcp.engine.brief import Brief
from producer_mcp.operations import OPERATIONS

from ..fake_vendor import FAKED_VENDORS, FakeVendor
from ..studio_client import call_tool, open_client, settings_for

HERE = Path(__file__).parent
PORT = 48731
"""Where the fake vendor stood; it is part of the accounts in the ledger, and so of the keys of its tasks."""
STEP = 997
TABLES = re.compile(r'INSERT INTO "(task|clip|task_clip|spend|event|answer)"')
LYRICS = "[Verse]\nThe morning comes\nOver the hill\n[Chorus]\nStay with me\nStay with me still"
SEEDS: Mapping[str, Brief] = {
    "7": Brief(sound="lofi, rhodes, brushed drums, female voice", lyrics=LYRICS, seconds=12, seed="7"),
    "2024": Brief(sound="house, 124 bpm, F minor", seconds=10, seed="2024", instrumental=True),
    "blue": Brief(sound="folk, nylon guitar, male voice, 96 bpm", lyrics=LYRICS, seconds=12, seed="blue"),
}
NEW = {"sound": "warm lofi with rhodes", "title": "Window", "seed": "7"}
EDITS: Mapping[str, Mapping[str, Any]] = {
    "write_lyrics": {"idea": "rain on a window"},
    "extend_music": {"at": 2, "sound": "warm lofi with rhodes"},
    "cover_music": {"sound": "warm lofi with rhodes"},
    "vary_music": {},
    "replace_section": {"start": 0.5, "end": 1, "sound": "warm lofi with rhodes"},
    "swap_vocals": {"sound": "a low voice"},
    "swap_sound": {"sound": "acoustic guitar"},
    "split_stems": {},
    "download_music": {"format": "wav"},
    "make_video": {},
    "enrich_sound": {"sound": "lofi"},
    "upload_music": {"url": "https://example.com/song.mp3", "title": "Mine"},
}


def samples(engine: Engine, ticket: str) -> dict[str, Any]:
    """The length of a clip's mix in samples, and every 997th of its frames."""
    with wave.open(str(engine.export(ticket, "wav")), "rb") as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).reshape(-1, 2)
    return {"length": len(frames), "every_997th": frames[::STEP].ravel().tolist()}


def score_of(engine: Engine, ticket: str) -> Any:
    """The score in a composed clip's recipe."""
    return json.loads((engine.folder / "recipes" / f"{ticket}.json").read_text("utf-8"))["composed"]


def keep_sounds() -> None:
    """Composes, edits, and writes the recipes and what they sound like."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder))
        sounds: dict[str, Any] = {"recipes": {}, "seeds": {}}
        for seed, brief in SEEDS.items():
            ticket = engine.compose(brief).ticket
            sounds["seeds"][seed] = samples(engine, ticket) | {"score": score_of(engine, ticket)}
        song = engine.compose(Brief(sound="soul, female voice", lyrics=LYRICS, seconds=10, seed="1")).ticket
        longer = engine.extend(song, 6.0, Brief(sound="soul, saxophone", seconds=6, seed="2")).ticket
        cover = engine.cover(song, Brief(sound="synthwave", seed="3"), 0.7).ticket
        for ticket in (song, longer, cover):
            (HERE / "recipes").mkdir(exist_ok=True)
            text = (Path(folder) / "recipes" / f"{ticket}.json").read_text("utf-8")
            (HERE / "recipes" / f"{ticket}.json").write_text(text, "utf-8")
            sounds["recipes"][ticket] = samples(engine, ticket)
    (HERE / "sounds.json").write_text(json.dumps(sounds, separators=(",", ":")) + "\n", "utf-8")


async def keep_ledger() -> None:
    """Every vendor does every operation it offers; the ledger is written as SQL, its tasks holding their keys for ever."""
    with tempfile.TemporaryDirectory() as folder:
        async with FakeVendor(PORT) as fake:
            for vendor in FAKED_VENDORS:
                async with open_client(settings_for(Path(folder), fake, vendor, save=False)) as (client, studio):
                    song = (await call_tool(client, "create_music", **NEW))["clips"][0]["clip_id"]
                    for kind in OPERATIONS:
                        if kind in studio.roster.vendors[vendor].offers and kind.name in EDITS:
                            clip = {"clip_id": song} if kind.clip_fields() else {}
                            await call_tool(client, kind.name, **EDITS[kind.name], **clip)
        with closing(sqlite3.connect(Path(folder) / "data" / "ledger.db")) as database:
            database.execute("UPDATE task SET held_until = '9999-01-01T00:00:00.000000+00:00'")
            rows = [
                line for line in database.iterdump() if re.match(r'INSERT INTO "(task|clip|task_clip|spend|event|answer)"', line)
            ]
        (HERE / "ledger.sql").write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    keep_sounds()
    anyio.run(keep_ledger)
