"""A song of Suno's, and what the tests of requests and of answers have in common."""

from typing import Any

from producer_mcp.models import Clip
from producer_mcp.operations import Operation
from producer_mcp.vendors.hosted import HostedVendor

from .mock_wire import clip

WORDS = "[Verse]\nRain"
ID: dict[str, Any] = {"clip_id": "clip_1"}
SONIC = "/api/v1/sonic/"
FILE = "https://cdn1.suno.ai/1.mp3"


def a_song(kind: type[HostedVendor], **more: Any) -> Clip:
    return clip(kind.name, **{"lyrics": "[Verse]\nold words", "sound": "its own sound", **more})


def clips_of(kind: type[HostedVendor], operation: Operation, **more: Any) -> dict[str, Clip]:
    return {word: a_song(kind, **more) for word in operation.clip_fields()}
