"""Asks a person before money is spent, where the settings want that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ..errors import Declined
from ..ledger import Ledger
from ..models import Cost, Task
from ..operations import operation_called
from .process import Clock
from .steps import paid_steps

RESERVATION_PERIOD = timedelta(seconds=60)
"""How long a place in the day's limit is reserved while a person is asked."""
PURPOSE_ARGUMENTS = ("title", "sound", "idea", "lyrics")
"""Arguments that tell a person what a request is about; the first that is given is shown."""
MAX_PURPOSE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is told before they say yes or no to a paid request."""

    vendor: str
    operation: str
    cost: Cost | None
    purpose: str
    """The title, sound, idea or lyrics it is about, and the song it works on, each up to 80 characters."""
    warnings: tuple[str, ...] = ()


class Reply(StrEnum):
    """What came back of a question."""

    YES = "The user said yes"
    NO = "The user said no"
    DISMISSED = "The user closed the question without an answer"
    NONE = "Nobody answered in time"
    """The time was over."""
    NOT_ASKED = "The client could not ask the user after all"


Ask = Callable[[Question], Awaitable[Reply]]
"""Puts a question to a person."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Asks before each paid submit, if `wanted`."""

    ledger: Ledger
    wanted: bool
    daily_limit: int
    clock: Clock

    async def agree(self, task: Task, ask: Ask | None) -> None:
        """Returns when a person says yes; places in the day's limit are then reserved under the task's key, one a paid step.

        Raises `Declined` on anything else, and `LimitReached` when the day's limit is used up.
        """
        if ask is None:
            raise Declined(
                "PRODUCER_CONFIRM=1 wants a person's yes before each paid request, and this client cannot be asked; "
                "use a client that can, or start the server without PRODUCER_CONFIRM."
            )
        await self.ledger.spending.reserve(
            task.owner, task.key, limit=self.daily_limit, until=self.clock.now() + RESERVATION_PERIOD, places=paid_steps(task)
        )
        reply = await ask(Question(task.vendor, task.operation, task.cost, await self._purpose(task), task.warnings))
        if reply is not Reply.YES:
            await self.ledger.spending.release(task.owner, task.key)
            raise Declined(f"{reply}; nothing was sent and nothing spent. Ask the user what they would like instead.")

    async def _purpose(self, task: Task) -> str:
        """What the request is about, in the words of its arguments, and the name of the song it works on."""
        arguments = task.arguments
        words = next((str(arguments[name]) for name in PURPOSE_ARGUMENTS if arguments.get(name)), "")[:MAX_PURPOSE_CHARS]
        clip_fields = operation_called(task.operation).clip_fields()
        if not clip_fields:
            return words
        clip = await self.ledger.clips.get(task.owner, str(arguments[clip_fields[0]]))
        song = f"“{clip.name[:MAX_PURPOSE_CHARS]}”"
        if "format" in arguments:
            return f"{song} as {arguments['format']}"
        return f"{words}, for {song}" if words else song
