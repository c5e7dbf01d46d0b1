"""Whatever breaks, in whichever handler and era: a sentence of ours goes out, and what broke stays in the log."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from mcp import Client, MCPError
from mcp.client import advertise
from mcp.types import PromptReference
from structlog.testing import capture_logs

from producer_mcp.errors import StorageFailed
from producer_mcp.server import build_server
from producer_mcp.server.tasks_extension import EXTENSION

from .conftest import Era
from .stub_studio import StubStudio
from .test_tasks_extension import ask

pytestmark = pytest.mark.anyio

CALLS: dict[str, Callable[[Client], Awaitable[object]]] = {
    "resources/list": lambda client: client.list_resources(),
    "resources/read": lambda client: client.read_resource("producer://clips/clip_1"),
    "completion/complete": lambda client: client.complete(PromptReference(name="x"), {"name": "clip_id", "value": "w"}),
    "tasks/get": lambda client: ask(client, "tasks/get", taskId="task_1"),
    "tasks/cancel": lambda client: ask(client, "tasks/cancel", taskId="task_1"),
}


class Broken:
    """Fails at whatever it is asked."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


async def told(studio: StubStudio, era: Era, method: str, error: Exception) -> MCPError:
    server = build_server(cast(Any, studio), version="1")
    async with Client(server, mode=era, extensions=[advertise(EXTENSION)]) as client:
        studio.ledger = cast(Any, Broken(error))
        with pytest.raises(MCPError) as caught:
            await CALLS[method](client)
    return caught.value


@pytest.mark.parametrize("method", CALLS)
async def test_a_bug_is_logged_and_never_shown(studio: StubStudio, era: Era, method: str) -> None:
    if era == "legacy" and method.startswith("tasks/"):
        return
    with capture_logs() as logs:
        error = await told(studio, era, method, ZeroDivisionError("secret"))
    assert error.code == -32603
    assert error.message == f"{method} broke in the server; the log says where. Look with studio_status(), then try again."
    assert [(entry["event"], entry["handler"], type(entry["exc_info"])) for entry in logs] == [
        ("handler broke", method, ZeroDivisionError)
    ]


@pytest.mark.parametrize("method", CALLS)
async def test_trouble_we_know_is_told_in_its_own_words(studio: StubStudio, era: Era, method: str) -> None:
    if era == "legacy" and method.startswith("tasks/"):
        return
    error = await told(studio, era, method, StorageFailed("the ledger is on a full disk; free some space."))
    assert (error.code, error.message) == (-32603, "the ledger is on a full disk; free some space.")


async def test_a_tools_bug_is_logged_once(client: Client, studio: StubStudio) -> None:
    studio.answer = ZeroDivisionError("secret")
    with capture_logs() as logs:
        await client.call_tool("create_music", {"sound": "x"})
    assert [(entry["event"], entry["handler"]) for entry in logs] == [("handler broke", "create_music")]
