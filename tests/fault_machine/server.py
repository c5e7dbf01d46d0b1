"""The real server, with points in its work at which it can be told to die. The points exist here only.

The environment's FAULT_MACHINE_ORDERS names a file; as long as that holds `point count` (`launch.commit 2`), the process kills
itself with SIGKILL the second time it comes there, as suddenly as a power cut.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any

ORDERS = "FAULT_MACHINE_ORDERS"
PLACES = {
    "claim": "producer_mcp.ledger:Ledger",
    "launch": "producer_mcp.ledger:Ledger",
    "save": "producer_mcp.ledger:Ledger",
    "finish": "producer_mcp.ledger:Ledger",
    "adopt": "producer_mcp.ledger:Ledger",
    "claim_files": "producer_mcp.ledger:Ledger",
    "kept": "producer_mcp.ledger:Ledger",
    "missed": "producer_mcp.ledger:Ledger",
    "submit": "producer_mcp.vendors.hosted:HostedVendor",
    "check": "producer_mcp.vendors.ccapi:CCAPI",
    "keep": "producer_mcp.library:Library",
}
"""What it does, and where."""
CHECKS = ("producer_mcp.vendors.acedata:AceData", "producer_mcp.vendors.musicapi:MusicAPI")
WRITES = ("claim", "launch", "save", "finish", "adopt", "kept", "missed")
POINTS = (
    *(f"{name}.{moment}" for name in PLACES for moment in ("before", "after")),
    *(f"{name}.commit" for name in WRITES),
    "place.after",
)
"""`commit`: everything is written, and not yet for good; `place.after`: a file has its name, and nobody knows of it yet."""

Work = Callable[..., Awaitable[Any]]
_doing: ContextVar[str] = ContextVar("doing", default="")


class Executioner:
    """Counts how often the process comes to a point, and ends it there when that was ordered."""

    def __init__(self, orders: Path) -> None:
        self._orders = orders
        self._order = ""
        self._count = 0

    def at(self, point: str) -> None:
        order = self._orders.read_text() if self._orders.exists() else ""
        if order != self._order:
            self._order, self._count = order, 0
        name, _, count = order.partition(" ")
        self._count += name == point
        if name == point and self._count >= int(count):
            os.kill(os.getpid(), signal.SIGKILL)


def watched(executioner: Executioner, name: str, work: Work) -> Work:
    @wraps(work)
    async def passing(*arguments: Any, **more: Any) -> Any:
        executioner.at(f"{name}.before")
        token = _doing.set(name)
        try:
            result = await work(*arguments, **more)
        finally:
            _doing.reset(token)
        executioner.at(f"{name}.after")
        return result

    return passing


def install(executioner: Executioner) -> None:
    from pkgutil import resolve_name

    from producer_mcp import library
    from producer_mcp.ledger.sqlite import SQLite

    for name, place in [*PLACES.items(), *(("check", place) for place in CHECKS)]:
        owner = resolve_name(place)
        setattr(owner, name, watched(executioner, name, getattr(owner, name)))
    do, put = SQLite._do, vars(library)["move_to_free_name"]

    async def doing(self: SQLite, sql: str) -> Any:
        if sql == "COMMIT" and _doing.get() in WRITES:
            executioner.at(f"{_doing.get()}.commit")
        return await do(self, sql)

    def putting(*arguments: Any) -> Any:
        target = put(*arguments)
        executioner.at("place.after")
        return target

    setattr(SQLite, "_do", doing)  # noqa: B010
    setattr(library, "move_to_free_name", putting)  # noqa: B010


if __name__ == "__main__":
    from producer_mcp.__main__ import main

    install(Executioner(Path(os.environ[ORDERS])))
    main()
