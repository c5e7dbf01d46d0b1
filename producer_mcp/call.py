"""One asking."""

from dataclasses import dataclass

from .operation import Operation


@dataclass(frozen=True, slots=True)
class Call:
    """One asking: an operation, which go at it this is, how long to wait, and whom to ask. A vendor sees only the operation."""

    operation: Operation
    take: int = 1
    wait_seconds: float | None = None
    vendor: str | None = None
    owner: str = "local"
