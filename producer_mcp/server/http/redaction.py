"""Between the SDK and our handlers, over the network: one line for what was refused, and no word of our disk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

import structlog
from mcp import MCPError
from mcp.server.context import CallNext, HandlerResult

from ..request import Request, owner_of

log = structlog.get_logger()

LISTS = frozenset({"tools/list", "prompts/list", "resources/templates/list"})
"""What is the same for everybody, and long."""
ELSEWHERE = "(the server's folder)"


@dataclass(frozen=True, slots=True)
class RedactPaths:
    """A middleware of the SDK's. `folders` are the places on our disk that no answer names."""

    folders: tuple[str, ...]

    async def __call__(self, ctx: Request, call_next: CallNext) -> HandlerResult:
        try:
            result = await call_next(ctx)
        except MCPError as error:
            self._note(ctx, error.error.code)
            error.error = error.error.model_copy(update={"message": self._veiled(error.error.message)})
            raise
        if isinstance(result, Mapping) and ctx.method not in LISTS:
            for code in _refusals(ctx.method, result):
                self._note(ctx, code)
            return self._veiled(result) if self._names_a_place(result) else result
        return result

    @staticmethod
    def _note(request: Request, code: object) -> None:
        name = (request.params or {}).get("name") if request.method == "tools/call" else None
        what = {"tool": str(name)[:64]} if isinstance(name, str) else {}
        log.info("call refused", method=request.method, owner=owner_of(request), code=code, **what)

    def _names_a_place(self, said: object) -> bool:
        written = dumps(said, ensure_ascii=False, default=str)
        return any(dumps(folder, ensure_ascii=False)[1:-1] in written for folder in self.folders)

    def _veiled(self, said: Any) -> Any:
        """What was said, in the same shape, without our folders."""
        match said:
            case str():
                for folder in self.folders:
                    said = said.replace(folder, ELSEWHERE)
                return said
            case Mapping():
                return {word: self._veiled(value) for word, value in said.items()}
            case list():
                return [self._veiled(value) for value in said]
            case _:
                return said


def _refusals(method: str, result: Mapping[str, Any]) -> Iterator[str]:
    """The codes of what an answer refuses: the whole call, or tasks it was asked about."""
    if method != "tools/call":
        return
    told = result.get("structuredContent") or {}
    if result.get("isError"):
        yield (told.get("error") or {}).get("code", "internal")
    tasks = told.get("tasks")
    rows = tasks if isinstance(tasks, list) else []
    yield from (task["error"]["code"] for task in rows if "error" in task and "status" not in task)
