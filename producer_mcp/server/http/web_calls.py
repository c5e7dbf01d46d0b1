"""What the page asks: a few tools and the resources of clips, answered by the MCP server itself; nothing else is passed on."""

import json
from collections.abc import Mapping
from typing import Any

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ... import __version__
from ..request import FIRST_MODERN_VERSION, LOCAL_OWNER
from ..tools.page_tools import PAGE_TOOLS

PASSED_TOOLS = frozenset({"find_clips", *(tool.name for tool in PAGE_TOOLS)})
"""None of them spends, waits long or reads a path."""
RESOURCES_PREFIX = "producer://clips/"
MAX_NAME_CHARS = 300
MAX_CALL_BYTES = 64 << 10
REQUEST_META = {
    "io.modelcontextprotocol/protocolVersion": FIRST_MODERN_VERSION,
    "io.modelcontextprotocol/clientInfo": {"name": "producer-web-player", "version": __version__},
    "io.modelcontextprotocol/clientCapabilities": {},
}
NOT_OFFERED_TEXT = "The page may call the player's own tools and find_clips, and read clips; anything else is an assistant's.\n"


class PlayerCalls:
    """Passes a call of the page to the MCP endpoint, as a request of its owner."""

    def __init__(self, endpoint: ASGIApp) -> None:
        self._endpoint = endpoint

    async def answer(self, owner: str, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers `{"method": …, "params": …}`: a tool call, the reading of a resource, or a `ping` that the page is open."""
        call = _parsed(body)
        if call.get("method") == "ping":
            await JSONResponse({"result": {}})(scope, receive, send)
            return
        request = _request_of(call)
        if request is None:
            scope["state"]["why"] = "not offered to a page"
            await PlainTextResponse(NOT_OFFERED_TEXT, 403)(scope, receive, send)
            return
        message = json.dumps(request).encode()
        is_passed = False

        async def receive_request() -> Message:
            nonlocal is_passed
            if is_passed:
                return await receive()
            is_passed = True
            return {"type": "http.request", "body": message, "more_body": False}

        async def send_fresh(answer: Message) -> None:
            if answer["type"] == "http.response.start":
                # an error of the protocol is an answer, too: with its own status browsers and our log would take it for a fault
                answer["status"] = 200
                answer["headers"] = [*answer.get("headers", ()), (b"cache-control", b"no-store")]
            await send(answer)

        await self._endpoint(_scope_of(scope, owner, request), receive_request, send_fresh)


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return call if isinstance(call, dict) else {}


def _request_of(call: Mapping[str, Any]) -> dict[str, Any] | None:
    """The call as a request of the protocol; None if it is none that a page may make."""
    method, params = call.get("method"), call.get("params")
    if not isinstance(params, dict):
        return None
    match method, params:
        case "tools/call", {"name": str(name)} if name in PASSED_TOOLS:
            arguments = params.get("arguments")
            passed: dict[str, Any] = {"name": name, "arguments": arguments if isinstance(arguments, dict) else {}}
        case "resources/read", {"uri": str(uri)} if _is_of_a_clip(uri):
            passed = {"uri": uri}
        case _:
            return None
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": passed | {"_meta": REQUEST_META}}


def _is_of_a_clip(uri: str) -> bool:
    return uri.startswith(RESOURCES_PREFIX) and len(uri) <= MAX_NAME_CHARS and uri.isascii() and uri.isprintable()


def _scope_of(scope: Scope, owner: str, request: Mapping[str, Any]) -> Scope:
    """The scope of a request to the MCP endpoint: the owner is its user, and no header of the browser's is kept but the host."""
    params = request["params"]
    headers = {
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": FIRST_MODERN_VERSION,
        "mcp-method": request["method"],
        "mcp-name": params.get("name") or params["uri"],
    }
    kept = [pair for pair in scope["headers"] if pair[0] == b"host"]
    passed = {**scope, "headers": kept + [(name.encode(), value.encode()) for name, value in headers.items()]}
    if owner != LOCAL_OWNER:
        passed["user"] = AuthenticatedUser(AccessToken(token="", client_id=owner, subject=owner, scopes=[]))
    return passed
