"""AceDataCloud: one endpoint with an `action` for music, one for each other operation, one to ask for many tasks.

See docs/vendors.md, “Vendor A — AceDataCloud”.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ..errors import ContentRefused, VendorError
from ..models import Clip, Status
from ..operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from . import Offer, Report
from .hosted import ANY_HOST, HostedVendor, compact_json, with_origin
from .parsing import (
    Record,
    has_media,
    identifier,
    lyric_sheets,
    made_clips,
    progress,
    record,
    records,
    status,
    status_of_items,
    text,
)
from .routes import FieldNames, Route, spelled

SONG_FIELDS = spelled("model seed lyrics_strength sound_strength weirdness", sound="prompt", lyrics="lyric")
EDIT_FIELDS = SONG_FIELDS | spelled(clip_id="audio_id")
CLIP_FIELDS = spelled(clip_id="audio_id")

WITH_UPLOAD_ACTION = frozenset({CoverMusic, ExtendMusic, ReplaceSection})
"""Operations with a second action, `upload_…`, for clips that are uploaded recordings."""


def audios_route(action: str, fields: FieldNames) -> Route:
    """The route of an operation that is an `action` of the endpoint for music.

    `prompt` and `lyric` are required and may be empty. `async` asks for a ticket at once, instead of an answer after minutes.
    """
    return Route(
        "/producer/audios",
        fields,
        {"action": action, "async": True, "prompt": "", "lyric": ""},
        Offer(usual_seconds=60),
        max_chars={"sound": 200},
        callback_names=("callback_url",),
    )


def waiting_route(path: str, fields: FieldNames, **more: Any) -> Route:
    """The route of an operation that is answered when its work is done."""
    return Route(f"/producer/{path}", fields, offer=Offer(usual_seconds=20), waits_for_result=True, **more)


class AceData(HostedVendor):
    """AceDataCloud, documented at https://docs.acedata.cloud."""

    name = "acedata"
    models: Sequence[str] = (
        "FUZZ-2.0",
        "FUZZ-2.0 Pro",
        "FUZZ-2.0 Raw",
        "FUZZ-1.1 Pro",
        "FUZZ-1.1",
        "FUZZ-1.0 Pro",
        "FUZZ-1.0",
        "FUZZ-0.8",
    )
    runs_at: ClassVar[Mapping[str, str]] = {
        ANY_HOST: "the FUZZ models, as its pages list them; which of them still run it does not say (docs.acedata.cloud, 2026-08)"
    }
    tasks_path: ClassVar[str] = "/producer/tasks"
    """Where the records of tasks are asked for."""
    export_kinds: ClassVar[frozenset[str]] = frozenset({"videos", "wav"})
    """Kinds of task that give a clip another file."""
    batch_size = 50
    forbidden = ContentRefused  # as the vendor's own SDK takes a 403 whose code it does not know
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: audios_route("generate", SONG_FIELDS | spelled("title instrumental")),
        ExtendMusic: audios_route("extend", EDIT_FIELDS | spelled("title", at="continue_at")),
        CoverMusic: audios_route("cover", EDIT_FIELDS | spelled("title instrumental", strength="cover_strength")),
        VaryMusic: audios_route("variation", spelled("model seed", clip_id="audio_id", sound="prompt", lyrics="lyric")),
        ReplaceSection: audios_route(
            "replace_section", EDIT_FIELDS | spelled(start="replace_section_start", end="replace_section_end")
        ),
        SwapVocals: audios_route("swap_vocals", EDIT_FIELDS),
        SwapSound: audios_route("swap_instrumentals", EDIT_FIELDS),
        SplitStems: audios_route("stems", CLIP_FIELDS),
        WriteLyrics: waiting_route("lyrics", spelled(idea="prompt")),
        DownloadMusic: waiting_route(
            "wav",
            CLIP_FIELDS | spelled(format=""),
            refused_values={"format": {"mp3": 'say format="wav"; the clip\'s own audio is an m4a'}},
        ),
        UploadMusic: waiting_route("upload", spelled(url="audio_url", title="")),
        MakeVideo: waiting_route("videos", CLIP_FIELDS),
    }

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With the clip's length as `end` where none was given: what a request without an end means is not documented."""
        arguments = super().arguments(operation, clips)
        if isinstance(operation, ReplaceSection) and operation.end is None and (end := clips["clip_id"].seconds) is not None:
            arguments["end"] = end
        return arguments

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With `custom` where there are lyrics, and the action for uploaded recordings where the clip is one."""
        body = super().body(operation, arguments, clips)
        if body.get("lyric"):
            body["custom"] = True  # without it the lyrics are not sung as they are
        if type(operation) in WITH_UPLOAD_ACTION and clips["clip_id"].uploaded:
            body["action"] = f"upload_{body['action']}"
        return body

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """About a sound beside lyrics, and a section without an end."""
        warnings = []
        if {"sound", "lyrics"} <= operation.arguments().keys():
            warnings.append(f"{self.name} documents the sound as heeded without lyrics; beside lyrics it may count for less.")
        if isinstance(operation, ReplaceSection) and "end" not in arguments:
            warnings.append(f"{self.name} does not say what a section without an end is; say end to be sure.")
        return warnings

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """One request for all tickets."""
        answer = await self._wire.query("POST", self.tasks_path, {"action": "retrieve_batch", "ids": list(tickets)})
        payload = record(answer.body)
        if payload and "items" not in payload:
            raise self.unreadable(answer.raw)
        tasks = {_ticket_of(task): task for task in records(payload.get("items"))}
        return self.read_each({ticket: tasks[ticket] for ticket in tickets if ticket in tasks}, answer.raw)

    def read_answer(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """The finished work of a route that waits for it; of music only when it is done already."""
        route = self._route(operation)
        task = {"type": route.path.rpartition("/")[2], "request": body, "response": answer, "finished_at": route.waits_for_result}
        try:
            report = self.read(task)
        except VendorError:
            return None
        return report if report.status is Status.DONE or (route.waits_for_result and report.status.is_final) else None

    def read_callback(self, body: Any) -> Report | None:
        """The report in the body of a callback; None where it cannot be read."""
        try:
            return self.read({"response": body}) if record(body) else None
        except VendorError:
            return None

    def read(self, task: Record) -> Report:
        """The report in a task's record, which holds the request and, once there is one, the response.

        It failed or is done when the response says so. It is also done when it has ended and something was made.
        """
        response, raw, kind = record(task.get("response")), compact_json(task), text(task, "type")
        items = records(response.get("data"))
        clips, lyrics = made_clips(items), lyric_sheets(items)
        task_status, item_status, success = status(task) or status(response), status_of_items(items), response.get("success")
        if (success is False or task_status is Status.FAILED) and not any(map(has_media, clips)):
            return self.failed(response or task, raw)
        is_done = item_status is not Status.RUNNING and (success is True or Status.DONE in (item_status, task_status))
        # the record of music may hold a preview before it is done, all others hold nothing
        has_ended = bool(task.get("finished_at")) or (kind in {"lyrics", "upload", *self.export_kinds} and bool(clips or lyrics))
        if not is_done and not has_ended:  # what can be heard by now is a preview
            if not isinstance(task.get("response") or {}, dict):
                raise self.unreadable(raw)
            doubt = next(filter(None, map(self.in_doubt, (task, response, *items))), "")
            return Report(Status.RUNNING, progress=progress(items[0] if items else task), doubt=doubt, raw=raw)
        of = text(record(task.get("request")), "audio_id") if kind in self.export_kinds else ""
        if not lyrics and not any(has_media(clip) or (clip.vendor_clip_id and not of) for clip in clips):
            raise self.unreadable(raw)
        return Report(Status.DONE, with_origin(clips, of=of or None, uploaded=kind == "upload"), lyrics, raw=raw)


def _ticket_of(task: Record) -> str:
    """The ticket of a task's record, which stands in the record or in its response."""
    return identifier(task, "id") or identifier(record(task.get("response")), "task_id")
