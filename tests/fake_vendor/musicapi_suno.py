"""MusicAPI's Sonic, which is Suno, as its pages and its integrators print it; its generations are its two hosts' prices."""

from collections.abc import Callable, Mapping

from .messages import Answer, JsonObject, Request, json_answer
from .musicapi import OUT_OF_TIME, PENDING, refuse
from .state import VendorState
from .suno_rules import NOT_UPLOADED, SONIC_CREATE, SONIC_OTHERS, UPLOADED_ONLY, sonic_refusal
from .suno_words import FULL_STEMS, RICHER, STREAM, aligned_words, instruments
from .vendor_tasks import Clip, VendorTask, field_value
from .wire import Route, Wire

PREFIX = "/api/v1/sonic"
OPERATIONS: Mapping[str, tuple[str, int]] = {
    "create_music": ("create", 2),
    "persona_music": ("create", 2),
    "extend_music": ("add", 2),
    "extend_upload_music": ("add", 2),
    "cover_music": ("cover", 2),
    "cover_upload_music": ("cover", 2),
    "concat_music": ("join", 1),
    "remaster": ("vary", 2),
    "add_vocals": ("add_part", 2),
    "add_instrumental": ("add_part", 2),
    "upload-extend": ("add", 2),
    "upload-cover": ("cover", 2),
    "replace-section": ("replace", 2),
    "sample": ("create", 2),
    "mashup": ("create", 2),
    "stems/basic": ("stems", 2),
    "stems/full": ("stems", 12),
    "create-voice": ("voice", 0),
    "upload": ("upload", 1),
    "download": ("download", 0),
}
"""What each word does, and how many clips it makes."""
CREDITS: Mapping[str, Mapping[str, float]] = {
    "musicapi.ai": {"create_music": 20, "stems/basic": 30, "stems/full": 75, "concat_music": 2, "download": 2},
    "aimusicapi.ai": {
        "create_music": 14,
        "cover_music": 14,
        "stems/basic": 20,
        "stems/full": 50,
        "concat_music": 2,
        "download": 2,
    },
}
SONG_CREDITS = {"musicapi.ai": 15, "aimusicapi.ai": 10}
SMALL = frozenset({"persona", "midi", "bpm", "vox", "aligned-lyrics", "upsample-tags"})
"""Words answered at once for one credit."""
DAY_SECONDS = 86_400.0
FRESH_ONLY = frozenset({"remaster", "add_vocals", "add_instrumental", "persona", "bpm", "vox"})
"""Words that may be refused for clips older than a day."""
TOO_OLD = "The clip is older than 24 hours."
JOINS_BY_ITSELF: Mapping[str, str] = {"upload-extend": "extended", "replace-section": "replaced"}
"""Words with `auto_concat`, which are answered by pairs, and the name of the part in a pair."""
MODERATED = "The song description needs moderation review."


def create(state: VendorState, request: Request, _: str) -> Answer:
    word = str(request.body.get("task_type"))
    return _submit(state, request, word) if word in SONIC_CREATE else refuse(400, "The 'task_type' field is invalid.")


def _later(word: str) -> Route:
    return Route("POST", f"{PREFIX}/{word}", "submit", lambda state, request, _: _submit(state, request, word))


def _refusal(state: VendorState, request: Request, word: str) -> Answer | None:
    """The answer that accepts nothing; None where the request is taken."""
    if word in state.retired:
        return refuse(410)
    said = state.refusal(request, {**SONIC_CREATE, **SONIC_OTHERS}[word])
    if word in SONIC_CREATE and word not in ("concat_music", "remaster"):
        said = said or sonic_refusal(request.body)
    if "duration" in request.body and "duration" not in {**SONIC_CREATE, **SONIC_OTHERS}[word].fields:
        said = said or "The 'duration' field is not supported for this task type."
    clip = state.clips.get(field_value(request.body, "source"))
    if clip is not None and state.now() - clip.created > DAY_SECONDS:
        said = said or (TOO_OLD if word in FRESH_ONLY else None)
        if word == "download":
            return refuse(404)
    if clip is not None and clip.uploaded != (word in UPLOADED_ONLY) and word in UPLOADED_ONLY | NOT_UPLOADED:
        state.note_undocumented(request, (word,), "another word is for clips that are uploaded, or are not")
    return refuse(400, said) if said else None


def _accept(state: VendorState, request: Request, word: str) -> VendorTask:
    operation, clips = OPERATIONS.get(word, (word, 0))
    host = state.generations["musicapi-suno"]
    price = CREDITS[host].get(word, 1 if word in SMALL or word == "upload" else SONG_CREDITS[host])
    return state.accept(request, operation, word, price, clips=clips)


def _submit(state: VendorState, request: Request, word: str) -> Answer:
    if refused := _refusal(state, request, word):
        return refused
    accepted = {"message": "success", "task_id": _accept(state, request, word).ticket}
    return json_answer({**accepted, "steps": {"upload": "pending", "cover": "pending"}} if word == "upload-cover" else accepted)


def _at_once(word: str, read: Callable[[VendorState, VendorTask], JsonObject]) -> Route:
    """The route of a word that is answered with what was made."""

    def answer(state: VendorState, request: Request, _: str) -> Answer:
        if refused := _refusal(state, request, word):
            return refused
        if word in ("download", "aligned-lyrics") and (early := _too_early(state, request, word)):
            return early
        task = state.finish(_accept(state, request, word).ticket)
        if task.status == "failed":
            return refuse(500)
        return json_answer({"code": 200, "message": "success", **read(state, task)})

    return Route("POST", f"{PREFIX}/{word}", "submit", answer)


def _too_early(state: VendorState, request: Request, word: str) -> Answer | None:
    """A file that is being made is a 202, which is free; words whose timing is not known yet come without it."""
    asked = f"{word} {field_value(request.body, 'source')}"
    state.asked[asked] += 1
    if state.asked[asked] > state.asks_until_made:
        return None
    return json_answer(PENDING, 202) if word == "download" else json_answer({"code": 200, "message": "success", "data": {}})


def _files(state: VendorState, task: VendorTask) -> JsonObject:
    formats = task.body["formats"]
    assert isinstance(formats, list)
    return {"data": {"files": [{"format": each, "url": task.file(state.url, each)} for each in formats]}}


def _vox(state: VendorState, task: VendorTask) -> JsonObject:
    window = {name: task.body.get(name) for name in ("vocal_start_s", "vocal_end_s")}
    made = {"vox_audio_id": task.upstream, "status": "complete", "source_clip_id": task.clip.clip_id}
    return {"data": {**made, **window, "wave_response": None}}


AT_ONCE: Mapping[str, Callable[[VendorState, VendorTask], JsonObject]] = {
    "upload": lambda state, task: {"clip_id": task.clip.clip_id},
    "download": _files,
    "midi": lambda state, task: {"data": {"midi_url": task.file(state.url, "mid"), "instruments": instruments()}},
    "bpm": lambda state, task: {"data": {"avg_bpm": 120.2, "max_bpm": 121.5, "min_bpm": 119.1}},
    "vox": _vox,
    "aligned-lyrics": lambda state, task: {"data": {"alignment": aligned_words(task.clip.lyrics)}},
    "upsample-tags": lambda state, task: {"data": {"upsampled_tags": f"{task.body.get('tags')}, {RICHER}"}},
    "persona": lambda state, task: {"persona_id": task.upstream},
}


def get_task(state: VendorState, request: Request, ticket: str) -> Answer:
    task = state.poll(request, ticket)
    if task is None:
        return refuse(400, "task not found.")
    if task.status == "failed" and task.has("out_of_time"):
        return refuse(504, OUT_OF_TIME)
    if task.status == "running" and not task.first_ready and task.polls == 1:
        return json_answer(PENDING, 202)
    if task.word == "create-voice":
        made = {"persona_id": task.upstream, "name": task.body.get("name")}
        return json_answer({"code": 200, "data": made, "message": "success"} if task.status == "done" else PENDING)
    return json_answer({"code": 200, "data": made_of(state, task), "message": "success"})


def made_of(state: VendorState, task: VendorTask) -> list[JsonObject]:
    """The record's `data`: a clip each, or a pair each where parts are joined by the vendor."""
    clips = [item(state, task, clip, place) for place, clip in enumerate(task.clips)]
    part = JOINS_BY_ITSELF.get(task.word, "") if task.body.get("auto_concat") else ""
    if not part:
        return clips
    is_joined = task.status == "done" and task.reports > state.polls_until_joined
    return [{part: clip, "full": _full(state, task, clip) if is_joined else None} for clip in clips]


def _full(state: VendorState, task: VendorTask, part: JsonObject) -> JsonObject:
    """The whole song of which one clip is a part."""
    whole = state.clip_like(task.clip, clip_id=str(part["clip_id"])[:-4] + "f011")
    return {**part, "clip_id": whole.clip_id, "audio_url": task.file(state.url, "mp3", whole)}


def item(state: VendorState, task: VendorTask, clip: Clip, place: int) -> JsonObject:
    """A clip in the record. Before it is done its address is a stream, and not the file."""
    how = task.state_of(clip)
    audio = {"succeeded": task.file(state.url, "mp3", clip), "running": f"{STREAM}{clip.clip_id}"}.get(how, "")
    failed: JsonObject = {"error_message": (task.fault and task.fault.body) or MODERATED} if how == "failed" else {}
    named = clip.title if task.word != "stems/full" else f"{clip.title} - {FULL_STEMS[place]}"
    stem: JsonObject = {"stem_type": ("Vocals", "Instrumental")[place]} if task.word == "stems/basic" else {}
    return {
        "clip_id": clip.clip_id,
        "state": how,
        "title": named,
        "tags": clip.sound,
        "lyrics": clip.lyrics or "[Instrumental]",
        "image_url": task.file(state.url, "jpg", clip) if how == "succeeded" else "",
        "audio_url": audio,
        "video_url": None,
        "created_at": clip.created_at,
        "mv": clip.model.replace("sonic", "chirp"),
        "gpt_description_prompt": task.body.get("gpt_description_prompt"),
        "duration": str(clip.seconds) if how == "succeeded" else "0",
        **stem,
        **failed,
    }


def callbacks(state: VendorState, task: VendorTask) -> list[JsonObject]:
    """The bodies of the webhook: while it streams, its audio is not finished; then the end."""
    if task.status == "failed":
        return [{"code": 500, "data": [], "message": "Task failed", "task_id": task.ticket}]
    done = [item(state, task, clip, place) for place, clip in enumerate(task.clips)]
    streams = [{**each, "state": "streaming", "audio_url": f"{STREAM}{each['clip_id']}"} for each in done]
    return [{"code": 200, "data": data, "message": "success", "task_id": task.ticket} for data in (streams, done)]


WIRE = Wire(
    "musicapi-suno",
    (
        Route("POST", f"{PREFIX}/create", "submit", create),
        *(_later(word) for word in SONIC_OTHERS if word not in AT_ONCE),
        *(_at_once(word, read) for word, read in AT_ONCE.items()),
        Route("GET", f"{PREFIX}/task/*", "poll", get_task),
    ),
    refuse,
    ("musicapi.ai", "aimusicapi.ai"),
)
