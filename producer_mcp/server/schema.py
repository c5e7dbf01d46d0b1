"""JSON Schema as a language model, and the narrowest client, should read it."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

UNLISTED = frozenset({"minLength", "maxLength", "pattern", "minItems", "maxItems", "format", "additionalProperties"})
"""Held to when a call comes, and told when it is broken; not worth their bytes in every list of tools."""


class WireSchema(GenerateJsonSchema):
    """No titles, no references, and optional means absent rather than null."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        written = super().default_schema(schema)
        return {word: value for word, value in written.items() if not (word == "default" and value is None)}


def whole_schema(model: type[BaseModel]) -> dict[str, Any]:
    """All that `model` asks of its arguments."""
    schema = model.model_json_schema(schema_generator=WireSchema)
    return {word: value for word, value in schema.items() if word not in ("title", "description")}


def listed_schema(whole: dict[str, Any]) -> dict[str, Any]:
    """What of a whole schema a caller needs to see."""
    kept = {word: value for word, value in whole.items() if word not in UNLISTED}
    if "properties" in kept:
        kept["properties"] = {word: listed_schema(value) for word, value in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = listed_schema(kept["items"])
    return kept


def gives(**words: str) -> dict[str, Any]:
    """An output schema: only the words a caller relies on, each optional.

    Nothing is required and nothing else forbidden: some clients hold errors to it too, and would hide their remedy.
    """
    kinds: dict[str, dict[str, Any]] = {"text": {"type": "string"}, "list": {"type": "array", "items": {"type": "object"}}}
    return {"type": "object", "properties": {word: kinds[kind] for word, kind in words.items()}}
