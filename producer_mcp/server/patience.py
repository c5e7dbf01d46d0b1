"""How long each client waits for an answer, learned from what it does when its time is over.

A client that gives up says so (a cancellation that speaks of a time-out), or its model asks the very same again: while the
first call still waits, or after the client dropped it without a word. Or it looks for its tasks, as it is told to, meanwhile.
From then on calls of that client are answered in time.
"""

import json
import math
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import anyio
from mcp.types import CancelledNotificationParams

from .request import Request, owner_of

USUAL_TIMEOUTS_SECONDS = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 120)
"""What clients' time-outs are set to. A request that comes again shows only that the time-out is shorter than that: between the
two lies the time that the model took."""
MIN_LOST_SECONDS = 3.0
"""A look for tasks that comes sooner after another call was made together with it."""
REPEATED_WITHIN_SECONDS = 120.0
"""So long after its beginning a call is compared with those that follow."""
FORGOTTEN_AFTER_SECONDS = 3_600.0
"""So long after it was last seen a time-out is no longer reckoned with, since most of them are guesses."""
MAX_MARGIN_SECONDS = 2.0
"""How long before the client's time is over it is answered: a quarter of that time, at most this."""
MAX_CLIENTS = 256
MAX_CALLS = 512
TIMED_OUT = re.compile(r"tim(?:ed?|ing)[\s-]*out|deadline|too long", re.IGNORECASE)
"""In the reason of a cancellation; a person who stops a call gives none, or another."""


class Client(NamedTuple):
    """Whose patience it is: an owner's client of a name and version."""

    owner: str
    name: str
    version: str


@dataclass(slots=True)
class ToolCall:
    """A call of a tool, under way or over."""

    client: Client
    request_id: object
    content: int
    """A hash of what was asked, but for how long to wait."""
    began: float
    """This and `ended` in seconds of `Patience`'s clock."""
    ended: float | None = None
    is_dropped: bool = False
    """Whether the client cancelled it, or its connection broke."""
    is_unfinished: bool = False
    """Whether its answer was a task that runs on."""


class Patience:
    """What is known of the patience of the clients of one server; it lasts as long as the process, and is bounded."""

    def __init__(self, now: Callable[[], float] = anyio.current_time) -> None:
        """`now` tells the time in seconds, by any clock that never goes back."""
        self._now = now
        self._learned: OrderedDict[Client, tuple[float, float]] = OrderedDict()
        """The time-out of each client, and when it was last seen."""
        self._calls: deque[ToolCall] = deque(maxlen=MAX_CALLS)

    def of(self, request: Request) -> float | None:
        """Seconds within which a call of this client has to be answered; None while it has shown no limit."""
        seconds = self._known(client_of(request))
        return None if math.isinf(seconds) else seconds - min(MAX_MARGIN_SECONDS, seconds / 4)

    @contextmanager
    def calling(self, request: Request, tool: str, arguments: Mapping[str, Any]) -> Iterator[ToolCall]:
        """Watch one call of a tool from its beginning to its end."""
        asked = {name: value for name, value in arguments.items() if name != "wait_seconds"}
        content = hash((tool, json.dumps(asked, sort_keys=True, default=str)))
        call = ToolCall(client_of(request), request.request_id, content, self._now())
        self._compare(call)
        is_lost = tool == "get_tasks" and not any(asked.values())
        if is_lost and request.request is None:  # over HTTP it may be another client of that name
            self._compare_with_waiting(call)
        self._calls.append(call)
        try:
            yield call
        except anyio.get_cancelled_exc_class():
            call.is_dropped = True
            raise
        finally:
            call.ended = self._now()

    async def cancelled(self, request: Request, params: CancelledNotificationParams) -> None:
        """Take note of a client's cancellation."""
        owner = owner_of(request)
        for call in reversed(self._calls):
            if call.request_id == params.request_id and call.client.owner == owner:
                if TIMED_OUT.search(params.reason or ""):
                    self._learn(call.client, (call.ended or self._now()) - call.began)
                return

    def _compare(self, call: ToolCall) -> None:
        """Learn from a call that asks what an earlier one of the same client has asked."""
        earlier = next((one for one in reversed(self._calls) if (one.client, one.content) == (call.client, call.content)), None)
        if earlier is None or call.began - earlier.began > REPEATED_WITHIN_SECONDS:
            return
        known = self._known(call.client)
        if earlier.ended is None:
            self._learn(call.client, _usual_below(call.began - earlier.began))
        elif earlier.is_dropped:
            waited = earlier.ended - earlier.began
            self._learn(call.client, waited if waited >= USUAL_TIMEOUTS_SECONDS[0] else None)
        elif earlier.is_unfinished and known < call.began - earlier.began:  # answered in time, as we thought, and not heard
            self._learn(call.client, _usual_below(math.nextafter(known, 0)))

    def _compare_with_waiting(self, call: ToolCall) -> None:
        """Learn from a look for tasks while another call of the same client still waits, whose answer is not awaited any more."""
        waiting = next((one for one in reversed(self._calls) if one.client == call.client and one.ended is None), None)
        if waiting is not None and call.began - waiting.began >= MIN_LOST_SECONDS:
            self._learn(call.client, _usual_below(call.began - waiting.began))

    def _learn(self, client: Client, seconds: float | None) -> None:
        """Take the shortest time that is known."""
        if seconds is None:
            return
        known = self._known(client)
        self._learned.pop(client, None)
        self._learned[client] = min(seconds, known), self._now()
        if len(self._learned) > MAX_CLIENTS:
            self._learned.popitem(last=False)

    def _known(self, client: Client) -> float:
        """The time-out of a client in seconds; infinite where none was seen lately."""
        seconds, seen = self._learned.get(client, (math.inf, self._now()))
        return seconds if self._now() - seen <= FORGOTTEN_AFTER_SECONDS else math.inf


def client_of(request: Request) -> Client:
    """The client of a request; one that does not say its name has an empty one."""
    params = request.session.client_params
    info = None if params is None else params.client_info
    return Client(owner_of(request), "" if info is None else info.name, "" if info is None else info.version)


def _usual_below(seconds: float) -> float | None:
    """The longest usual time-out that is not longer than this; None below the shortest."""
    return max((usual for usual in USUAL_TIMEOUTS_SECONDS if usual <= seconds), default=None)
