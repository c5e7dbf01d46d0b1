"""A minimal MCP client that reads and writes lines of JSON on a pipe, so that the server is what is measured."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

LEGACY, MODERN = "2025-11-25", "2026-07-28"
CLIENT = {"name": "bench", "version": "1"}
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": CLIENT,
    "io.modelcontextprotocol/clientCapabilities": {},
}


class StdioPipe:
    """A server process, which starts when this is made, and the pipe to it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, modern: bool = False, stderr: Any = subprocess.DEVNULL
    ) -> None:
        self._modern = modern
        self._number = 0
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=dict(environment), stdin=pipe, stdout=pipe, stderr=stderr)

    def greet(self) -> None:
        """Initializes the session; the modern protocol needs no handshake."""
        if not self._modern:
            self.ask("initialize", protocolVersion=LEGACY, capabilities={}, clientInfo=CLIENT)
            self._say({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a request."""
        result: dict[str, Any] = json.loads(self.raw(method, **params))["result"]
        return result

    def raw(self, method: str, **params: Any) -> bytes:
        """The line that answers a request; notifications before it are skipped."""
        assert self.process.stdout is not None
        self._number += 1
        said = params | ({"_meta": META} if self._modern else {})
        self._say({"jsonrpc": "2.0", "id": self._number, "method": method, "params": said})
        for heard in self.process.stdout:
            if json.loads(heard).get("id") == self._number:
                return heard
        raise EOFError(f"the server ended before it answered {method}")

    def _say(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()
