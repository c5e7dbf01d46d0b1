"""CCAPI: `submit/ACTION` and `fetch`, documented in two generations; for most actions no request was ever published.

See docs/vendors.md, “Vendor C — CCAPI”.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ..errors import Unauthorized, VendorError, VendorUnreadable
from ..models import FREE, Clip, Status
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
from . import Closure, Made, Offer, Report
from .hosted import ANY_HOST, HostedVendor, compact_json
from .parsing import (
    SUCCESS_CODES,
    Record,
    address,
    clean,
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
from .untrusted_json import parse_json
from .wire import WireAnswer

SONG_FIELDS = spelled("lyrics seed", sound="prompt style sound", model="mv")
"""`prompt` and `style` are fields of the first generation; the others are taken from the task records of the second."""
SOURCE_FIELDS = spelled("clip_id", ticket="taskId")
"""The source clip. VARIATION names it by its task, the task records by its clip id; unpublished requests are sent both."""
EDIT_FIELDS = SONG_FIELDS | SOURCE_FIELDS
SOUND_NAMES = ("tags", "upsampled_tags", "sound", "style")
"""Fields in which the record of an enriched sound has been seen to hold it."""
SWITCHED_OFF = Closure("switched off", "docs.ccapi.ai", "2026-03-27")
UNPUBLISHED_ARGUMENTS = dict.fromkeys(
    ("lyrics", "seed", "model"), "its published request has no word for it, only its answers do"
)


def unpublished_route(action: str, fields: FieldNames) -> Route:
    """The route of an operation that the vendor's pages list without its request.

    The pages print only the actions MUSIC, VARIATION and REPLACE; the names of all others are our guesses.
    """
    return Route(f"/producer/submit/{action}", fields, offer=Offer(documented=False, usual_seconds=55))


class CCAPI(HostedVendor):
    """CCAPI, documented at https://docs.ccapi.ai."""

    name = "ccapi"
    models: Sequence[str] = ("FUZZ-2.0",)  # the one that its task records show
    batch_size = 50
    check_interval_seconds = 15.0  # it asks its own source no more often
    refunds = True
    runs_at: ClassVar[Mapping[str, str]] = {
        ANY_HOST: "FUZZ-2.0 in its records; of its Producer actions only create_music is switched on (docs.ccapi.ai, 2026-03-27)"
    }
    forbidden = Unauthorized  # its 403s: user banned, address or model not allowed for this key
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: Route(
            "/producer/submit/MUSIC",
            SONG_FIELDS | spelled("title", instrumental="make_instrumental"),
            offer=Offer(usual_seconds=55),
            ignored=UNPUBLISHED_ARGUMENTS,
        ),
        VaryMusic: Route(
            "/producer/submit/VARIATION",
            spelled(clip_id="", ticket="taskId"),
            offer=Offer(usual_seconds=55),
            required={"ticket": "it knows a clip by the task that made it, and this one's is not known; vary a clip made here"},
        ),
        WriteLyrics: unpublished_route("LYRICS", spelled(idea="prompt")),
        ExtendMusic: unpublished_route("EXTEND", EDIT_FIELDS | spelled("title", at="starts")),  # `starts` as in REPLACE
        CoverMusic: unpublished_route("COVER", EDIT_FIELDS | spelled("title", instrumental="make_instrumental")),
        # of REPLACE only the fields `starts` and `ends` are published
        ReplaceSection: unpublished_route("REPLACE", EDIT_FIELDS | spelled(start="starts", end="ends")),
        SwapVocals: unpublished_route("SWAP_VOCALS", EDIT_FIELDS),
        SwapSound: unpublished_route("SWAP_INSTRUMENTALS", EDIT_FIELDS),
        SplitStems: unpublished_route("STEMS", SOURCE_FIELDS),
        DownloadMusic: unpublished_route("DOWNLOAD", SOURCE_FIELDS | spelled("format")),
        UploadMusic: unpublished_route("UPLOAD", spelled(url="audio_url", title="")),
        MakeVideo: unpublished_route("VIDEO", SOURCE_FIELDS),
        EnrichSound: Route("/suno/submit/UPSAMPLE_TAGS", spelled(sound="tags"), offer=Offer(price=FREE, usual_seconds=1)),
    }

    closed_at: ClassVar[Mapping[str, Mapping[type[Operation], Closure]]] = {
        ANY_HOST: dict.fromkeys((kind for kind in routes if kind not in (CreateMusic, EnrichSound)), SWITCHED_OFF)
    }

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With the ticket of the source clip, where it is known."""
        tickets = [clip.ticket for clip in clips.values() if clip.ticket]
        return super().arguments(operation, clips) | ({"ticket": tickets[0]} if tickets else {})

    def ticket(self, route: Route, task_id: str) -> str:
        """`suno/task_…` for a task of the Suno endpoints, which are asked at an address of their own."""
        return f"suno/{task_id}" if route.path.startswith("/suno/") else task_id

    async def check(self, tickets: Sequence[str]) -> Mapping[str, Report]:
        """One request for each of the two platforms; that one does not answer is raised only when the other reports nothing."""
        reports: dict[str, Report] = {}
        failure: VendorError | None = None
        for platform in ("producer", "suno"):
            ticket_of = {task_id: ticket for ticket in tickets for home, task_id in [split_ticket(ticket)] if home == platform}
            try:
                reports |= await self._reports(platform, ticket_of) if ticket_of else {}
            except VendorError as error:
                failure = error
        if failure is not None and (not reports or isinstance(failure, VendorUnreadable)):
            raise failure
        return reports

    async def _reports(self, platform: str, ticket_of: Mapping[str, str]) -> dict[str, Report]:
        """Reports by ticket; `ticket_of` has the ticket for each task id of that platform."""
        answer = await self._wire.query("POST", f"/{platform}/fetch", {"ids": list(ticket_of)})
        tasks = self._tasks(answer)
        return self.read_each({ticket_of[task_id]: task for task_id, task in tasks.items() if task_id in ticket_of}, answer.raw)

    def _tasks(self, answer: WireAnswer) -> dict[str, Record]:
        """The task records by task id; of several records of one task the last that is not running.

        The first generation wraps each record in another object.
        """
        payload = record(answer.body)
        if "data" not in payload or str(payload.get("code")).lower() not in SUCCESS_CODES:
            raise self.unreadable(answer.raw)
        tasks: dict[str, Record] = {}
        for item in records(payload.get("data")):
            task = record(item["data"]) if "taskId" in record(item.get("data")) else item
            task_id = identifier(task, "task_id", "taskId")
            if task_id not in tasks or status(task) is not Status.RUNNING:
                tasks[task_id] = task
        return tasks

    def read(self, task: Record) -> Report:
        """The report in a task's record. Only its status decides: a task that went well may have an address as `fail_reason`."""
        raw, data = compact_json(task), parsed_data(task.get("data"))
        if "taskId" in task:  # the first generation: the record itself is what was made
            data = task
        items = records(record(data).get("clips")) or records(data)
        task_status = status(task) or status(record(data)) or status_of_items(items)
        if task_status is Status.FAILED:
            return self.failed(task, raw)
        if task_status is not Status.DONE:
            doubt = self.in_doubt(task) or self.in_doubt(record(data))
            if task_status is None and not doubt:
                raise self.unreadable(raw)
            return Report(Status.RUNNING, progress=progress(task), doubt=doubt if task_status is None else "", raw=raw)
        clips, lyrics = made_clips(items), lyric_sheets(items)
        task_url = address(task, "result_url", "fail_reason")
        if not clips and task_url:
            clips = (Made(audio_url=task_url),)
        elif len(clips) == 1 and not has_media(clips[0]):
            clips = (replace(clips[0], audio_url=task_url),)
        sound = None if clips or lyrics else _sound(data)
        if not clips and not lyrics and not sound:
            raise self.unreadable(raw)
        return Report(Status.DONE, clips, lyrics, sound, raw=raw)


def split_ticket(ticket: str) -> tuple[str, str]:
    """The platform of a ticket, `producer` or `suno`, and the task id there."""
    platform, _, task_id = ticket.rpartition("/")
    return platform or "producer", task_id


def parsed_data(data: Any) -> Any:
    """The `data` of a record, which the gateway keeps as JSON or as text that holds JSON."""
    try:
        return parse_json(data) if isinstance(data, str) else data
    except ValueError:
        return data


def _sound(data: Any) -> str:
    """The description in a record of a sound that was enriched."""
    return text(record(data), *SOUND_NAMES) or (clean(data) if isinstance(data, str) else "")
