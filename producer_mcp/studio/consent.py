"""A person says yes to spending, or nothing is spent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from ..errors import Declined
from ..ledger import Ledger
from ..models import Cost, Task
from .process import Clock

ASKING = timedelta(seconds=60)
"""How long a place in the day's limit is kept while a person thinks."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked before money is spent."""

    vendor: str
    operation: str
    cost: Cost | None
    purpose: str
    warnings: tuple[str, ...] = ()


Ask = Callable[[Question], Awaitable[bool | None]]
"""Puts a question to a person; None when nobody answered."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Asks before each paid submit, where the user wanted that."""

    ledger: Ledger
    wanted: bool
    daily_limit: int
    clock: Clock

    async def agree(self, task: Task, ask: Ask | None) -> None:
        """Returns on a yes, with a place in the day's limit kept under the task's key; else raises `Declined`."""
        if ask is None:
            raise Declined(
                "PRODUCER_CONFIRM=1 wants a person's yes before each paid request, and this client cannot be asked; "
                "use a client that can, or start the server without PRODUCER_CONFIRM."
            )
        await self.ledger.spending.reserve(task.owner, task.key, limit=self.daily_limit, until=self.clock.now() + ASKING)
        said = task.arguments
        purpose = str(said.get("title") or said.get("sound") or said.get("idea") or said.get("lyrics") or "")[:80]
        answer = await ask(Question(task.vendor, task.operation, task.cost, purpose, task.warnings))
        if answer is not True:
            await self.ledger.spending.release(task.owner, task.key)
            why = "Nobody answered in time" if answer is None else "The user said no"
            raise Declined(f"{why}; nothing was sent and nothing spent. Ask the user what they would like instead.")
