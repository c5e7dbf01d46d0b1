"""AceDataCloud: one endpoint with an `action` for music, one each for the rest, one place to ask about many."""

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
from .hosted import HostedVendor, dumped, found
from .parsing import Record, can_be_played, made, progress, record, records, sheets, standing, status, text
from .routes import Route, Words, spelled

SONG = spelled("model seed lyrics_strength sound_strength weirdness", sound="prompt", lyrics="lyric")
EDIT = SONG | spelled(clip_id="audio_id")
CLIP = spelled(clip_id="audio_id")

ONCE = frozenset({"lyrics", "upload", "videos", "wav"})
"""Kinds of task of which nothing is shown before it has ended."""
UPLOADED = frozenset({CoverMusic, ExtendMusic, ReplaceSection})
"""Operations that have an action of their own, `upload_…`, for recordings that were brought in."""


def audios(action: str, words: Words, **needs: str) -> Route:
    """`prompt` and `lyric` are always asked for, empty where unused; `async`, so that no connection lasts as long."""
    return Route(
        "/producer/audios",
        words,
        {"action": action, "async": True, "prompt": "", "lyric": ""},
        Offer(usual_seconds=60),
        needs=needs,
        longest={"sound": 200},
        calls_back=("callback_url",),
    )


def made_at_once(path: str, words: Words, **more: Any) -> Route:
    return Route(f"/producer/{path}", words, offer=Offer(usual_seconds=20), until_made=True, **more)


class AceData(HostedVendor):
    """https://docs.acedata.cloud"""

    name = "acedata"
    models = ("FUZZ-2.0", "FUZZ-2.0 Pro", "FUZZ-2.0 Raw", "FUZZ-1.1 Pro", "FUZZ-1.1", "FUZZ-1.0 Pro", "FUZZ-1.0", "FUZZ-0.8")
    batch = 50
    forbidden = ContentRefused  # so does its own SDK take a 403 whose code it does not know
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: audios("generate", SONG | spelled("title instrumental")),
        ExtendMusic: audios("extend", EDIT | spelled("title", at="continue_at")),
        CoverMusic: audios("cover", EDIT | spelled("title instrumental", strength="cover_strength")),
        VaryMusic: audios("variation", spelled("model seed", clip_id="audio_id", sound="prompt", lyrics="lyric")),
        ReplaceSection: audios("replace_section", EDIT | spelled(start="replace_section_start", end="replace_section_end")),
        SwapVocals: audios("swap_vocals", EDIT),
        SwapSound: audios("swap_instrumentals", EDIT),
        SplitStems: audios("stems", CLIP),
        WriteLyrics: made_at_once("lyrics", spelled(idea="prompt")),
        DownloadMusic: made_at_once(
            "wav", CLIP | spelled(format=""), only={"format": {"mp3": 'say format="wav"; the clip\'s own audio is an m4a'}}
        ),
        UploadMusic: made_at_once("upload", spelled(url="audio_url", title="")),
        MakeVideo: made_at_once("videos", CLIP),
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
            body["custom"] = True  # else it sings what it likes
        if type(operation) in UPLOADED and clips["clip_id"].uploaded:
            body["action"] = f"upload_{body['action']}"
        return body

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """About a sound beside lyrics, and a section without an end."""
        warnings = []
        if {"sound", "lyrics"} <= arguments.keys():
            warnings.append(f"{self.name} documents the sound as heeded without lyrics; beside lyrics it may count for less.")
        if isinstance(operation, ReplaceSection) and "end" not in arguments:
            warnings.append(f"{self.name} does not say what a section without an end is; say end to be sure.")
        return warnings

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        answer = await self._wire.look("POST", "/producer/tasks", {"action": "retrieve_batch", "ids": list(tickets)})
        said = record(answer.body)
        if said and "items" not in said:
            raise self.unreadable(answer.raw)
        told = {text(task, "id") or text(record(task.get("response")), "task_id"): task for task in records(said.get("items"))}
        return self.read_each({one: told[one] for one in tickets if one in told}, answer.raw)

    def read_at_once(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """What is answered only when it is made comes with the answer; music is a ticket, unless it is there already."""
        route = self.routes[type(operation)]
        task = {"type": route.path.rpartition("/")[2], "request": body, "response": answer, "finished_at": route.until_made}
        try:
            report = self.read(task)
        except VendorError:
            return None
        return report if report.status is Status.DONE or (route.until_made and report.status.is_final) else None

    def read_callback(self, body: Any) -> Report | None:
        """What a callback's body says; None where it says nothing we know."""
        try:
            return self.read({"response": body}) if record(body) else None
        except VendorError:
            return None

    def read(self, task: Record) -> Report:
        """A task's record: failed or done by its `response`, or done when it has ended and something was made."""
        response, items, raw = record(task.get("response")), records(record(task.get("response")).get("data")), dumped(task)
        things, written, kind = made(items), sheets(items), text(task, "type")
        word, here, success = status(task) or status(response), standing(items), response.get("success")
        if (success is False or word is Status.FAILED) and not any(map(can_be_played, things)):
            return self.failed(response or task, raw)
        is_done = here is not Status.RUNNING and (success is True or Status.DONE in (here, word))
        is_ended = bool(task.get("finished_at")) or (kind in ONCE and bool(things or written))
        if not is_done and not is_ended:  # what can be heard by now is a preview
            return Report(Status.RUNNING, progress=progress(items[0] if items else task), raw=raw)
        of = text(record(task.get("request")), "audio_id") if kind in ("wav", "videos") else ""
        if not written and not any(can_be_played(one) or (one.vendor_clip_id and not of) for one in things):
            raise self.unreadable(raw)
        return Report(Status.DONE, found(things, of=of or None, uploaded=kind == "upload"), written, raw=raw)
