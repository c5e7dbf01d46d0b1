"""CCAPI: submit/ACTION and fetch, in two generations of documents; most of its actions are listed and were never published."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ..errors import Unauthorized, VendorError
from ..models import Clip, Cost, Status
from ..operations import (
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
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
from . import Made, Offer, Report
from .hosted import HostedVendor, dumped
from .parsing import (
    ACCEPTED,
    Record,
    address,
    can_be_played,
    clean,
    made,
    progress,
    record,
    records,
    sheets,
    standing,
    status,
    text,
)
from .routes import Route, Words, spelled
from .wire import WireAnswer

SONG = spelled("lyrics seed", sound="prompt style sound", model="mv")
"""`prompt` and `style` are the first generation's words; the others are those that the second one's records carry."""
SOURCE = spelled("clip_id", ticket="taskId")
"""VARIATION names the parent's task; the records name clips. What was never published is told both."""
EDIT = SONG | SOURCE
SOUNDS = ("tags", "upsampled_tags", "sound", "style")
UNREAD = dict.fromkeys(("lyrics", "seed", "model"), "its published request has no word for it, only its answers do")


def listed(action: str, words: Words, **needs: str) -> Route:
    """What its pages list and do not spell. MUSIC, VARIATION and REPLACE stand there; the other tokens are the likeliest."""
    return Route(f"/producer/submit/{action}", words, offer=Offer(documented=False, usual_seconds=55), needs=needs)


class CCAPI(HostedVendor):
    """https://docs.ccapi.ai"""

    name = "ccapi"
    models = ("FUZZ-2.0",)  # the one its records show
    batch = 50
    check_interval_seconds = 15.0  # it asks its own source no oftener
    refunds = True
    forbidden = Unauthorized  # user banned, address not allowed, model not allowed to this token
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: Route(
            "/producer/submit/MUSIC",
            SONG | spelled("title", instrumental="make_instrumental"),
            offer=Offer(usual_seconds=55),
            ignored=UNREAD,
        ),
        VaryMusic: Route(
            "/producer/submit/VARIATION",
            spelled(clip_id="", ticket="taskId"),
            offer=Offer(usual_seconds=55),
            needs={"ticket": "it knows a clip by the task that made it, and this one's is not known; vary a clip made here"},
        ),
        WriteLyrics: listed("LYRICS", spelled(idea="prompt")),
        ExtendMusic: listed("EXTEND", EDIT | spelled("title", at="starts")),  # REPLACE says `starts` for a moment
        CoverMusic: listed("COVER", EDIT | spelled("title", instrumental="make_instrumental")),
        ReplaceSection: listed("REPLACE", EDIT | spelled(start="starts", end="ends")),  # these two are published, the rest is not
        SwapVocals: listed("SWAP_VOCALS", EDIT),
        SwapSound: listed("SWAP_INSTRUMENTALS", EDIT),
        SplitStems: listed("STEMS", SOURCE),
        DownloadMusic: listed("DOWNLOAD", SOURCE | spelled("format")),
        UploadMusic: listed("UPLOAD", spelled(url="audio_url", title="")),
        MakeVideo: listed("VIDEO", SOURCE),
        EnrichSound: Route(
            "/suno/submit/UPSAMPLE_TAGS", spelled(sound="tags"), offer=Offer(price=Cost(amount=0, unit="USD"), usual_seconds=1)
        ),
    }

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With the ticket of the parent clip, where it is known."""
        tickets = [clip.ticket for clip in clips.values() if clip.ticket]
        return super().arguments(operation, clips) | ({"ticket": tickets[0]} if tickets else {})

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """About every operation that the vendor has said is switched off."""
        if isinstance(operation, CreateMusic | EnrichSound):
            return ()
        return (f"{self.name} said on 2026-03-27 that of its Producer actions only create_music is switched on.",)

    def remembered(self, route: Route, handle: str) -> str:
        """Its two platforms are asked at two places; `suno/task_…` is one of Suno's."""
        return f"suno/{handle}" if route.path.startswith("/suno/") else handle

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        reports: dict[str, Report] = {}
        trouble: VendorError | None = None
        for platform in ("producer", "suno"):
            asked = {handle: one for one in tickets for home, handle in [placed(one)] if home == platform}
            try:
                reports |= await self._ask(platform, asked) if asked else {}
            except VendorError as error:
                trouble = error  # one platform down does not silence the other
        if trouble is not None and not reports:
            raise trouble
        return reports

    async def _ask(self, platform: str, asked: Mapping[str, str]) -> dict[str, Report]:
        answer = await self._wire.look("POST", f"/{platform}/fetch", {"ids": list(asked)})
        tasks = self._tasks(answer)
        return self.read_each({asked[handle]: task for handle, task in tasks.items() if handle in asked}, answer.raw)

    def _tasks(self, answer: WireAnswer) -> dict[str, Record]:
        """The records by handle; of several of one task the one that is furthest. The first generation wraps each once more."""
        said = record(answer.body)
        if "data" not in said or str(said.get("code")).lower() not in ACCEPTED:
            raise self.unreadable(answer.raw)
        tasks: dict[str, Record] = {}
        for one in records(said.get("data")):
            task = record(one["data"]) if "taskId" in record(one.get("data")) else one
            handle = text(task, "task_id", "taskId")
            if handle not in tasks or status(task) is not Status.RUNNING:
                tasks[handle] = task
        return tasks

    def read(self, task: Record) -> Report:
        """A task's record. Its word decides: one that went well may have an address for a `fail_reason`."""
        raw, inner = dumped(task), unfolded(task.get("data"))
        if "taskId" in task:  # the first generation: the record is what was made
            inner = task
        items = records(record(inner).get("clips")) or records(inner)
        word = status(task) or status(record(inner)) or standing(items)
        if word is Status.FAILED:
            return self.failed(task, raw)
        if word is not Status.DONE:
            return Report(Status.RUNNING, progress=progress(task), raw=raw)
        things, written = made(items), sheets(items)
        address_of_all = address(task, "result_url", "fail_reason")
        if not things and address_of_all:
            things = (Made(audio_url=address_of_all),)
        elif len(things) == 1 and not can_be_played(things[0]):
            things = (replace(things[0], audio_url=address_of_all),)
        sound = None if things or written else text(record(inner), *SOUNDS) or (clean(inner) if isinstance(inner, str) else "")
        if not things and not written and not sound:
            raise self.unreadable(raw)
        return Report(Status.DONE, things, written, sound, raw=raw)


def placed(one: str) -> tuple[str, str]:
    """A ticket's platform, and its handle there."""
    platform, _, handle = one.rpartition("/")
    return platform or "producer", handle


def unfolded(said: Any) -> Any:
    """What a record holds, which the gateway keeps as any JSON, and sometimes as a text of it."""
    try:
        return json.loads(said) if isinstance(said, str) else said
    except ValueError:
        return said
