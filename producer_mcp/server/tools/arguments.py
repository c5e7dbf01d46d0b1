"""The arguments of an operation's tool: the operation's own, and those that are for the studio."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from ... import spellings
from ...fields import Take, WaitSeconds
from ...operations import Call, Operation

STUDIO_ARGUMENTS = ("take", "wait_seconds", "vendor")
"""Arguments that are not the operation's; no vendor's API is sent them."""
ARGUMENT_ORDER = (
    "clip_id",
    "start",
    "end",
    "at",
    "idea",
    "url",
    "path",
    "sound",
    "lyrics",
    "instrumental",
    "seconds",
    "title",
    "strength",
    "format",
    "cover_art_url",
    "model",
    "seed",
    "lyrics_strength",
    "sound_strength",
    "weirdness",
)
"""What a call is about comes first in a tool's arguments, fine tuning last; an argument that is not named here follows."""


def fields_of(operation: type[Operation], vendors: tuple[str, ...], default: str) -> dict[str, FieldInfo]:
    """The operation's own arguments, then `take`, `wait_seconds` and `vendor`.

    `vendor` is left out where a clip decides who does it, and where only the default vendor offers it; another one that alone
    offers it is not asked unless it is named.
    """
    fields = _in_order(operation.model_fields) | {"take": _optional(Take), "wait_seconds": _optional(WaitSeconds)}
    if not operation.clip_fields() and vendors not in ((), (default,)):
        fields["vendor"] = _optional(
            Annotated[Literal[vendors], spellings.VENDOR, Field(description="Who makes it; default: see studio_status.")]
        )
    return fields


def model_of(operation: type[Operation], fields: Mapping[str, FieldInfo]) -> type[BaseModel]:
    """The operation's model with the studio's arguments added."""
    added: dict[str, Any] = {name: (field.annotation, field) for name, field in fields.items() if name in STUDIO_ARGUMENTS}
    return create_model(operation.__name__, __base__=operation, **added)


def call_of(operation: type[Operation], arguments: BaseModel, owner: str, patience: float | None = None) -> Call:
    """The call for arguments that `model_of` has validated; they are not validated again."""
    own = {name: getattr(arguments, name) for name in operation.model_fields}
    for_studio = {name: value for name in STUDIO_ARGUMENTS if (value := getattr(arguments, name, None)) is not None}
    return Call(
        operation.model_construct(arguments.model_fields_set & own.keys(), **own), owner=owner, patience=patience, **for_studio
    )


def _in_order(fields: Mapping[str, FieldInfo]) -> dict[str, FieldInfo]:
    """The fields with the required ones first, then as `ARGUMENT_ORDER` has them."""
    places = {name: place for place, name in enumerate(ARGUMENT_ORDER)}
    names = sorted(fields, key=lambda name: (not fields[name].is_required(), places.get(name, len(places))))
    return {name: fields[name] for name in names}


def _optional(annotation: Any) -> FieldInfo:
    return FieldInfo.from_annotated_attribute(annotation | None, None)
