"""An upgrade changes neither how a kept song sounds nor which request is the same as one already paid for."""

import json
import re
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from producer_mcp.engine import Engine
from producer_mcp.operations import OPERATIONS

from ..fake_vendor import KEY
from ..studio_client import call_tool, open_client, settings_for
from .kept import EDITS, HERE, NEW, PORT, SEEDS, samples, score_of

SOUNDS: Mapping[str, Any] = json.loads((HERE / "sounds.json").read_text("utf-8"))
ROWS = (HERE / "ledger.sql").read_text("utf-8")
KEPT_VENDORS = sorted(set(re.findall(r"'(\w+)@", ROWS)))
"""The vendors that have accounts in the kept ledger; one that came later has no rows to find."""
MIGRATIONS = HERE.parent.parent / "producer_mcp" / "ledger" / "migrations"


def sounds_as(now: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """The same length, and no sample further away than rounding on another processor brings it."""
    apart = np.abs(np.subtract(now["every_997th"], kept["every_997th"], dtype=np.int32))
    return bool(now["length"] == kept["length"] and apart.max() <= 1)


@pytest.mark.parametrize("ticket", SOUNDS["recipes"])
def test_a_kept_recipe_sounds_as_it_did(ticket: str, tmp_path: Path) -> None:
    (tmp_path / "recipes").mkdir()
    shutil.copy(HERE / "recipes" / f"{ticket}.json", tmp_path / "recipes")
    assert sounds_as(samples(Engine(tmp_path), ticket), SOUNDS["recipes"][ticket])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_said_seed_is_the_song_it_was(seed: str, tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    ticket = engine.compose(SEEDS[seed]).ticket
    kept = SOUNDS["seeds"][seed]
    assert score_of(engine, ticket) == kept["score"]
    assert sounds_as(samples(engine, ticket), kept)


@pytest.mark.anyio
@pytest.mark.parametrize("vendor", KEPT_VENDORS)
async def test_a_request_already_paid_for_is_found_in_a_kept_ledger(vendor: str, tmp_path: Path) -> None:
    at_the_vendor: dict[str, Any] = {f"{vendor}_key": KEY, f"{vendor}_url": f"http://127.0.0.1:{PORT}"}
    settings = settings_for(tmp_path, save=False, **at_the_vendor)
    settings.ledger.parent.mkdir(parents=True)
    with closing(sqlite3.connect(settings.ledger)) as database:
        for script in ("0001_tasks_and_clips.sql", "0002_files_and_search.sql"):
            database.executescript((MIGRATIONS / script).read_text("utf-8"))
        database.executescript(f"BEGIN; {ROWS} COMMIT; PRAGMA application_id = {0x50524D43}; PRAGMA user_version = 2;")
        [song] = database.execute(
            "SELECT clip_id FROM clip WHERE vendor = ? AND operation = 'create_music'", (vendor,)
        ).fetchone()
    done: set[str] = set()  # nothing listens at the vendor's address any more
    async with open_client(settings) as (client, studio):
        offers = studio.roster.vendors[vendor].offers
        assert (await call_tool(client, "create_music", **NEW))["existing"]
        for kind in (kind for kind in OPERATIONS if kind in offers and kind.name in EDITS):
            answer = await call_tool(client, kind.name, **EDITS[kind.name], **({"clip_id": song} if kind.clip_fields() else {}))
            assert answer["existing"] and answer["status"] == "done", (kind.name, answer)
            done.add(answer["task_id"])
    assert len(done) >= 7 and done <= set(re.findall(r"task_[a-z0-9]{12}", ROWS))
