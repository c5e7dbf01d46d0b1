"""What a vendor in memory answers where a test does not ask for more: it knows nothing, and takes one step."""

from collections.abc import Sequence
from dataclasses import dataclass

from producer_mcp.models import Clip, Tempo, TimedLine
from producer_mcp.operations import Operation
from producer_mcp.vendors import PreparedSubmit


@dataclass
class PlainVendor:
    """The part of a `Vendor` that most toys have alike; they say what they offer, submit and check."""

    is_hosted: bool = True
    models: Sequence[str] = ()
    runs: str = ""
    listed: Sequence[str] = ()
    batch_size: int = 50
    check_interval_seconds: float = 5.0

    def prepare_step(self, operation: Operation, step: int, made: Sequence[Clip]) -> PreparedSubmit:
        raise NotImplementedError

    async def form(self, clip: Clip) -> None:
        return None

    async def timed_lines(self, clip: Clip) -> Sequence[TimedLine]:
        return ()

    async def tempo(self, clip: Clip) -> Tempo | None:
        return None

    async def balance(self) -> str | None:
        return None

    async def close(self) -> None: ...
