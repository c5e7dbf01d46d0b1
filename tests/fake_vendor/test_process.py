"""The fake outside a test's own loop: in a thread, in a process told by `/_control`, and its seeded faults."""

import json
import sys
from pathlib import Path

import anyio
import httpx
import pytest

from . import FakeVendor, Faults
from .documented_examples import POP, SUBMIT

ROOT = Path(__file__).parents[2]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_a_seed_plays_the_same_faults_again() -> None:
    class Poll:
        path, vendor, purpose = "/", "ccapi", "poll"

    first, second = ([source.pick(Poll()) for _ in range(200)] for source in (Faults(7, 0.3), Faults(7, 0.3)))
    assert first == second
    assert 30 < sum(fault is not None for fault in first) < 90


def test_serves_from_a_thread() -> None:
    with FakeVendor.in_a_thread() as fake:
        assert httpx.get(f"{fake.url}/files/any.png", trust_env=False).status_code == 200


@pytest.mark.anyio
async def test_is_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.fake_vendor", "--port", "0"]
    async with await anyio.open_process(command, cwd=ROOT, stderr=None) as process:
        assert process.stdout
        started = json.loads(await process.stdout.receive())
        async with httpx.AsyncClient(base_url=started["url"], trust_env=False) as client:
            client.headers["Authorization"] = f"Bearer {started['key']}"
            faults = [{"kind": "drop_after", "on": "submit"}]
            await client.post("/_control", json={"set": {"polls_until_done": 2}, "next": faults})
            with pytest.raises(httpx.TransportError):
                await client.post(SUBMIT + "MUSIC", json=POP)
            assert (await client.post("/_control", json={"dance": 1})).status_code == 400
            charged, requests = (await client.get("/_charges")).json(), (await client.get("/_requests")).json()
        process.terminate()
    assert [(each["vendor"], each["refunded"]) for each in charged["charges"]] == [("ccapi", False)]
    assert [each["fault"] for each in requests["requests"]] == ["drop_after"]
