"""MusicAPI as its pages print it: submit, then ask `/producer/task/{id}`; generations 1, 2a and 2b."""

from .desk import Desk
from .documents import MUSICAPI_CREATE, MUSICAPI_OTHERS
from .messages import Answer, JsonObject, Request, json_answer
from .wire import Route, Wire
from .works import Work, asked

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
PENDING = {"code": 202, "type": "not_ready", "error": "Task is still processing. Please wait a few seconds and try again."}


def refuse(status: int, message: str = "") -> Answer:
    return json_answer({"code": status, "error": message or MESSAGES.get(status, "error")}, status)


def create(desk: Desk, request: Request, _: str) -> Answer:
    word = str(request.body.get("task_type"))
    return _submit(desk, request, word) if word in MUSICAPI_CREATE else refuse(400, "task_type is invalid.")


def _other(word: str) -> Route:
    def answer(desk: Desk, request: Request, _: str) -> Answer:
        return _submit(desk, request, word)

    return Route("POST", f"/api/v1/producer/{word}", "submit", answer)


def _submit(desk: Desk, request: Request, word: str) -> Answer:
    if word in desk.retired:
        return refuse(410)
    wrong = desk.wrong(request, {**MUSICAPI_CREATE, **MUSICAPI_OTHERS}[word])
    if wrong:
        return refuse(400, wrong)
    operation, generation = OPERATIONS[word], desk.generations["musicapi"]
    price = CREDITS_2B.get(operation) if generation == "2b" else None
    work = desk.accept(request, operation, word, price or CREDITS.get(operation, 10))
    accepted = {"message": "success", "task_id": work.ticket}
    return json_answer({"code": 200, **accepted} if generation == "1" else accepted)


def sonic_lyrics(desk: Desk, request: Request, _: str) -> Answer:
    wrong = desk.wrong(request, MUSICAPI_OTHERS["sonic-lyrics"])
    if wrong:
        return refuse(400, wrong)
    work = desk.accept(request, "lyrics", "sonic/lyrics", 1)
    if desk.finish(work.ticket).status == "failed":
        return refuse(500)
    idea = request.body["description"]
    results = [{"title": title, "lyrics": f"[Verse]\n{idea}"} for title in ("Whisper of Shadows", "Midnight Shadows")]
    return json_answer({"code": 200, "results": results, "message": "success"})


def task(desk: Desk, request: Request, ticket: str) -> Answer:
    work = desk.look(request, ticket)
    if work is None:
        return refuse(404)
    return (_first if desk.generations["musicapi"] == "1" else _second)(desk, work)


def _first(desk: Desk, work: Work) -> Answer:
    if work.status == "running":
        return json_answer(PENDING, 202)
    if work.status == "failed":
        return json_answer({"code": 500, "data": [], "message": "Task failed"}, 500)
    return json_answer({"code": 200, "data": made(desk, work)})


def _second(desk: Desk, work: Work) -> Answer:
    if work.status == "running":
        return json_answer({"code": 200, "status": "PENDING" if work.polls == 1 else "RUNNING", "message": "success", "data": []})
    if work.status == "failed":
        refunded = "Credits have been refunded." if work.has("fail") else "No refund was processed."
        return json_answer({"code": 200, "status": "FAILED", "message": f"Task failed. {refunded}", "data": []})
    return json_answer({"code": 200, "status": "SUCCESS", "message": "success", "data": made(desk, work)})


def made(desk: Desk, work: Work) -> object:
    """The finished record's `data`: a list for music, an object for the rest."""
    shapes: dict[str, JsonObject] = {
        "upload": {"clip_id": work.clip.clip_id, "audio_url": work.file(desk.url, "mp3"), "lyrics": work.clip.lyrics},
        "download": {"audio_url": work.file(desk.url, asked(work.body, "format", "mp3"))},
        "lyrics": {"title": "Whisper of Shadows", "lyrics": f"[Verse]\n{work.clip.sound}"},
        "video": {"clip_id": work.clip.clip_id, "video_url": work.file(desk.url, "mp4")},
    }
    return shapes.get(work.operation) or [_item(desk, work)]


def _item(desk: Desk, work: Work) -> JsonObject:
    clip, audio = work.clip, work.file(desk.url, "m4a")
    words: JsonObject = {"clip_id": clip.clip_id, "title": clip.title, "sound": clip.sound, "lyrics": clip.lyrics}
    if desk.generations["musicapi"] == "1":
        pictures: JsonObject = {
            "image_url": work.file(desk.url, "jpg"),
            "audio_url": audio,
            "video_url": work.file(desk.url, "mp4"),
        }
        return {**words, **pictures, "created_at": clip.created_at, "mv": clip.model, "duration": work.seconds}
    wav = work.file(desk.url, "-wav.wav")
    return {**words, "sound": clip.sound or None, "audio_url": audio, "wav_url": wav, "image_url": work.file(desk.url, "jpg")}


def callback(desk: Desk, work: Work) -> JsonObject:
    """The body of a webhook, as the guide prints it, with the ticket beside it."""
    if work.status == "failed":
        return {"code": 500, "data": [], "message": "Task failed", "task_id": work.ticket}
    clip = work.clip
    item: JsonObject = {"clip_id": clip.clip_id, "title": clip.title, "audio_url": work.file(desk.url, "m4a")}
    item |= {"state": "succeeded", "duration": work.seconds}
    return {"code": 200, "data": [item], "message": "success", "task_id": work.ticket}


def balance(desk: Desk, request: Request, _: str) -> Answer:
    spent = sum(charge.credits for charge in desk.paid if (charge.vendor, charge.key) == ("musicapi", request.key))
    return json_answer({"credits": desk.credits - spent, "extra_credits": 0})


WIRE = Wire(
    "musicapi",
    (
        Route("POST", "/api/v1/producer/create", "submit", create),
        *(_other(word) for word in ("upload", "download", "video-clip", "lyrics-create")),
        Route("POST", "/api/v1/sonic/lyrics", "submit", sonic_lyrics),
        Route("GET", "/api/v1/producer/task/*", "poll", task),
        Route("GET", "/api/v1/get-credits", "look", balance),
    ),
    refuse,
)
