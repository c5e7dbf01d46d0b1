"""The real server, patched with points at which it can be ordered to kill itself, and with a clock that can be set.

The environment's FAULT_MACHINE_ORDERS names a file; as long as that holds `point count` (`launch.commit 2`), the process kills
itself with SIGKILL the second time it comes there, as suddenly as a power cut. FAULT_MACHINE_CLOCK names a file with the seconds
by which this machine's clock is wrong. Beside the orders, `….lapses` gets a line whenever the process did not get to renew its
lease in time, as on a machine that is busy with other things.
"""

import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import datetime, timedelta, tzinfo
from functools import wraps
from pathlib import Path
from typing import Any

ORDERS_VARIABLE, CLOCK_VARIABLE = "FAULT_MACHINE_ORDERS", "FAULT_MACHINE_CLOCK"
METHODS = {
    "claim": "producer_mcp.ledger.tasks:SqlTasks.claim",
    "launch": "producer_mcp.ledger.tasks:SqlTasks.launch",
    "save": "producer_mcp.ledger.tasks:SqlTasks.save",
    "finish": "producer_mcp.ledger.tasks:SqlTasks.finish",
    "begin_step": "producer_mcp.ledger.tasks:SqlTasks.begin_step",
    "resume": "producer_mcp.ledger.tasks:SqlTasks.resume",
    "adopt": "producer_mcp.ledger.tasks:SqlTasks.adopt",
    "claim_files": "producer_mcp.ledger.files:SqlFiles.claim",
    "record_fetched": "producer_mcp.ledger.files:SqlFiles.record_fetched",
    "record_failed": "producer_mcp.ledger.files:SqlFiles.record_failed",
    "submit": "producer_mcp.vendors.hosted:HostedVendor.submit",
    "check": "producer_mcp.vendors.ccapi:CCAPI.check",
    "keep": "producer_mcp.library:Library.keep",
}
"""The methods at which a process can die, by the name of their points."""
OTHER_CHECK_METHODS = ("producer_mcp.vendors.acedata:AceData.check", "producer_mcp.vendors.musicapi:MusicAPI.check")
WRITES = ("claim", "launch", "save", "finish", "begin_step", "resume", "adopt", "record_fetched", "record_failed")
POINTS = (
    *(f"{name}.{moment}" for name in METHODS for moment in ("before", "after")),
    *(f"{name}.commit" for name in WRITES),
    "place.after",
)
"""`commit`: all rows are written and not committed; `place.after`: a file is in the library and not yet in the ledger."""
STEP_POINTS = tuple(point for point in POINTS if point.partition(".")[0] in ("begin_step", "resume", "submit", "launch"))
"""Those between and around the paid steps of one task."""

AsyncMethod = Callable[..., Awaitable[Any]]
_doing: ContextVar[str] = ContextVar("doing", default="")


class KillSwitch:
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


def with_kill_points(kill_switch: KillSwitch, name: str, method: AsyncMethod) -> AsyncMethod:
    @wraps(method)
    async def passing(*arguments: Any, **more: Any) -> Any:
        kill_switch.at(f"{name}.before")
        token = _doing.set(name)
        try:
            result = await method(*arguments, **more)
        finally:
            _doing.reset(token)
        kill_switch.at(f"{name}.after")
        return result

    return passing


def install(kill_switch: KillSwitch) -> None:
    from pkgutil import resolve_name

    from producer_mcp import library
    from producer_mcp.ledger.sqlite import SQLite

    for name, place in [*METHODS.items(), *(("check", place) for place in OTHER_CHECK_METHODS)]:
        owner, _, method = place.rpartition(".")
        setattr(resolve_name(owner), method, with_kill_points(kill_switch, name, resolve_name(place)))
    run_sql, put = SQLite._run_sql, vars(library)["move_to_free_name"]

    async def running_sql(self: SQLite, sql: str) -> Any:
        if sql == "COMMIT" and _doing.get() in WRITES:
            kill_switch.at(f"{_doing.get()}.commit")
        return await run_sql(self, sql)

    def putting(*arguments: Any) -> Any:
        target = put(*arguments)
        kill_switch.at("place.after")
        return target

    setattr(SQLite, "_run_sql", running_sql)  # noqa: B010
    setattr(library, "move_to_free_name", putting)  # noqa: B010


def set_clock(offset: Path) -> None:
    """Let the server read the time from a clock that is wrong by the seconds in that file; without one it is right."""
    from producer_mcp.studio import process

    class WrongClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=float(offset.read_text()) if offset.exists() else 0.0)

    setattr(process, "datetime", WrongClock)  # noqa: B010


def note_lapses(lapses: Path) -> None:
    """Write down when the lease that says this process is alive was not renewed while it lasted."""
    from producer_mcp.ledger.leases import SqlLeases

    acquire, renewed = SqlLeases.acquire, dict[str, float]()

    async def acquiring(self: SqlLeases, name: str, holder: str, seconds: float) -> bool:
        is_ours = await acquire(self, name, holder, seconds)
        if name.startswith("process:"):
            now = time.monotonic()
            lapse = now - renewed.get(name, now) - seconds
            renewed[name] = now
            if lapse > 0:
                with lapses.open("a") as lines:
                    lines.write(f"{lapse:.1f}\n")
        return is_ours

    setattr(SqlLeases, "acquire", acquiring)  # noqa: B010


if __name__ == "__main__":
    from producer_mcp.__main__ import main

    set_clock(Path(os.environ[CLOCK_VARIABLE]))
    orders = Path(os.environ[ORDERS_VARIABLE])
    note_lapses(orders.with_suffix(".lapses"))
    install(KillSwitch(orders))
    main()
