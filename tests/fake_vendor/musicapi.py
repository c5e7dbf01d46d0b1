"""MusicAPI as its pages print it: submit, then ask `/producer/task/{id}`; generations 1, 2a and 2b."""

from .body_rules import MUSICAPI_CREATE, MUSICAPI_OTHERS
from .messages import Answer, JsonObject, Request, json_answer
from .state import VendorState
from .vendor_tasks import VendorTask, field_value
from .wire import Route, Wire

RETIRED = {
    "1": frozenset[str](),
    "2a": frozenset(MUSICAPI_CREATE) - {"create_music"},
    "2b": frozenset({"music_variation", "swap_music_vocals", "swap_music_sound"}),
}
"""What each generation's pages call retired; a test says so by `fake.retired |= RETIRED["2a"]`."""

OPERATIONS = {
    "create_music": "create",
    "extend_music": "extend",
    "cover_music": "cover",
    "replace_music": "replace",
    "swap_music_vocals": "swap_vocals",
    "swap_music_sound": "swap_sound",
    "music_variation": "vary",
    "upload": "upload",
    "download": "download",
    "lyrics-create": "lyrics",
    "video-clip": "video",
}
CREDITS = {"upload": 2, "download": 2, "lyrics": 1, "video": 5}
CREDITS_2B = {"extend": 12, "replace": 12}
MESSAGES = {
    400: "missing task id.",
    401: "Authorization header is missing.",
    403: "Not enough credits.",
    404: "task not found.",
    410: "This task type has been retired.",
    429: "Too many requests.",
    500: "Internal Server Error",
}
OUT_OF_TIME = "Task failed due to timeout. Credits were previously refunded."
PENDING = {"code": 202, "type": "not_ready", "error": "Task is still processing. Please wait a few seconds and try again."}


def refuse(status: int, message: str = "") -> Answer:
    return json_answer({"code": status, "error": message or MESSAGES.get(status, "error")}, status)


def create(state: VendorState, request: Request, _: str) -> Answer:
    word = str(request.body.get("task_type"))
    return _submit(state, request, word) if word in MUSICAPI_CREATE else refuse(400, "task_type is invalid.")


def _other(word: str) -> Route:
    def answer(state: VendorState, request: Request, _: str) -> Answer:
        return _submit(state, request, word)

    return Route("POST", f"/api/v1/producer/{word}", "submit", answer)


def _submit(state: VendorState, request: Request, word: str) -> Answer:
    if word in state.retired:
        return refuse(410)
    refusal = state.refusal(request, {**MUSICAPI_CREATE, **MUSICAPI_OTHERS}[word])
    if refusal:
        return refuse(400, refusal)
    operation, generation = OPERATIONS[word], state.generations["musicapi"]
    price = CREDITS_2B.get(operation) if generation == "2b" else None
    task = state.accept(request, operation, word, price or CREDITS.get(operation, 10))
    accepted = {"message": "success", "task_id": task.ticket}
    return json_answer({"code": 200, **accepted} if generation == "1" else accepted)


def sonic_lyrics(state: VendorState, request: Request, _: str) -> Answer:
    refusal = state.refusal(request, MUSICAPI_OTHERS["sonic-lyrics"])
    if refusal:
        return refuse(400, refusal)
    task = state.accept(request, "lyrics", "sonic/lyrics", 1)
    if state.finish(task.ticket).status == "failed":
        return refuse(500)
    idea = request.body["description"]
    results = [{"title": title, "lyrics": f"[Verse]\n{idea}"} for title in ("Whisper of Shadows", "Midnight Shadows")]
    return json_answer({"code": 200, "results": results, "message": "success"})


def get_task(state: VendorState, request: Request, ticket: str) -> Answer:
    task = state.poll(request, ticket)
    if task is None:
        return refuse(404)
    if task.status == "failed" and task.has("out_of_time"):
        return refuse(504, OUT_OF_TIME)
    return (_first if state.generations["musicapi"] == "1" else _second)(state, task)


def _first(state: VendorState, task: VendorTask) -> Answer:
    if task.status == "running":
        return json_answer(PENDING, 202)
    if task.status == "failed":
        return json_answer({"code": 500, "data": [], "message": "Task failed"}, 500)
    return json_answer({"code": 200, "data": made(state, task)})


def _second(state: VendorState, task: VendorTask) -> Answer:
    if task.status == "running":
        return json_answer({"code": 200, "status": "PENDING" if task.polls == 1 else "RUNNING", "message": "success", "data": []})
    if task.status == "failed":
        refunded = "Credits have been refunded." if task.is_refunded else "No refund was processed."
        return json_answer({"code": 200, "status": "FAILED", "message": f"Task failed. {refunded}", "data": []})
    return json_answer({"code": 200, "status": "SUCCESS", "message": "success", "data": made(state, task)})


def made(state: VendorState, task: VendorTask) -> object:
    """The finished record's `data`: a list for music, an object for the rest."""
    shapes: dict[str, JsonObject] = {
        "upload": {"clip_id": task.clip.clip_id, "audio_url": task.file(state.url, "mp3"), "lyrics": task.clip.lyrics},
        "download": {"audio_url": task.file(state.url, field_value(task.body, "format", "mp3"))},
        "lyrics": {"title": "Whisper of Shadows", "lyrics": f"[Verse]\n{task.clip.sound}"},
        "video": {"clip_id": task.clip.clip_id, "video_url": task.file(state.url, "mp4")},
    }
    return shapes.get(task.operation) or [_item(state, task)]


def _item(state: VendorState, task: VendorTask) -> JsonObject:
    clip, audio = task.clip, task.file(state.url, "m4a")
    words: JsonObject = {"clip_id": clip.clip_id, "title": clip.title, "sound": clip.sound, "lyrics": clip.lyrics}
    if state.generations["musicapi"] == "1":
        pictures: JsonObject = {
            "image_url": task.file(state.url, "jpg"),
            "audio_url": audio,
            "video_url": task.file(state.url, "mp4"),
        }
        return {**words, **pictures, "created_at": clip.created_at, "mv": clip.model, "duration": task.seconds}
    wav = task.file(state.url, "-wav.wav")
    return {**words, "sound": clip.sound or None, "audio_url": audio, "wav_url": wav, "image_url": task.file(state.url, "jpg")}


def callbacks(state: VendorState, task: VendorTask) -> list[JsonObject]:
    """The body of a webhook, as the guide prints it, with the ticket beside it."""
    if task.status == "failed":
        return [{"code": 500, "data": [], "message": "Task failed", "task_id": task.ticket}]
    clip = task.clip
    item: JsonObject = {"clip_id": clip.clip_id, "title": clip.title, "audio_url": task.file(state.url, "m4a")}
    item |= {"state": "succeeded", "duration": task.seconds}
    return [{"code": 200, "data": [item], "message": "success", "task_id": task.ticket}]


def balance(state: VendorState, request: Request, _: str) -> Answer:
    spent = sum(charge.credits for charge in state.paid if charge.vendor.startswith("musicapi") and charge.key == request.key)
    return json_answer({"credits": state.credits - spent, "extra_credits": 0})


WIRE = Wire(
    "musicapi",
    (
        Route("POST", "/api/v1/producer/create", "submit", create),
        *(_other(word) for word in ("upload", "download", "video-clip", "lyrics-create")),
        Route("POST", "/api/v1/sonic/lyrics", "submit", sonic_lyrics),
        Route("GET", "/api/v1/producer/task/*", "poll", get_task),
        Route("GET", "/api/v1/get-credits", "look", balance),
    ),
    refuse,
    ("1", "2a", "2b"),
)
