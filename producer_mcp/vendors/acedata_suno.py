"""AceDataCloud's Suno: one endpoint with an `action` for music, one for each other operation, one to ask for many tasks.

See docs/vendors.md, “Suno at AceDataCloud”. The key, the records of tasks and the errors are those of its Producer API.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from ..errors import InvalidArguments, Unsupported
from ..models import Clip, Status
from ..operations import (
    AddPart,
    CoverMusic,
    CreateMusic,
    DownloadMusic,
    EnrichSound,
    ExtendMusic,
    MakeVideo,
    Operation,
    ReplaceSection,
    SplitStems,
    UploadMusic,
    VaryMusic,
    WriteLyrics,
)
from . import Offer, Report
from .acedata import AceData
from .hosted import ANY_HOST, compact_json
from .parsing import Record, record, records, status_of_items, text
from .routes import FieldNames, Route, spelled
from .suno import (
    AS_UNSAID,
    AT_REQUIRED,
    END_REQUIRED,
    FORMATS,
    MODELS,
    NEEDS_STUDIO,
    SECONDS_RANGE,
    USUAL_DEGREE,
    can_write_midi,
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

CLIP_FIELDS = spelled(clip_id="audio_id")
STYLE_FIELDS = spelled("model weirdness", sound="style", lyrics="lyric", avoid="negative_tags", sound_strength="style_influence")
EDIT_FIELDS = STYLE_FIELDS | CLIP_FIELDS
CUSTOM_FIELDS = frozenset({"lyric", "duration", "weirdness", "style_influence"})
"""Fields that count only with `custom`; without it the music is made from the description in `prompt`."""
MAX_PROMPT_CHARS = 500
STEM_ACTIONS = frozenset({"stems", "all_stems"})
ADDING_REASON = "its pages name them for music in general, and its own client sends none of them for this"
CUSTOM_REASON = "its pages tie these to the custom mode, in which a section is not asked for"
LENGTH_REASON = "its pages tie the length to a model that Suno has retired"


def audios_route(action: str, fields: FieldNames, **more: Any) -> Route:
    """The route of an operation that is an `action` of the endpoint for music; `async` asks for a ticket at once."""
    constants = {"action": action, "async": True}
    offer = Offer(usual_seconds=120)
    return Route("/suno/audios", fields, constants, offer, max_chars={"sound": 1000}, callback_names=("callback_url",), **more)


def waiting_route(path: str, fields: FieldNames, **constants: Any) -> Route:
    """The route of an operation that is answered when its work is done."""
    return Route(f"/suno/{path}", fields, constants, Offer(usual_seconds=20), waits_for_result=True)


def adding_route(action: str, fields: dict[str, tuple[str, ...]]) -> Route:
    """The route of what is added to uploaded audio; any other clip is uploaded first."""
    return audios_route(
        action,
        CLIP_FIELDS | spelled("title model", part="", sound="style", avoid="negative_tags") | fields,
        ignored=dict.fromkeys(("sound", "lyrics", "title", "avoid"), ADDING_REASON),
        bringing=waiting_route("upload", spelled(url="audio_url")),
        step_names=("uploading", "adding"),
    )


def export_route(name: str) -> Route:
    """The route of a file of one format."""
    offer = Offer(usual_seconds=20, formats=FORMATS)
    return Route(f"/suno/{name}", CLIP_FIELDS | spelled(format=""), {"async": True}, offer)


class AceDataSuno(AceData):
    """Suno at AceDataCloud, documented at https://docs.acedata.cloud."""

    name = "acedata-suno"
    models = MODELS
    as_unsaid = AS_UNSAID
    runs_at: ClassVar[Mapping[str, str]] = {ANY_HOST: "Suno v6; v3.5 to v5.5 are retired by Suno (2026-09-09)"}
    tasks_path = "/suno/tasks"
    export_kinds = frozenset({"midi", "mp3", "mp4", "timing", "wav"})
    why_clips_go = "no longer has this clip"
    routes: ClassVar[Mapping[type[Operation], Route]] = {
        CreateMusic: audios_route(
            "generate",
            STYLE_FIELDS | spelled("title instrumental", seconds="duration"),
            ignored={"seconds": LENGTH_REASON},
            ranges=SECONDS_RANGE,
        ),
        ExtendMusic: audios_route(
            "extend",
            EDIT_FIELDS | spelled("title", at="continue_at"),
            required=AT_REQUIRED,
            then=audios_route("concat", CLIP_FIELDS),  # what `extend` makes is the added part alone
        ),
        CoverMusic: audios_route("cover", EDIT_FIELDS | spelled("title instrumental", strength="audio_weight")),
        VaryMusic: audios_route("remaster", CLIP_FIELDS | spelled("model", strength="variation_category")),
        ReplaceSection: audios_route(
            "replace_section",
            EDIT_FIELDS | spelled(lyrics="prompt", start="replace_section_start", end="replace_section_end"),
            required=END_REQUIRED,
            ignored=dict.fromkeys(("weirdness", "sound_strength"), CUSTOM_REASON),
        ),
        AddPart: adding_route("overpainting", spelled(lyrics="lyric")),
        SplitStems: audios_route("stems", CLIP_FIELDS | spelled(detail="")),
        WriteLyrics: waiting_route("lyrics", spelled(idea="prompt"), model="default"),
        EnrichSound: waiting_route("style", spelled(sound="prompt")),
        UploadMusic: waiting_route("upload", spelled(url="audio_url", title="")),
        MakeVideo: waiting_route("mp4", CLIP_FIELDS),
        DownloadMusic: export_route("mp3"),
    }
    variants: ClassVar[Mapping[type[Operation], tuple[str, Mapping[str, Route]]]] = {
        AddPart: ("part", {"band": adding_route("underpainting", {})}),
        SplitStems: ("detail", {"twelve": audios_route("all_stems", CLIP_FIELDS | spelled(detail=""))}),
        DownloadMusic: (
            "format",
            {
                **{name: export_route(name) for name in ("wav", "midi")},
                "lrc": waiting_route("timing", CLIP_FIELDS | spelled(format="")),
            },
        ),
    }

    def arguments(self, operation: Operation, clips: Mapping[str, Clip]) -> dict[str, Any]:
        """With the model by our name, and what is the clip's own where it is unsaid."""
        return completed(operation, super().arguments(operation, clips), clips.get("clip_id"))

    def body(self, operation: Operation, arguments: Mapping[str, Any], clips: Mapping[str, Clip]) -> dict[str, Any]:
        """The fields of the route, and those that the operation has besides."""
        if isinstance(operation, DownloadMusic) and operation.format == "midi" and not can_write_midi():
            raise Unsupported(f"{self.name} may give notes in place of a file. {NEEDS_STUDIO}")
        body = in_their_numbers(self._route(operation).body(arguments))
        if body.get("action"):
            self._complete_music(operation, body, clips.get("clip_id"))
        return body

    def _complete_music(self, operation: Operation, body: dict[str, Any], source: Clip | None) -> None:
        """Adds to the body of a request for music what its action wants beside its own fields."""
        if not isinstance(operation, SplitStems):
            body["model"] = their_model("chirp", body.get("model", MODELS[0]))
        match operation:
            case CreateMusic() | CoverMusic():
                _choose_mode(body)
            case ExtendMusic():
                body |= _added_words(self.name, body, source)
            case AddPart():
                body |= {"custom": True} | ({} if "lyric" in body else {"instrumental": True})
            case VaryMusic():
                body.setdefault("variation_category", USUAL_DEGREE)
            case ReplaceSection():
                words = {"lyric": source.lyrics} if source and source.lyrics else {}
                body |= {"custom": False, "instrumental": False, "replace_section_result_mode": "full_song"} | words
        if isinstance(operation, CoverMusic | ExtendMusic) and source and source.uploaded:
            body["action"] = f"upload_{body['action']}"

    def warnings(self, operation: Operation, arguments: Mapping[str, Any]) -> Sequence[str]:
        """That MIDI is made of one part as a rule."""
        if isinstance(operation, DownloadMusic) and operation.format == "midi":
            return (f"{self.name} makes MIDI of one stem as a rule (split_stems); of a whole song it may refuse.",)
        return ()

    def read_answer(self, operation: Operation, body: Record, answer: Record) -> Report | None:
        """As of an upload, where an operation began with one."""
        is_upload = self._route(operation).bringing is not None and "action" not in body
        return super().read_answer(UploadMusic.model_construct() if is_upload else operation, body, answer)

    def read(self, task: Record) -> Report:
        """The report in a task's record: done when every song of it has ended, and with stems by their names."""
        response = record(task.get("response"))
        request = record(task.get("request"))
        if not text(request, "action"):  # only requests for music have one
            if sound := upsampled(response):
                return Report(Status.DONE, sound=sound)
            if export := export_of(text(request, "audio_id"), response.get("data")):
                return replace(export, raw=compact_json(task))
        items = settled(records(response.get("data")))
        if status_of_items(items) is Status.FAILED:  # though the response calls itself a success
            return self.failed(response, compact_json(task))
        report = super().read({**task, "response": {**response, "data": items}} if items else task)
        if report.status is not Status.DONE:
            return report
        is_split = text(request, "action") in STEM_ACTIONS
        made = named_stems(report.made) if is_split else report.made
        return replace(report, made=made, remarks=failures(self.name, items))


def _choose_mode(body: dict[str, Any]) -> None:
    """Sets `custom`: off, the words and the title are made of a short description; on, words and style are said."""
    if CUSTOM_FIELDS & body.keys() or len(body.get("style", "")) > MAX_PROMPT_CHARS:
        body |= {"custom": True} | ({} if "lyric" in body else {"lyric_prompt": body["style"]})
    else:
        body |= {"custom": False, "prompt": body.pop("style")}


def _added_words(vendor: str, body: Mapping[str, Any], source: Clip | None) -> dict[str, Any]:
    """The words of an extension: it goes on without singing where there was none, and cannot sing words nobody said."""
    if "lyric" in body:
        return {"custom": True, "instrumental": False}
    if source is not None and has_words(source.lyrics):
        raise InvalidArguments(
            f"{vendor} cannot extend a song with words by that alone: say lyrics, the words of the added part, "
            "or a mark such as [Outro] for one without."
        )
    return {"custom": True, "instrumental": True}
