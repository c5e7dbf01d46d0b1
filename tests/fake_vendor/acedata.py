"""AceDataCloud as its guides and its OpenAPI print it: generations `guide`, `spec` and `mock` (its clients' own tests)."""

from uuid import uuid4

from .desk import Desk
from .documents import ACEDATA_AUDIOS, ACEDATA_OTHERS, Document
from .messages import Answer, JsonObject, Request, json_answer
from .wire import Route, Wire
from .works import Work, asked

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


def _failure(desk: Desk, work: Work) -> JsonObject:
    error = "fetch failed" if desk.generations["acedata"] == "spec" else {"code": "api_error", "message": "fetch failed"}
    return {"success": False, "error": error, "trace_id": work.trace}


def audios(desk: Desk, request: Request, _: str) -> Answer:
    action = str(request.body.get("action"))
    if action in desk.retired:
        code = {"code": "api_not_implemented", "message": "The API is not implemented."}
        return json_answer({"error": code, "trace_id": str(uuid4())}, 400)
    document = ACEDATA_AUDIOS.get(action)
    if document is None:
        return refuse(400, "action is invalid.")
    if desk.generations["acedata"] == "spec":
        document = Document(document.words, document.needs, said=("action", "lyric", "prompt"))
    wrong = desk.wrong(request, document)
    if wrong:
        return refuse(400, wrong)
    _note_uploads(desk, request, action)
    work = desk.accept(request, OPERATIONS[action], action, 1)
    if request.body.get("async") or request.body.get("callback_url"):
        return json_answer({"task_id": work.ticket})
    return _at_once(desk, work)


def _note_uploads(desk: Desk, request: Request, action: str) -> None:
    clip = desk.clips.get(asked(request.body, "source"))
    wants_upload, has_both = action.startswith("upload_"), f"upload_{action}" in ACEDATA_AUDIOS or action.startswith("upload_")
    if clip is not None and has_both and clip.uploaded != wants_upload:
        desk.note(request, (action,), "upload_ actions are for uploaded clips, the plain ones for the rest")


def _others(word: str) -> Route:
    def answer(desk: Desk, request: Request, _: str) -> Answer:
        wrong = desk.wrong(request, ACEDATA_OTHERS[word])
        return refuse(400, wrong) if wrong else _at_once(desk, desk.accept(request, OPERATIONS[word], word, 1))

    return Route("POST", f"/producer/{word}", "submit", answer)


def _at_once(desk: Desk, work: Work) -> Answer:
    """The synchronous answer: the work is done before the caller hears anything."""
    desk.finish(work.ticket)
    if work.status == "failed":
        return json_answer(_failure(desk, work), 500)
    if work.operation in SHAPES:
        return json_answer(SHAPES[work.operation](desk, work))
    return json_answer(finished(desk, work))


def finished(desk: Desk, work: Work) -> JsonObject:
    """The synchronous success body, which is the callback's body too."""
    return {"success": True, "task_id": work.ticket, "trace_id": work.trace, "data": [_item(desk, work)]}


def _item(desk: Desk, work: Work) -> JsonObject:
    clip = work.clip
    if work.operation == "stems":
        zipped: JsonObject = {"title": clip.title, "lyric": "", "stems_url": work.file(desk.url, "zip"), "model": ""}
        return {**zipped, "progress": "100%", "state": "succeeded"}
    mock = desk.generations["acedata"] == "mock"
    return {
        "id": clip.clip_id,
        "title": clip.title,
        "image_url": work.file(desk.url, "jpg"),
        "lyric": clip.lyrics or "[Instrumental]",
        "audio_url": work.file(desk.url, "m4a"),
        "video_url": None,
        "image_id": clip.clip_id,
        "topic": None,
        "seed": clip.seed,
        "sound": clip.sound,
        "created_at": clip.created_at,
        "model": clip.model,
        "progress": "100%",
        "state": "succeeded",
        "duration": work.seconds if mock else str(work.seconds),
    }


def _lyrics(desk: Desk, work: Work) -> JsonObject:
    words = f"[Verse]\n{work.body.get('prompt')}\nSnow is falling, all around"
    if desk.generations["acedata"] == "guide":
        return {"success": True, "task_id": work.ticket, "data": {"title": "Mercy in the Trees", "lyrics": words}}
    return {"data": {"text": words, "title": "Winter Wonderland", "status": "complete"}, "success": True}


def _upload(desk: Desk, work: Work) -> JsonObject:
    if desk.generations["acedata"] == "spec":
        return {"data": {"audio_id": work.clip.clip_id}, "success": True}
    data = {"audio_id": work.clip.clip_id, "lyric": work.clip.lyrics, "audio_url": work.file(desk.url, "mp3")}
    return {"success": True, "task_id": work.ticket, "data": data}


def _video(desk: Desk, work: Work) -> JsonObject:
    if desk.generations["acedata"] == "spec":
        return {"data": {"audio_id": work.clip.clip_id}, "success": True}
    film = {"video_url": work.file(desk.url, "-film:5178f294.mp4")}
    return {"success": True, "task_id": work.ticket, "trace_id": work.trace, "data": film}


def _wav(desk: Desk, work: Work) -> JsonObject:
    address = work.file(desk.url, "wav")
    data: dict[str, object] = {
        "guide": [{"title": work.clip.title, "file_url": address}],
        "spec": {"audio_id": work.clip.clip_id},
        "mock": {"audio_url": address},
    }
    return {"success": True, "task_id": work.ticket, "trace_id": work.trace, "data": data[desk.generations["acedata"]]}


SHAPES = {"lyrics": _lyrics, "upload": _upload, "video": _video, "download": _wav}


def tasks(desk: Desk, request: Request, _: str) -> Answer:
    if request.body.get("action", "retrieve") == "retrieve":
        work = desk.look(request, str(request.body.get("id")))
        return json_answer(_record(desk, work) if work else {})
    ids = request.body.get("ids")
    found = [desk.look(request, str(ticket)) for ticket in (ids if isinstance(ids, list) else [])]
    items = [_record(desk, work) for work in found if work]
    return json_answer({"items": items, "count": len(items)})


def _record(desk: Desk, work: Work) -> JsonObject:
    record: JsonObject = {
        "_id": work.upstream.replace("-", "")[:24],
        "id": work.ticket,
        "api_id": "01d96900-9f8c-41d7-814c-95c7a885ba61",
        "application_id": "920ba772-867a-48ae-8efa-9b9f94136199",
        "created_at": work.submitted,
        "credential_id": "eeae817d-d6ff-493e-8f88-6c62391da7c6",
        "request": dict(work.body),
        "trace_id": work.trace,
        "type": "audios" if work.word in ACEDATA_AUDIOS else work.word,
        "user_id": "ad7afe47-cea9-4cda-980f-2ad8810e51cf",
    }
    if work.status == "running" or work.finished is None:
        return record
    took = "duration" if desk.generations["acedata"] == "guide" else "elapsed"
    return {**record, "response": _response(desk, work), took: work.finished - work.submitted, "finished_at": work.finished}


def _response(desk: Desk, work: Work) -> JsonObject:
    if work.status == "failed":
        return _failure(desk, work)
    if work.operation in SHAPES:
        return SHAPES[work.operation](desk, work)
    response: JsonObject = {"task_id": work.ticket, "data": [_item(desk, work)]}
    return response if desk.generations["acedata"] == "guide" else {"success": True, **response}


def callback(desk: Desk, work: Work) -> JsonObject:
    """What is pushed to `callback_url`; unsigned."""
    return {**_failure(desk, work), "task_id": work.ticket} if work.status == "failed" else finished(desk, work)


WIRE = Wire(
    "acedata",
    (
        Route("POST", "/producer/audios", "submit", audios),
        *(_others(word) for word in ACEDATA_OTHERS),
        Route("POST", "/producer/tasks", "poll", tasks),
    ),
    refuse,
)
