"""The remark that music of the offline engine is a sketch: said once in a connection, with the first such music."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from ..studio import Roster
from .patience import client_of
from .request import Request, is_modern

MAX_TOLD = 1_024
"""How many connections, and clients without one, are remembered."""


class SketchRemark:
    """Knows who was told. In a protocol without a handshake a client of an owner counts as one connection."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._told: OrderedDict[object, None] = OrderedDict()

    def on(self, request: Request, answer: Mapping[str, Any]) -> tuple[str, ...]:
        """The remark, if the presented task or tasks are a sketch and this connection was not told yet."""
        tasks = answer.get("tasks")  # a number in the answer of studio_status
        rows = tasks if isinstance(tasks, list) else [answer]
        remarks = (self._roster.sketch_remark(row.get("vendor", ""), row.get("operation", "")) for row in rows)
        remark = next(filter(None, remarks), None)
        return (remark,) if remark is not None and self._is_first(request) else ()

    def _is_first(self, request: Request) -> bool:
        """Whether the connection was not told yet; from now on it was."""
        connection = request.session._connection  # the SDK shows handlers no other way to what outlives a request
        key: object = client_of(request) if is_modern(request) else id(connection)
        if key in self._told:
            return False
        self._told[key] = None
        if not is_modern(request):
            connection.exit_stack.callback(self._told.pop, key, None)
        if len(self._told) > MAX_TOLD:
            self._told.popitem(last=False)
        return True
