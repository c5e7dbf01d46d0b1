"""AceDataCloud's Suno as its specs and guides print it: generations `spec` and `guide`, which print MIDI differently."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from .acedata import record_of, records_of, refuse
from .messages import Answer, JsonObject, Request, json_answer
from .state import VendorState
from .suno_rules import SUNO_AUDIOS, SUNO_OTHERS, suno_refusal
from .suno_words import FULL_STEMS, RICHER, STREAM, aligned_words, instruments
from .vendor_tasks import Clip, VendorTask, field_value
from .wire import Route, Wire

OPERATIONS: Mapping[str, tuple[str, int]] = {
    "extend": ("add", 2),
    "upload_extend": ("add", 2),
    "concat": ("join", 1),
    "cover": ("cover", 2),
    "upload_cover": ("cover", 2),
    "remaster": ("vary", 2),
    "stems": ("stems", 2),
    "all_stems": ("stems", 24),
    "replace_section": ("replace", 1),
    "underpainting": ("add_part", 2),
    "overpainting": ("add_part", 2),
    "upload": ("upload", 1),
    "wav": ("download", 0),
    "mp3": ("download", 0),
    "midi": ("download", 0),
    "mp4": ("video", 0),
    "lyrics": ("lyrics", 0),
}
"""What each word does, and how many clips it makes; those not named make two songs, or none where they are no action."""
UPLOADED_TWINS = frozenset({"extend", "cover"})
DAY_SECONDS = 86_400.0
OFFLINE = "The song id does not exist or has been taken offline."
FRESH_ONLY = frozenset({"remaster", "overpainting", "underpainting", "persona", "vox"})


def _refusal(state: VendorState, request: Request, word: str) -> str | None:
    rules = {**SUNO_AUDIOS, **SUNO_OTHERS}[word]
    said = state.refusal(request, rules) or suno_refusal(request.body)
    if "duration" in request.body and "duration" not in rules.fields:
        said = said or "duration is invalid."
    clip = state.clips.get(field_value(request.body, "source"))
    if clip is not None and word in FRESH_ONLY and state.now() - clip.created > DAY_SECONDS:
        return said or OFFLINE
    plain = word.removeprefix("upload_")
    if clip is not None and plain in UPLOADED_TWINS and clip.uploaded != (word != plain):
        state.note_undocumented(request, (word,), "upload_ actions are for uploaded clips, the plain ones for the rest")
    return said


def audios(state: VendorState, request: Request, _: str) -> Answer:
    action = str(request.body.get("action"))
    if action not in SUNO_AUDIOS:
        return refuse(400, "action is invalid.")
    return _answer(state, request, action, 2)


def _others(word: str) -> Route:
    return Route("POST", f"/suno/{word}", "submit", lambda state, request, _: _answer(state, request, word, 0))


def _answer(state: VendorState, request: Request, word: str, clips: int) -> Answer:
    if word in state.retired:
        return json_answer(
            {"error": {"code": "api_not_implemented", "message": "The API is not implemented."}, "trace_id": str(uuid4())}, 400
        )
    if refusal := _refusal(state, request, word):
        return refuse(400, refusal)
    operation, clips = OPERATIONS.get(word, ("create" if clips else word, clips))
    if word == "replace_section" and request.body.get("replace_section_result_mode"):
        clips = 2
    task = state.accept(request, operation, word, 1, clips=clips)
    if request.body.get("async") or request.body.get("callback_url"):
        return json_answer({"task_id": task.ticket, "trace_id": task.trace})
    state.finish(task.ticket)
    return json_answer(_failure(task), 500) if task.status == "failed" else json_answer(response(state, task))


def _failure(task: VendorTask) -> JsonObject:
    error = {"code": "api_error", "message": (task.fault and task.fault.body) or "job failed with unknown error"}
    if task.has("out_of_time"):
        error = {"code": "timeout", "message": "timeout while waiting for audio generation"}
    return {"success": False, "error": error, "task_id": task.ticket, "trace_id": task.trace}


def response(state: VendorState, task: VendorTask) -> JsonObject:
    """The body of success, of an answer, a record and a callback alike: `success` is true also while a song is made."""
    read = SHAPES.get(task.word)
    data = read(state, task) if read else [_item(state, task, clip, place) for place, clip in enumerate(task.clips)]
    return {"success": True, "task_id": task.ticket, "trace_id": task.trace, "data": data}


def _item(state: VendorState, task: VendorTask, clip: Clip, place: int, how: str = "") -> JsonObject:
    how = how or task.state_of(clip)
    history = _history(task) if task.word in ("concat", "replace_section") else {}
    return {
        "id": clip.clip_id,
        "title": clip.title + _stem_suffix(task, place),
        "image_url": task.file(state.url, "jpg", clip) if how == "succeeded" else "",
        "lyric": clip.lyrics,
        "audio_url": {"succeeded": task.file(state.url, "mp3", clip), "running": f"{STREAM}{clip.clip_id}"}.get(how, ""),
        "video_url": "",
        "created_at": clip.created_at,
        "model": "chirp-auk",
        "state": "error" if how == "failed" else how,
        "prompt": task.body.get("prompt", ""),
        "style": clip.sound,
        "duration": clip.seconds if how == "succeeded" else None,
        **history,
    }


def _stem_suffix(task: VendorTask, place: int) -> str:
    """`stems` puts a dash before the name; `all_stems` gives the twelve twice, told apart by their order alone."""
    match task.word:
        case "stems":
            return f" - {('Vocals', 'Instrumental')[place]}"
        case "all_stems":
            return f" ({FULL_STEMS[place % len(FULL_STEMS)]})"
    return ""


def _history(task: VendorTask) -> JsonObject:
    section = {
        f"infill_{end}_s": task.body.get(f"replace_section_{end}") for end in ("start", "end") if task.word == "replace_section"
    }
    return {"concat_history": [{"id": task.body.get("audio_id"), "continue_at": None, **section}]}


def _file(ending: str) -> Callable[[VendorState, VendorTask], object]:
    return lambda state, task: [{"file_url": task.file(state.url, ending)}]


def _midi(state: VendorState, task: VendorTask) -> object:
    if state.generations["acedata-suno"] == "guide":
        return [{"state": "complete", "instruments": instruments()}]
    return _file("mid")(state, task)


def _upload(state: VendorState, task: VendorTask) -> object:
    heard = {"lyric": "[Verse]\nheard in the recording", "style": "a described sound", "title": "Heard", "duration": task.seconds}
    addresses = {"image_url": task.file(state.url, "jpg"), "audio_url": task.file(state.url, "mp3")}
    return {"audio_id": task.clip.clip_id, **heard, **addresses}


def _vox(state: VendorState, task: VendorTask) -> object:
    window = {f"vocal_{end}_s": task.body.get(f"vocal_{end}") for end in ("start", "end")}
    made = {"id": task.upstream, "source_clip_id": task.clip.clip_id, "status": "complete"}
    return {**made, "vocal_audio_url": task.file(state.url, "-vox.mp3"), **window, "wave_response": None}


def _sheet(state: VendorState, task: VendorTask) -> JsonObject:
    words = f"[Verse]\n{task.body.get('prompt', '')}\nSnow is falling, all around"
    return {"title": "Winter Wonderland", "text": words, "status": "complete", "tags": ["pop"]}


SHAPES: Mapping[str, Callable[[VendorState, VendorTask], object]] = {
    "upload": _upload,
    "wav": _file("wav"),
    "mp3": _file("mp3"),
    "midi": _midi,
    "mp4": lambda state, task: {"video_url": task.file(state.url, "mp4")},
    "vox": _vox,
    "lyrics": lambda state, task: [_sheet(state, task), _sheet(state, task) | {"title": "Midnight Snow"}],
    "mashup-lyrics": _sheet,
    "style": lambda state, task: {"upsampled_tags": f"{task.body.get('prompt')}, {RICHER}"},
    "timing": lambda state, task: {"aligned_words": aligned_words(task.clip.lyrics)},
    "persona": lambda state, task: {"persona_id": task.upstream},
    "voices": lambda state, task: {"persona_id": task.upstream, "name": task.body.get("name"), "is_public": False},
}


def get_tasks(state: VendorState, request: Request, _: str) -> Answer:
    return records_of(state, request, record)


def record(state: VendorState, task: VendorTask) -> JsonObject:
    """The record of a task. While songs are made it may hold them with `success` and without an end."""
    kind = "audios" if task.word in SUNO_AUDIOS else task.word
    if task.status == "running":
        under_way: JsonObject = {"response": response(state, task)} if kind == "audios" and task.polls > 1 else {}
        return {**record_of(task, kind), **under_way}
    assert task.finished is not None
    ended = {"elapsed": task.finished - task.submitted, "started_at": task.submitted, "finished_at": task.finished}
    return {**record_of(task, kind), "response": _failure(task) if task.status == "failed" else response(state, task), **ended}


def callbacks(state: VendorState, task: VendorTask) -> list[JsonObject]:
    """The bodies that are pushed one after another: pending, running, done; `success` is true in all of them."""
    if task.status == "failed":
        return [_failure(task)]
    stages = [] if task.word in SHAPES else ["pending", "running"]
    early = [
        {"success": True, "task_id": task.ticket, "data": [_item(state, task, clip, n, how) for n, clip in enumerate(task.clips)]}
        for how in stages
    ]
    return [*early, response(state, task)]


WIRE = Wire(
    "acedata-suno",
    (
        Route("POST", "/suno/audios", "submit", audios),
        *(_others(word) for word in SUNO_OTHERS),
        Route("POST", "/suno/tasks", "poll", get_tasks),
    ),
    refuse,
    ("spec", "guide"),
)
