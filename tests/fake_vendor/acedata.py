"""AceDataCloud as its guides and its OpenAPI print it: generations `guide`, `spec` and `mock` (its clients' own tests)."""

from collections.abc import Callable
from uuid import uuid4

from .body_rules import ACEDATA_AUDIOS, ACEDATA_OTHERS, BodyRules
from .messages import Answer, JsonObject, Request, json_answer
from .state import VendorState
from .vendor_tasks import VendorTask, field_value
from .wire import Route, Wire

OPERATIONS = {
    "generate": "create",
    "cover": "cover",
    "extend": "extend",
    "variation": "vary",
    "swap_vocals": "swap_vocals",
    "swap_instrumentals": "swap_sound",
    "replace_section": "replace",
    "stems": "stems",
    "upload_cover": "cover",
    "upload_extend": "extend",
    "upload_replace_section": "replace",
    "lyrics": "lyrics",
    "upload": "upload",
    "videos": "video",
    "wav": "download",
}
ERRORS = {
    400: ("bad_request", "model is invalid."),
    401: ("invalid_token", "The specified token is invalid or wrong."),
    403: ("used_up", "Your balance is not sufficient for current request, please buy more in Ace Data Cloud."),
    404: ("no_api", "API does not exist, please make sure url is correct."),
    429: ("too_many_requests", "You have exceeded the rate limit."),
    500: ("api_error", "Internal server error."),
}


def refuse(status: int, message: str = "") -> Answer:
    code, documented = ERRORS.get(status, ERRORS[500])
    return json_answer({"error": {"code": code, "message": message or documented}, "trace_id": str(uuid4())}, status)


def _failure(state: VendorState, task: VendorTask) -> JsonObject:
    error = "fetch failed" if state.generations["acedata"] == "spec" else {"code": "api_error", "message": "fetch failed"}
    return {"success": False, "error": error, "trace_id": task.trace}


def audios(state: VendorState, request: Request, _: str) -> Answer:
    action = str(request.body.get("action"))
    if action in state.retired:
        code = {"code": "api_not_implemented", "message": "The API is not implemented."}
        return json_answer({"error": code, "trace_id": str(uuid4())}, 400)
    rules = ACEDATA_AUDIOS.get(action)
    if rules is None:
        return refuse(400, "action is invalid.")
    if state.generations["acedata"] == "spec":
        rules = BodyRules(rules.fields, rules.needs, required_keys=("action", "lyric", "prompt"))
    refusal = state.refusal(request, rules)
    if refusal:
        return refuse(400, refusal)
    _note_uploads(state, request, action)
    task = state.accept(request, OPERATIONS[action], action, 1)
    if request.body.get("async") or request.body.get("callback_url"):
        return json_answer({"task_id": task.ticket})
    return _at_once(state, task)


def _note_uploads(state: VendorState, request: Request, action: str) -> None:
    clip = state.clips.get(field_value(request.body, "source"))
    wants_upload, has_both = action.startswith("upload_"), f"upload_{action}" in ACEDATA_AUDIOS or action.startswith("upload_")
    if clip is not None and has_both and clip.uploaded != wants_upload:
        state.note_undocumented(request, (action,), "upload_ actions are for uploaded clips, the plain ones for the rest")


def _others(word: str) -> Route:
    def answer(state: VendorState, request: Request, _: str) -> Answer:
        refusal = state.refusal(request, ACEDATA_OTHERS[word])
        return refuse(400, refusal) if refusal else _at_once(state, state.accept(request, OPERATIONS[word], word, 1))

    return Route("POST", f"/producer/{word}", "submit", answer)


def _at_once(state: VendorState, task: VendorTask) -> Answer:
    """The synchronous answer: the work is done before the caller hears anything."""
    state.finish(task.ticket)
    if task.status == "failed":
        return json_answer(_failure(state, task), 500)
    if task.operation in SHAPES:
        return json_answer(SHAPES[task.operation](state, task))
    return json_answer(finished(state, task))


def finished(state: VendorState, task: VendorTask) -> JsonObject:
    """The synchronous success body, which is the callback's body too."""
    return {"success": True, "task_id": task.ticket, "trace_id": task.trace, "data": [_item(state, task)]}


def _item(state: VendorState, task: VendorTask) -> JsonObject:
    clip = task.clip
    if task.operation == "stems":
        zipped: JsonObject = {"title": clip.title, "lyric": "", "stems_url": task.file(state.url, "zip"), "model": ""}
        return {**zipped, "progress": "100%", "state": "succeeded"}
    mock = state.generations["acedata"] == "mock"
    return {
        "id": clip.clip_id,
        "title": clip.title,
        "image_url": task.file(state.url, "jpg"),
        "lyric": clip.lyrics or "[Instrumental]",
        "audio_url": task.file(state.url, "m4a"),
        "video_url": None,
        "image_id": clip.clip_id,
        "topic": None,
        "seed": clip.seed,
        "sound": clip.sound,
        "created_at": clip.created_at,
        "model": clip.model,
        "progress": "100%",
        "state": "succeeded",
        "duration": task.seconds if mock else str(task.seconds),
    }


def _lyrics(state: VendorState, task: VendorTask) -> JsonObject:
    words = f"[Verse]\n{task.body.get('prompt')}\nSnow is falling, all around"
    if state.generations["acedata"] == "guide":
        return {"success": True, "task_id": task.ticket, "data": {"title": "Mercy in the Trees", "lyrics": words}}
    return {"data": {"text": words, "title": "Winter Wonderland", "status": "complete"}, "success": True}


def _upload(state: VendorState, task: VendorTask) -> JsonObject:
    if state.generations["acedata"] == "spec":
        return {"data": {"audio_id": task.clip.clip_id}, "success": True}
    data = {"audio_id": task.clip.clip_id, "lyric": task.clip.lyrics, "audio_url": task.file(state.url, "mp3")}
    return {"success": True, "task_id": task.ticket, "data": data}


def _video(state: VendorState, task: VendorTask) -> JsonObject:
    if state.generations["acedata"] == "spec":
        return {"data": {"audio_id": task.clip.clip_id}, "success": True}
    film = {"video_url": task.file(state.url, "-film:5178f294.mp4")}
    return {"success": True, "task_id": task.ticket, "trace_id": task.trace, "data": film}


def _wav(state: VendorState, task: VendorTask) -> JsonObject:
    address = task.file(state.url, "wav")
    data: dict[str, object] = {
        "guide": [{"title": task.clip.title, "file_url": address}],
        "spec": {"audio_id": task.clip.clip_id},
        "mock": {"audio_url": address},
    }
    return {"success": True, "task_id": task.ticket, "trace_id": task.trace, "data": data[state.generations["acedata"]]}


SHAPES = {"lyrics": _lyrics, "upload": _upload, "video": _video, "download": _wav}


def get_tasks(state: VendorState, request: Request, _: str) -> Answer:
    return records_of(state, request, _record)


def records_of(state: VendorState, request: Request, record: Callable[[VendorState, VendorTask], JsonObject]) -> Answer:
    """The records that a request for one or for many asks for; of a task that does not exist nothing, or an empty one."""
    if request.body.get("action", "retrieve") == "retrieve":
        task = state.poll(request, str(request.body.get("id")))
        return json_answer(record(state, task) if task else {})
    ids = request.body.get("ids")
    tasks = [state.poll(request, str(ticket)) for ticket in (ids if isinstance(ids, list) else [])]
    items = [record(state, task) for task in tasks if task]
    return json_answer({"items": items, "count": len(items)})


def record_of(task: VendorTask, kind: str) -> JsonObject:
    """What stands in every record of a task, ended or not."""
    return {
        "_id": task.upstream.replace("-", "")[:24],
        "id": task.ticket,
        "api_id": "01d96900-9f8c-41d7-814c-95c7a885ba61",
        "application_id": "920ba772-867a-48ae-8efa-9b9f94136199",
        "created_at": task.submitted,
        "credential_id": "eeae817d-d6ff-493e-8f88-6c62391da7c6",
        "request": dict(task.body),
        "trace_id": task.trace,
        "type": kind,
        "user_id": "ad7afe47-cea9-4cda-980f-2ad8810e51cf",
    }


def _record(state: VendorState, task: VendorTask) -> JsonObject:
    record = record_of(task, "audios" if task.word in ACEDATA_AUDIOS else task.word)
    if task.status == "running" or task.finished is None:
        return record
    took = "duration" if state.generations["acedata"] == "guide" else "elapsed"
    return {**record, "response": _response(state, task), took: task.finished - task.submitted, "finished_at": task.finished}


def _response(state: VendorState, task: VendorTask) -> JsonObject:
    if task.status == "failed":
        return _failure(state, task)
    if task.operation in SHAPES:
        return SHAPES[task.operation](state, task)
    response: JsonObject = {"task_id": task.ticket, "data": [_item(state, task)]}
    return response if state.generations["acedata"] == "guide" else {"success": True, **response}


def callbacks(state: VendorState, task: VendorTask) -> list[JsonObject]:
    """What is pushed to `callback_url`; unsigned."""
    return [{**_failure(state, task), "task_id": task.ticket} if task.status == "failed" else finished(state, task)]


WIRE = Wire(
    "acedata",
    (
        Route("POST", "/producer/audios", "submit", audios),
        *(_others(word) for word in ACEDATA_OTHERS),
        Route("POST", "/producer/tasks", "poll", get_tasks),
    ),
    refuse,
    ("guide", "spec", "mock"),
)
