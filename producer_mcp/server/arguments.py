"""The arguments of a tool that spends: those of its operation, and those of the asking."""

from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from ..call import Call
from ..operations import Operation
from ..words import Take, WaitSeconds

ASKING = ("take", "wait_seconds", "vendor")
"""Words that never reach a vendor."""


def arguments_of(operation: type[Operation], vendors: tuple[str, ...]) -> type[BaseModel]:
    """The model of what a caller says: the operation's own words, then which go this is, how long to wait, and whom to ask.

    `vendors`: who offers it; said only of music that starts from nothing, and only where there is a choice.
    """
    words: dict[str, Any] = {"take": (Take | None, None), "wait_seconds": (WaitSeconds | None, None)}
    if not operation.clip_words() and len(vendors) > 1:
        choice = Field(default=None, description="Who makes it; default: see studio_status.")
        words["vendor"] = (Literal[vendors] | None, choice)
    return create_model(operation.__name__, __base__=operation, __doc__=operation.__doc__, **words)


def call_of(operation: type[Operation], said: BaseModel, owner: str) -> Call:
    """What was said, as the studio takes it."""
    own = {word: getattr(said, word) for word in operation.model_fields}
    asking = {word: value for word in ASKING if (value := getattr(said, word, None)) is not None}
    return Call(operation.model_validate(own), owner=owner, **asking)
