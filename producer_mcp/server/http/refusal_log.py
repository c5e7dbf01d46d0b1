"""One log line for each refused call, with the owner who made it."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from mcp import MCPError
from mcp.server.context import CallNext, HandlerResult

from ...errors import ErrorCode
from ..request import Request, owner_of

log = structlog.get_logger()

MAX_TOOL_NAME_CHARS = 64


async def log_refusals(ctx: Request, call_next: CallNext) -> HandlerResult:
    """A middleware of the SDK's: passes the call on, and logs the codes with which it, or a part of it, was refused."""
    try:
        result = await call_next(ctx)
    except MCPError as error:
        _log_refusal(ctx, error.error.code)
        raise
    if ctx.method == "tools/call" and isinstance(result, Mapping):
        for code in _refusals(result):
            _log_refusal(ctx, code)
    return result


def _log_refusal(request: Request, code: object) -> None:
    name = (request.params or {}).get("name") if request.method == "tools/call" else None
    tool = {"tool": str(name)[:MAX_TOOL_NAME_CHARS]} if isinstance(name, str) else {}
    log.info("call refused", method=request.method, owner=owner_of(request), code=code, **tool)


def _refusals(result: Mapping[str, Any]) -> Iterator[str]:
    """The codes of what a tool's answer refuses: the whole call, or single tasks it was asked about."""
    structured = result.get("structuredContent") or {}
    if result.get("isError"):
        yield (structured.get("error") or {}).get("code", ErrorCode.INTERNAL)
    tasks = structured.get("tasks")
    rows = tasks if isinstance(tasks, list) else []
    yield from (task["error"]["code"] for task in rows if "error" in task and "status" not in task)
