"""CCAPI's Suno: of twenty-five listed actions one is published, and two are those of the gateway it is built on.

See docs/vendors.md, “CCAPI — Suno”.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from ..models import Clip
from ..operations import CreateMusic, EnrichSound, Operation, WriteLyrics
from . import Offer
from .ccapi import CCAPI
from .hosted import ANY_HOST
from .routes import Route, spelled

UNPUBLISHED = Offer(documented=False, usual_seconds=120)


class CCAPISuno(CCAPI):
    """Suno at CCAPI, documented at https://docs.ccapi.ai."""

    name = "ccapi-suno"
    models = ()
    runs_at: ClassVar[Mapping[str, str]] = {ANY_HOST: "Suno; which model its pages do not say (docs.ccapi.ai, 2026-03-27)"}
    closed_at: ClassVar[Mapping[str, Any]] = {}
    listed = (
        "Fetch Task Status", "Extend Music", "Create Cover", "Extract Stems", "Extract All Stems", "Add Vocals",
        "Add Instrumental", "Replace Section", "Remaster Song", "Mashup", "Sample Section", "Generate Sounds", "Generate MIDI",
        "Upload Audio", "Concatenate Music", "Get Aligned Lyrics", "Generate Music Video", "Export as WAV",
        "Create Voice Persona (unavailable)", "Detect BPM", "Extract Vocals", "Batch Fetch Tasks",
    )  # fmt: skip
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: Route(
            "/suno/submit/MUSIC",
            spelled("title", sound="tags", lyrics="prompt", model="mv", instrumental="make_instrumental"),
            offer=UNPUBLISHED,
        ),
        WriteLyrics: Route("/suno/submit/LYRICS", spelled(idea="prompt"), offer=UNPUBLISHED),
        EnrichSound: CCAPI.routes[EnrichSound],
    }

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With a description alone in the gateway's field for that."""
        body = super().body(operation, arguments, clips)
        if isinstance(operation, CreateMusic):
            body.setdefault("make_instrumental", False)  # the gateway's request has it every time
            if "prompt" not in body:
                body["gpt_description_prompt"] = body.pop("tags")
        return body
