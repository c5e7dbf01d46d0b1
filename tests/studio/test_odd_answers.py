"""A record that nobody can read is the trouble of one task: it is told, it comes to an end, and all the others go on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
import structlog

from producer_mcp.studio import Studio
from producer_mcp.vendors.wire import Timeouts

from ..fake_vendor import FAKED_VENDORS, WIRES, FakeVendor, Fault
from ..fake_vendor.poisons import POISONS
from ..studio_client import call_tool, open_client, settings_for
from .studio_with_clock import studio_with_clock

pytestmark = pytest.mark.anyio

SOUND = "warm lofi with rhodes and brushed drums"
GENERATIONS = [(wire.vendor, generation) for wire in WIRES for generation in wire.generations]
PLACES = 24
"""How many places of a record are poisoned, each in a task of its own; most records have fewer values."""


async def ended(client: Any, task_ids: list[str], within: float = 20.0) -> dict[str, dict[str, Any]]:
    """The tasks when all are final, by id; each as its own answer, which must be JSON in UTF-8."""
    tasks: dict[str, dict[str, Any]] = {}
    with anyio.fail_after(within):
        while len(tasks) < len(task_ids):
            waiting = [task_id for task_id in task_ids if task_id not in tasks][:10]
            answer = await call_tool(client, "get_tasks", task_ids=waiting, wait_seconds=5)
            json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()
            finals = [task for task in answer["tasks"] if task["status"] in ("done", "failed", "unknown")]
            tasks |= {task["task_id"]: task for task in finals}
    return tasks


async def poisoned_songs(client: Any, fake: FakeVendor, names: list[str]) -> list[str]:
    """Tasks whose records will be poisoned, each in another place."""
    task_ids = []
    for place, name in enumerate(names):
        fake.next(Fault("poisoned", poison=name, at=place), on="submit")
        made = await call_tool(client, "create_music", sound=SOUND, title="Window", take=place + 2, wait_seconds=0)
        task_ids.append(made["task_id"])
    return task_ids


async def assert_told_and_ended(studio: Studio, tasks: dict[str, dict[str, Any]]) -> None:
    for task_id, task in tasks.items():
        said = task.get("error", {}).get("message", "")
        assert task.get("clips") if task["status"] == "done" else said, task
        if task["status"] == "unknown":
            assert task_id in said and "account" in said and task["error"]["code"] == "vendor_unreadable"
        assert (await studio.ledger.tasks.get("local", task_id)).status.is_final


@pytest.mark.parametrize(("vendor", "generation"), GENERATIONS)
async def test_no_poison_anywhere_stops_another_song(vendor: str, generation: str, tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logged:
        async with FakeVendor() as fake:
            fake.generations[vendor] = generation
            settings = settings_for(tmp_path, fake, vendor, daily_limit=0, save=False)
            async with studio_with_clock(settings) as (client, studio, clock):
                names = [list(POISONS)[place % len(POISONS)] for place in range(PLACES)]
                poisoned = await poisoned_songs(client, fake, names)
                good = await call_tool(client, "create_music", sound=SOUND, wait_seconds=20)
                assert good["status"] == "done" and good["clips"][0]["audio_url"]
                clock.advance(minutes=20)  # a state nobody knows a word for is borne for a quarter of an hour
                await assert_told_and_ended(studio, await ended(client, poisoned))
                assert studio.is_healthy
    assert not [one for one in logged if "crashed" in one["event"] or "stumbled" in one["event"]]


@pytest.mark.parametrize("vendor", FAKED_VENDORS)
@pytest.mark.parametrize("kind", ["slow", pytest.param("drip", marks=pytest.mark.slow)])
async def test_a_slow_look_at_one_song_holds_up_no_other(vendor: str, kind: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, save=False)) as (client, studio):
        fake.next(Fault(kind), on="poll")
        slow = await call_tool(client, "create_music", sound=SOUND, wait_seconds=0)
        await fake.wait_for_requests(1, on="poll")
        quick = await call_tool(client, "create_music", sound=SOUND, take=2, wait_seconds=8)  # a slow look is given up after 10
        assert quick["status"] == "done" and studio.is_healthy
        fake.release()
        assert (await ended(client, [slow["task_id"]]))[slow["task_id"]]["status"] == "done"


@pytest.mark.parametrize("vendor", ["acedata", "ccapi"])
async def test_of_several_songs_that_cannot_be_looked_at_together_one_by_one_is(vendor: str, tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, vendor, save=False)) as (client, studio):
        wired: Any = studio.roster[vendor]
        wired._wire._timeouts = Timeouts(look=0.3)
        fake.polls_until_done = None
        songs = [(await call_tool(client, "create_music", sound=SOUND, take=take, wait_seconds=0))["task_id"] for take in (1, 2)]
        await fake.wait_until(asked_together(fake))
        fake.next(Fault("drip"), on="poll")
        fake.polls_until_done = 1
        assert {task["status"] for task in (await ended(client, songs)).values()} == {"done"}


async def test_an_answer_packed_in_layers_is_not_unpacked(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi", save=False)) as (client, _):
        layers = {"content-encoding": "gzip, gzip"}
        fake.next(Fault("status", 200, body="{}", headers=layers, charged=True), on="submit")
        made = await call_tool(client, "create_music", sound=SOUND, wait_seconds=20)
        assert made["status"] == "unknown" and "packed more than once, and was not read" in made["error"]["message"]


def asked_together(fake: FakeVendor) -> Callable[[], bool]:
    """Whether both songs were asked about in one request."""
    return lambda: any(len(one.body.get("ids") or ()) == 2 for one in fake.requests)  # type: ignore[arg-type]
