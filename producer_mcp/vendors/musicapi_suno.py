"""MusicAPI's Suno, which it calls Sonic: one endpoint with a `task_type` for most music, one for each other operation.

See docs/vendors.md, “Suno at MusicAPI”. The key, errors, webhooks and credits are those of its Producer API.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ..models import Clip, Cost, Status
from ..operations import (
    AddPart,
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    Operation,
    ReplaceSection,
    SplitStems,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from . import Made, Offer, Report
from .hosted import ANY_HOST
from .musicapi import CALLBACK_FIELDS, MusicAPI
from .parsing import Record, address, identifier, record, records, status
from .routes import FieldNames, Route, spelled
from .suno import (
    AS_UNSAID,
    AT_REQUIRED,
    END_REQUIRED,
    FORMATS,
    MODELS,
    SECONDS_RANGE,
    USUAL_DEGREE,
    completed,
    export_of,
    failures,
    has_words,
    in_their_numbers,
    named_stems,
    settled,
    their_model,
    upsampled,
)

STYLE_FIELDS = spelled(
    sound="tags", avoid="negative_tags", model="mv", sound_strength="style_weight", weirdness="weirdness_constraint"
)
SONG_FIELDS = STYLE_FIELDS | spelled("title", lyrics="prompt")
EDIT_FIELDS = SONG_FIELDS | spelled(clip_id="continue_clip_id")
MAX_DESCRIPTION_CHARS = 400
STEMS_TICKET = "stems/"
"""What the tickets of stems begin with: the answer does not say that its clips are parts of one."""
UNMADE_PAUSES_SECONDS = (3.0, 5.0, 8.0, 12.0, 15.0)
AGAIN = "ask for {kind} again in some minutes, with another take."
PAIRED = ("replaced", "extended")
"""What a changed part is called in the answers that have the whole song beside it, as `full`."""


def in_credits(amount: float) -> Cost:
    """A price in the vendor's credits."""
    return Cost(amount=amount, unit="credits")


def credits(*amounts: float | None) -> tuple[Cost | None, ...]:
    """The price of each request of an operation, in credits; None for one that is not known."""
    return tuple(None if amount is None else in_credits(amount) for amount in amounts)


TWELVE_STEMS_AT = {"api.musicapi.ai": in_credits(75), "api.aimusicapi.ai": in_credits(50)}
NOTES_AT = {"api.aimusicapi.ai": in_credits(1)}
KEPT_VOICE_AT = {"api.musicapi.ai": in_credits(15), "api.aimusicapi.ai": in_credits(10)}


def create_route(task_type: str, fields: FieldNames, **more: Any) -> Route:
    """The route of an operation that is a `task_type` of the endpoint for music.

    One schema demands `use_suno_cdn`, so it is sent every time; where the files lie was seen to be the same with it and without.
    """
    return Route(
        "/api/v1/sonic/create",
        fields,
        {"task_type": task_type, "use_suno_cdn": False},
        Offer(usual_seconds=120),
        max_chars={"sound": 1000, "title": 80},
        callback_names=CALLBACK_FIELDS,
        **more,
    )


def other_route(name: str, fields: FieldNames, **more: Any) -> Route:
    """The route of an operation with an endpoint of its own."""
    return Route(f"/api/v1/sonic/{name}", fields, **{"offer": Offer(usual_seconds=20), **more})


def export_route(name: str, **more: Any) -> Route:
    """The route of a file of one format, which is answered when it is there."""
    offer = Offer(usual_seconds=20, formats=FORMATS)
    return other_route(name, spelled("clip_id", format=""), offer=offer, waits_for_result=True, **more)


def adding_route(task_type: str, **fields: str) -> Route:
    """The route of what is added to an uploaded clip; any other clip is uploaded first."""
    words = spelled("title", clip_id="continue_clip_id", part="", sound="tags", avoid="negative_tags", model="mv", **fields)
    bringing = other_route("upload", spelled("url"), waits_for_result=True)
    return create_route(task_type, words, bringing=bringing, step_names=("uploading", "adding"))


class MusicAPISuno(MusicAPI):
    """Suno at MusicAPI, documented at https://docs.musicapi.ai."""

    name = "musicapi-suno"
    models = MODELS
    as_unsaid = AS_UNSAID
    runs_at: ClassVar[Mapping[str, str]] = {
        ANY_HOST: "Suno v6; names of v3.5 to v5.5 are taken and made with v6, say two integrators (2026-09-09)"
    }
    closed_at: ClassVar[Mapping[str, Any]] = {}
    task_path = "/api/v1/sonic/task"
    check_interval_seconds = 15.0
    why_clips_go = "may refuse edits of a clip older than a day"
    prices_at: ClassVar[Mapping[str, Mapping[type[Operation], Sequence[Cost | None]]]] = {
        # as two integrators read the pages of each host, 2026-10-07 and 2026-09-03
        "api.musicapi.ai": {
            CreateMusic: credits(20),
            ExtendMusic: credits(15, 2),
            **dict.fromkeys((VaryMusic, ReplaceSection), credits(15)),
            AddPart: credits(None, 15),
            SplitStems: credits(30),
        },
        "api.aimusicapi.ai": {
            **dict.fromkeys((CreateMusic, CoverMusic), credits(14)),
            ExtendMusic: credits(10, 2),
            **dict.fromkeys((VaryMusic, ReplaceSection), credits(10)),
            AddPart: credits(2, 10),
            SplitStems: credits(20),
            **dict.fromkeys((UploadMusic, DownloadMusic), credits(2)),
            EnrichSound: credits(1),
        },
    }
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: create_route(
            "create_music",
            SONG_FIELDS | spelled(instrumental="make_instrumental", seconds="duration", voice="persona_id"),
            ranges=SECONDS_RANGE,
        ),
        ExtendMusic: create_route(
            "extend_music",
            EDIT_FIELDS | spelled(at="continue_at"),
            required=AT_REQUIRED,
            then=create_route("concat_music", spelled(clip_id="continue_clip_id")),  # an extension is the added part alone
        ),
        CoverMusic: create_route("cover_music", EDIT_FIELDS | spelled(instrumental="make_instrumental", strength="audio_weight")),
        VaryMusic: create_route("remaster", spelled(clip_id="continue_clip_id", model="mv", strength="variation_category")),
        ReplaceSection: other_route(
            "replace-section",
            STYLE_FIELDS | spelled("clip_id", lyrics="infill_lyrics", start="infill_start_s", end="infill_end_s"),
            constants={"auto_concat": True},
            offer=Offer(usual_seconds=120),
            required=END_REQUIRED,
        ),
        AddPart: adding_route("add_vocals", lyrics="prompt"),
        SplitStems: other_route("stems/basic", spelled("clip_id", detail=""), offer=Offer(usual_seconds=120)),
        WriteLyrics: other_route("lyrics", spelled(idea="description"), offer=Offer(usual_seconds=10)),
        EnrichSound: other_route("upsample-tags", spelled(sound="tags"), waits_for_result=True),
        UploadMusic: other_route("upload", spelled("url", title=""), waits_for_result=True),
        DownloadMusic: export_route("download", unmade_pauses=UNMADE_PAUSES_SECONDS),
    }
    variants: ClassVar[Mapping[type[Operation], tuple[str, Mapping[str, Route]]]] = {
        AddPart: ("part", {"band": adding_route("add_instrumental")}),
        SplitStems: (
            "detail",
            {"twelve": other_route("stems/full", spelled("clip_id", detail=""), offer=Offer(usual_seconds=240))},
        ),
        DownloadMusic: ("format", {"midi": export_route("midi"), "lrc": export_route("aligned-lyrics")}),
    }

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With the model by our name, and what is the clip's own where it is unsaid."""
        return completed(operation, super().arguments(operation, clips), clips.get("clip_id"))

    def price(self, operation: Operation) -> Cost | None:
        """Of twelve stems, notes and timed words, and a song that is sung by a kept voice."""
        host = self._wire.account.host
        match operation:
            case SplitStems(detail="twelve"):
                return TWELVE_STEMS_AT.get(host)
            case DownloadMusic(format="midi" | "lrc"):
                return NOTES_AT.get(host)
            case CreateMusic(voice=str()):
                return KEPT_VOICE_AT.get(host)
        return None

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The fields of the route, and those that the operation has besides."""
        body, source = in_their_numbers(super().body(operation, arguments, clips)), clips.get("clip_id")
        if "mv" in self.routes[type(operation)].fields.get("model", ()):
            body["mv"] = their_model("sonic", body.get("mv", MODELS[0]))
        if isinstance(operation, CoverMusic | ExtendMusic) and source and source.uploaded:
            body["task_type"] = body["task_type"].replace("_music", "_upload_music")
        match operation:
            case CreateMusic() | CoverMusic():
                _choose_mode(body)
                body |= {"task_type": "persona_music"} if "persona_id" in body else {}
            case ExtendMusic():
                body |= _added_words(body, source)
            case AddPart():
                body |= {"custom_mode": True} | ({} if "prompt" in body else {"make_instrumental": True})
            case VaryMusic():
                body.setdefault("variation_category", USUAL_DEGREE)
            case DownloadMusic(format="mp3" | "wav"):
                body["formats"] = [operation.format]
        return body

    def ticket(self, route: Route, task_id: str) -> str:
        """`stems/…` for a task whose clips are stems."""
        return f"{STEMS_TICKET}{task_id}" if "/stems/" in route.path else task_id

    def read_answer(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """What the endpoints without a ticket answer: lyrics, a sound, an upload's id, or the address of a file."""
        match operation:
            case EnrichSound() if sound := upsampled(answer):
                return Report(Status.DONE, sound=sound)
            case UploadMusic() if clip_id := _uploaded_id(answer):
                return Report(Status.DONE, (Made(vendor_clip_id=clip_id, uploaded=True),))
            case AddPart() if "url" in body and (clip_id := _uploaded_id(answer)):
                return Report(Status.DONE, (Made(vendor_clip_id=clip_id, audio_url=str(body["url"]), uploaded=True),))
            case DownloadMusic(format="midi" | "lrc"):
                return self._export(operation.format, str(body["clip_id"]), answer)
            case DownloadMusic():
                urls = (address(file, "url") for file in records(record(answer.get("data")).get("files")))
                url = next(filter(None, urls), None)
                return Report(Status.DONE, (Made(audio_url=url, of=str(body["clip_id"])),)) if url else None
        return super().read_answer(operation, body, answer)

    def _export(self, kind: str, clip_id: str, answer: Record) -> Report:
        """The notes or the timed words of a clip; the vendor may need a while to know them."""
        report = export_of(clip_id, answer.get("data")) or Report(Status.FAILED, remedy="The answer came without them.")
        if report.status is Status.DONE:
            return report
        return replace(report, remedy=f"{report.remedy} It may not have them yet: {AGAIN.format(kind=kind)}")

    async def _report(self, ticket: str) -> Report | None:
        """The report on one ticket; stems have their names."""
        report = await super()._report(ticket.removeprefix(STEMS_TICKET))
        is_split = report is not None and ticket.startswith(STEMS_TICKET) and report.status is Status.DONE
        return replace(report, made=named_stems(report.made)) if report is not None and is_split else report

    def read(self, task: Record) -> Report:
        """The report in a task's record: done when every song of it has ended, and is whole."""
        items = settled(each for item in records(task.get("data")) for each in _whole(item))
        report = super().read({**task, "data": items} if items else task)
        return replace(report, remarks=failures(self.name, items)) if report.status is Status.DONE else report


def _uploaded_id(answer: Record) -> str:
    """The vendor's id of a clip that was uploaded; empty where the answer names none."""
    return identifier(answer, "clip_id") or identifier(record(answer.get("data")), "clip_id")


def _whole(item: Record) -> Iterator[Record]:
    """The whole song of a pair; one that is still being joined is running, and any other item is its own."""
    if not {"full", *PAIRED} & item.keys():
        yield item
        return
    part = next((part for name in PAIRED if (part := record(item.get(name)))), {})
    yield record(item.get("full")) or (part if status(part) is Status.FAILED else {"state": "running"})


def _choose_mode(body: dict[str, Any]) -> None:
    """Sets `custom_mode`: off, all is made of a short description; on, style and words are said, or made of a brief."""
    if "prompt" in body:
        body["custom_mode"] = True
    elif len(body["tags"]) > MAX_DESCRIPTION_CHARS:
        body |= {"custom_mode": True, "auto_lyrics": True, "prompt": body["tags"]}
    else:
        body |= {"custom_mode": False, "gpt_description_prompt": body.pop("tags")}


def _added_words(body: Mapping[str, Any], source: Clip | None) -> dict[str, Any]:
    """The words of an extension: the vendor's choice where nobody said any, and none where nothing was sung."""
    if "prompt" in body:
        return {"custom_mode": True}
    if source is not None and has_words(source.lyrics):
        return {"custom_mode": True, "auto_lyrics": True, "prompt": body.get("tags", "")}
    return {"custom_mode": True, "make_instrumental": True}
