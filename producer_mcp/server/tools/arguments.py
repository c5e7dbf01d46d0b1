"""The arguments of a tool that spends: those of its operation, and those of the asking."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from ...fields import Take, WaitSeconds
from ...operations import Call, Operation

ASKING = ("take", "wait_seconds", "vendor")
"""Words that never reach a vendor."""


def words_of(operation: type[Operation], vendors: tuple[str, ...]) -> dict[str, FieldInfo]:
    """What a caller can say: the operation's own words, then which go this is, how long to wait, and whom to ask.

    `vendors`: who offers it; said only of music that starts from nothing, and only where there is a choice.
    """
    words = operation.model_fields | {"take": _optional(Take), "wait_seconds": _optional(WaitSeconds)}
    if not operation.clip_fields() and len(vendors) > 1:
        words["vendor"] = _optional(Annotated[Literal[vendors], Field(description="Who makes it; default: see studio_status.")])
    return words


def model_of(operation: type[Operation], words: Mapping[str, FieldInfo]) -> type[BaseModel]:
    """What a call is held to: the operation with all that can be said."""
    beyond: dict[str, Any] = {word: (field.annotation, field) for word, field in words.items() if word in ASKING}
    return create_model(operation.__name__, __base__=operation, **beyond)


def call_of(operation: type[Operation], said: BaseModel, owner: str) -> Call:
    """The call for arguments that `model_of` has validated; they are not validated again."""
    own = {word: getattr(said, word) for word in operation.model_fields}
    asking = {word: value for word in ASKING if (value := getattr(said, word, None)) is not None}
    return Call(operation.model_construct(said.model_fields_set & own.keys(), **own), owner=owner, **asking)


def _optional(word: Any) -> FieldInfo:
    return FieldInfo.from_annotated_attribute(word | None, None)
