"""How one's own server is set up: by its address, beside other vendors and without them."""

from pathlib import Path

import pytest

from producer_mcp.app import open_studio
from producer_mcp.settings import Settings, read_settings
from producer_mcp.vendors import registry

from ..fake_acestep import StandIn
from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for, tool_error

pytestmark = pytest.mark.anyio

URL = "http://192.168.1.20:8001"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without any vendor, and with ledger and library in a folder of the test's own."""
    for variable, _, _ in Settings.variables():
        monkeypatch.delenv(variable, raising=False)
    for setting, value in {"ledger": tmp_path / "data" / "ledger.db", "library": tmp_path / "music"}.items():
        monkeypatch.setenv(registry.variable(setting), str(value))
    return monkeypatch


async def test_its_address_sets_it_up_and_nothing_else_does(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PRODUCER_ACESTEP_KEY", "a-key-of-mine")
    async with open_studio(read_settings()) as studio:
        assert list(studio.roster.vendors) == ["offline"]
    environment.setenv("PRODUCER_ACESTEP_URL", URL)
    environment.delenv("PRODUCER_ACESTEP_KEY")
    async with open_studio(read_settings()) as studio:
        assert (studio.roster.default, studio.roster.why) == (
            "acestep",
            "it is the first vendor with an address (PRODUCER_ACESTEP_URL)",
        )
        assert studio.roster["acestep"].account == "acestep@192.168.1.20:8001#e3b0c442"


async def test_a_vendor_with_a_key_comes_first_unless_it_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PRODUCER_ACESTEP_URL", URL)
    environment.setenv("PRODUCER_CCAPI_KEY", "key-0123456789")
    async with open_studio(read_settings()) as studio:
        assert studio.roster.default == "ccapi"
    environment.setenv("PRODUCER_VENDOR", "ACE-Step")
    async with open_studio(read_settings()) as studio:
        assert studio.roster.default == "acestep"


async def test_an_address_that_cannot_be_used_is_told(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PRODUCER_ACESTEP_URL", "http://gpu.example.com:8001")
    async with open_client(read_settings()) as (client, _):
        told = (await call_tool(client, "studio_status"))["not_configured"]["acestep"]
    assert "PRODUCER_ACESTEP_URL must begin with https:// (http:// only for this machine and private networks)" in told


async def test_without_an_address_its_variable_is_named(environment: pytest.MonkeyPatch) -> None:
    async with open_client(read_settings()) as (client, _):
        assert (await call_tool(client, "studio_status"))["not_configured"]["acestep"] == "set PRODUCER_ACESTEP_URL"


async def test_it_stands_in_for_nobody_and_nobody_for_it(tmp_path: Path) -> None:
    async with StandIn() as server, FakeVendor() as fake:
        fake.retired.add("create_music")
        settings = settings_for(tmp_path, fake, "musicapi", acestep_url=server.url)
        async with open_client(settings) as (client, _):
            code, _ = await tool_error(client, "create_music", sound="lofi, instrumental", instrumental=True)
            assert code == "retired"
            code, _ = await tool_error(client, "create_music", sound="lofi", instrumental=True)
            assert server.released == []
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi", acestep_url="http://127.0.0.1:9", vendor="acestep")
        async with open_client(settings) as (client, _):
            code, sentence = await tool_error(client, "create_music", sound="lofi", instrumental=True)
            assert code == "vendor_unavailable" and "127.0.0.1:9" in sentence
            assert "look whether your server runs, and at PRODUCER_ACESTEP_URL; then make the same call again" in sentence
            code, sentence = await tool_error(client, "make_video", clip_id="acestep:nothing")
        assert fake.charges == []


async def test_it_is_free_so_no_limit_and_no_question_stands_before_it(tmp_path: Path) -> None:
    async with StandIn() as server:
        settings = settings_for(tmp_path, acestep_url=server.url, daily_limit=1, confirm=True)
        async with open_client(settings) as (client, _):
            for take in (1, 2, 3):
                made = await call_tool(client, "create_music", sound="lofi", instrumental=True, take=take)
                assert made["status"] == "done" and made["cost"]["amount"] == 0
            assert (await call_tool(client, "studio_status"))["paid_today"] == 0
