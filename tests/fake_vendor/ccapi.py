"""CCAPI's Producer and Suno paths, in both generations of its documentation."""

import re
from uuid import uuid4

from .desk import Desk
from .documents import CCAPI_SUBMIT
from .messages import Answer, JsonObject, Request, json_answer
from .wire import Route, Wire
from .works import PARTS, Work

ACTIONS: tuple[tuple[str, str], ...] = (
    ("MUSIC", "create"),
    ("LYRICS", "lyrics"),
    ("EXTEND", "extend"),
    ("COVER", "cover"),
    ("VARIATION", "vary"),
    ("REPLACE", "replace"),
    ("UPSAMPLE_TAGS", "enrich"),
    (".*VOCAL.*", "swap_vocals"),
    (".*(INSTRUMENTAL|SOUND).*", "swap_sound"),
    (".*STEM.*", "stems"),
    (".*(DOWNLOAD|WAV).*", "download"),
    (".*UPLOAD.*", "upload"),
    (".*VIDEO.*", "video"),
)
"""Actions and what they do; those with dots are listed by the vendor, but how they are spelt was never published."""

QUOTA = 30_000
CODES = {400: "invalid_request", 403: "quota_not_enough", 404: "invalid_api_platform", 429: "fail_to_fetch_task"}
MESSAGES = {400: "invalid_action", 403: "user quota is not enough", 429: "当前分组上游负载已饱和，请稍后再试"}


def refuse(status: int, message: str = "") -> Answer:
    """A task error; a 401 comes from the gateway before it, in an envelope of its own."""
    if status == 401:
        said = message or f"无效的令牌 (request id: {uuid4().hex})"
        return json_answer({"error": {"message": said, "type": "new_api_error"}}, status)
    said = message or MESSAGES.get(status, "do_request_failed")
    return json_answer({"code": CODES.get(status, "fail_to_fetch_task"), "message": said, "data": None}, status)


def submit(desk: Desk, request: Request, action: str) -> Answer:
    action = action.upper()
    operation = next((does for pattern, does in ACTIONS if re.fullmatch(pattern, action)), None)
    if operation is None or action in desk.retired:
        return refuse(400, "invalid_action")
    wrong = desk.wrong(request, CCAPI_SUBMIT[operation])
    if wrong:
        return refuse(400, "prompt_empty" if operation == "lyrics" else wrong)
    if operation == "vary" and request.body["taskId"] in desk.clips:
        desk.note(request, ("taskId",), "a clip's id where the parent's task is asked")
    work = desk.accept(request, operation, action, 0 if operation == "enrich" else 3, f"task_{uuid4().hex}")
    if operation == "enrich" and not (work.has("late") or work.has("pending_forever")):
        desk.finish(work.ticket)
    if desk.generations["ccapi"] == "1":
        return json_answer({"code": 200, "message": "success", "data": {"taskId": work.ticket, "status": "PENDING"}})
    message = "task completed successfully" if operation == "enrich" else ""
    return json_answer({"code": "success", "message": message, "data": work.ticket})


def fetch(desk: Desk, request: Request, ticket: str) -> Answer:
    work = desk.look(request, ticket)
    if work is None:
        return json_answer({"code": "task_not_exist", "message": "task_not_exist", "data": None}, 400)
    if desk.generations["ccapi"] == "1":
        return json_answer({"code": 200, "message": "success", "data": _first(desk, work)})
    return json_answer({"code": "success", "message": "", "data": _second(desk, work)})


def fetch_batch(desk: Desk, request: Request, _: str) -> Answer:
    """Unknown ids are dropped without a word; asked only for such, the older code answers null."""
    ids = request.body.get("ids")
    asked_for = ids if isinstance(ids, list) else []
    found = [work for ticket in asked_for if (work := desk.look(request, str(ticket)))]
    if desk.generations["ccapi"] == "1":
        nested = [{"code": 200, "message": "success", "data": _first(desk, work)} for work in found]
        return json_answer({"code": 0, "message": "", "data": nested if nested or not asked_for else None})
    records = [record for work in found for record in _snapshots(desk, work)]
    return json_answer({"code": "success", "message": "", "data": records if records or not asked_for else None})


def _snapshots(desk: Desk, work: Work) -> list[JsonObject]:
    """One record a task; a task told twice stands there as it was and as it is, as on the vendor's page."""
    record = _second(desk, work)
    return [_running(work), record] if work.has("twice") and work.status == "done" else [record]


def _first(desk: Desk, work: Work) -> JsonObject:
    record: JsonObject = {"taskId": work.ticket, "status": "PENDING", "action": work.word}
    if work.status == "running":
        return record
    if work.status == "failed":
        return {**record, "status": "FAILED", "errorMessage": "upstream task failed"}
    done: dict[str, JsonObject] = {
        "lyrics": {"lyrics": _words(work)},
        "enrich": {"tags": _richer(work)},
        "stems": {"stems": {f"{part}Url": work.file(desk.url, f"-{part}.wav") for part in PARTS}},
        "video": {"videoUrl": work.file(desk.url, "mp4")},
    }
    return {**record, "status": "SUCCESS", **done.get(work.operation, {"audioUrl": work.file(desk.url, _suffix(work))})}


def _running(work: Work) -> JsonObject:
    started = int(work.submitted)
    inner: JsonObject = {"progress": "20%", "status": "IN_PROGRESS", "task_id": work.upstream}
    return {
        "id": 3,
        "created_at": started,
        "updated_at": started,
        "task_id": work.ticket,
        "platform": "suno" if work.operation == "enrich" else "producer",
        "user_id": 3,
        "group": "producer-A",
        "channel_id": 28,
        "quota": 0 if work.operation == "enrich" else QUOTA,
        "action": work.word,
        "status": "IN_PROGRESS",
        "fail_reason": "",
        "submit_time": started,
        "start_time": started,
        "finish_time": 0,
        "progress": "20%",
        "properties": {"input": "", "upstream_model_name": "producer_music", "origin_model_name": "producer_music"},
        "data": inner,
    }


def _second(desk: Desk, work: Work) -> JsonObject:
    record = _running(work)
    if work.status == "running":
        return record | ({"status": "SUBMITTED", "progress": "0%", "data": None} if work.polls == 1 else {})
    ended: JsonObject = {"finish_time": int(work.finished or 0), "updated_at": int(work.finished or 0), "progress": "100%"}
    if work.status == "failed":
        return record | ended | {"status": "FAILURE", "fail_reason": "upstream task failed", "data": None}
    ended |= {"status": "SUCCESS", "data": _made(desk, work)}
    if work.operation not in {"lyrics", "enrich", "stems"}:
        ended["result_url"] = work.file(desk.url, _suffix(work))
    return record | ended


def _made(desk: Desk, work: Work) -> JsonObject:
    others: dict[str, JsonObject] = {
        "lyrics": {"id": work.upstream, "status": "complete", "title": "Winter Wonderland", "text": _words(work)},
        "enrich": {"tags": _richer(work)},
        "stems": {"stems": {f"{part}_url": work.file(desk.url, f"-{part}.wav") for part in PARTS}},
    }
    made = others.get(work.operation) or {"clips": [_clip(desk, work)]}
    return {**made, "progress": "100%", "quota": "3"}


def _clip(desk: Desk, work: Work) -> JsonObject:
    clip = work.clip
    return {
        "clip_id": clip.clip_id,
        "state": "completed",
        "title": clip.title,
        "sound": clip.sound,
        "lyrics": clip.lyrics,
        "image_url": work.file(desk.url, "jpg"),
        "audio_url": work.file(desk.url, "m4a" if work.operation == "video" else _suffix(work)),
        "video_url": work.file(desk.url, "mp4") if work.operation == "video" else None,
        "created_at": clip.created_at,
        "mv": clip.model,
        "seed": None,
        "duration": None,
    }


def _suffix(work: Work) -> str:
    if work.operation == "download":
        return "wav" if "WAV" in work.word or work.body.get("format") == "wav" else "mp3"
    return {"video": "mp4", "upload": "mp3"}.get(work.operation, "m4a")


def _words(work: Work) -> str:
    return f"[Verse]\n{work.body.get('prompt')}\nSnow is falling, all around"


def _richer(work: Work) -> str:
    return f"{work.body.get('tags')}, warm analog tape, intimate room, brushed drums"


def models(desk: Desk, request: Request, _: str) -> Answer:
    model = {"id": "producer_music", "object": "model", "created": 1626777600, "owned_by": "producer"}
    return json_answer({"object": "list", "data": [model]})


def subscription(desk: Desk, request: Request, _: str) -> Answer:
    limits = dict.fromkeys(("soft_limit_usd", "hard_limit_usd", "system_hard_limit_usd"), desk.credits)
    known = {"object": "billing_subscription", "has_payment_method": True}
    return json_answer({**known, **limits, "access_until": 0})


def usage(desk: Desk, request: Request, _: str) -> Answer:
    mine = [charge for charge in desk.paid if (charge.vendor, charge.key) == ("ccapi", request.key) and charge.credits]
    return json_answer({"object": "list", "total_usage": 6.0 * len(mine)})


WIRE = Wire(
    "ccapi",
    (
        *(Route("POST", f"/{platform}/submit/*", "submit", submit) for platform in ("producer", "suno")),
        *(Route("GET", f"/{platform}/fetch/*", "poll", fetch) for platform in ("producer", "suno")),
        *(Route("POST", f"/{platform}/fetch", "poll", fetch_batch) for platform in ("producer", "suno")),
        Route("GET", "/v1/models", "look", models),
        Route("GET", "/v1/dashboard/billing/subscription", "look", subscription),
        Route("GET", "/v1/dashboard/billing/usage", "look", usage),
    ),
    refuse,
)
