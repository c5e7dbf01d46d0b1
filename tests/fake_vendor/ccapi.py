"""CCAPI's Producer and Suno paths, in both generations of its documentation."""

import re
from uuid import uuid4

from .body_rules import CCAPI_SUBMIT
from .messages import Answer, JsonObject, Request, json_answer
from .state import VendorState
from .vendor_tasks import PARTS, VendorTask
from .wire import Route, Wire

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
        sentence = message or f"无效的令牌 (request id: {uuid4().hex})"
        return json_answer({"error": {"message": sentence, "type": "new_api_error"}}, status)
    sentence = message or MESSAGES.get(status, "do_request_failed")
    return json_answer({"code": CODES.get(status, "fail_to_fetch_task"), "message": sentence, "data": None}, status)


def submit(state: VendorState, request: Request, action: str) -> Answer:
    action = action.upper()
    operation = next((does for pattern, does in ACTIONS if re.fullmatch(pattern, action)), None)
    if operation is None or action in state.retired:
        return refuse(400, "invalid_action")
    refusal = state.refusal(request, CCAPI_SUBMIT[operation])
    if refusal:
        return refuse(400, "prompt_empty" if operation == "lyrics" else refusal)
    if operation == "vary" and request.body["taskId"] in state.clips:
        state.note_undocumented(request, ("taskId",), "a clip's id where the parent's task is asked")
    task = state.accept(request, operation, action, 0 if operation == "enrich" else 3, f"task_{uuid4().hex}")
    if operation == "enrich" and not (task.has("late") or task.has("pending_forever")):
        state.finish(task.ticket)
    if state.generations["ccapi"] == "1":
        return json_answer({"code": 200, "message": "success", "data": {"taskId": task.ticket, "status": "PENDING"}})
    message = "task completed successfully" if operation == "enrich" else ""
    return json_answer({"code": "success", "message": message, "data": task.ticket})


def fetch(state: VendorState, request: Request, ticket: str) -> Answer:
    task = state.poll(request, ticket)
    if task is None:
        return json_answer({"code": "task_not_exist", "message": "task_not_exist", "data": None}, 400)
    if state.generations["ccapi"] == "1":
        return json_answer({"code": 200, "message": "success", "data": _first(state, task)})
    return json_answer({"code": "success", "message": "", "data": _second(state, task)})


def fetch_batch(state: VendorState, request: Request, _: str) -> Answer:
    """Unknown ids are dropped without a word; asked only for such, the older code answers null."""
    ids = request.body.get("ids")
    asked_for = ids if isinstance(ids, list) else []
    tasks = [task for ticket in asked_for if (task := state.poll(request, str(ticket)))]
    if state.generations["ccapi"] == "1":
        nested = [{"code": 200, "message": "success", "data": _first(state, task)} for task in tasks]
        return json_answer({"code": 0, "message": "", "data": nested if nested or not asked_for else None})
    records = [record for task in tasks for record in _snapshots(state, task)]
    return json_answer({"code": "success", "message": "", "data": records if records or not asked_for else None})


def _snapshots(state: VendorState, task: VendorTask) -> list[JsonObject]:
    """One record a task; a task told twice stands there as it was and as it is, as on the vendor's page."""
    record = _second(state, task)
    return [_running(task), record] if task.has("twice") and task.status == "done" else [record]


def _first(state: VendorState, task: VendorTask) -> JsonObject:
    record: JsonObject = {"taskId": task.ticket, "status": "PENDING", "action": task.word}
    if task.status == "running":
        return record
    if task.status == "failed":
        return {**record, "status": "FAILED", "errorMessage": "upstream task failed"}
    done: dict[str, JsonObject] = {
        "lyrics": {"lyrics": _words(task)},
        "enrich": {"tags": _richer(task)},
        "stems": {"stems": {f"{part}Url": task.file(state.url, f"-{part}.wav") for part in PARTS}},
        "video": {"videoUrl": task.file(state.url, "mp4")},
    }
    return {**record, "status": "SUCCESS", **done.get(task.operation, {"audioUrl": task.file(state.url, _suffix(task))})}


def _running(task: VendorTask) -> JsonObject:
    started = int(task.submitted)
    inner: JsonObject = {"progress": "20%", "status": "IN_PROGRESS", "task_id": task.upstream}
    return {
        "id": 3,
        "created_at": started,
        "updated_at": started,
        "task_id": task.ticket,
        "platform": "suno" if task.operation == "enrich" else "producer",
        "user_id": 3,
        "group": "producer-A",
        "channel_id": 28,
        "quota": 0 if task.operation == "enrich" else QUOTA,
        "action": task.word,
        "status": "IN_PROGRESS",
        "fail_reason": "",
        "submit_time": started,
        "start_time": started,
        "finish_time": 0,
        "progress": "20%",
        "properties": {"input": "", "upstream_model_name": "producer_music", "origin_model_name": "producer_music"},
        "data": inner,
    }


def _second(state: VendorState, task: VendorTask) -> JsonObject:
    record = _running(task)
    if task.status == "running":
        return record | ({"status": "SUBMITTED", "progress": "0%", "data": None} if task.polls == 1 else {})
    ended: JsonObject = {"finish_time": int(task.finished or 0), "updated_at": int(task.finished or 0), "progress": "100%"}
    if task.status == "failed":
        return record | ended | {"status": "FAILURE", "fail_reason": "upstream task failed", "data": None}
    ended |= {"status": "SUCCESS", "data": _made(state, task)}
    if task.operation not in {"lyrics", "enrich", "stems"}:
        ended["result_url"] = task.file(state.url, _suffix(task))
    return record | ended


def _made(state: VendorState, task: VendorTask) -> JsonObject:
    others: dict[str, JsonObject] = {
        "lyrics": {"id": task.upstream, "status": "complete", "title": "Winter Wonderland", "text": _words(task)},
        "enrich": {"tags": _richer(task)},
        "stems": {"stems": {f"{part}_url": task.file(state.url, f"-{part}.wav") for part in PARTS}},
    }
    made = others.get(task.operation) or {"clips": [_clip(state, task)]}
    return {**made, "progress": "100%", "quota": "3"}


def _clip(state: VendorState, task: VendorTask) -> JsonObject:
    clip = task.clip
    return {
        "clip_id": clip.clip_id,
        "state": "completed",
        "title": clip.title,
        "sound": clip.sound,
        "lyrics": clip.lyrics,
        "image_url": task.file(state.url, "jpg"),
        "audio_url": task.file(state.url, "m4a" if task.operation == "video" else _suffix(task)),
        "video_url": task.file(state.url, "mp4") if task.operation == "video" else None,
        "created_at": clip.created_at,
        "mv": clip.model,
        "seed": None,
        "duration": None,
    }


def _suffix(task: VendorTask) -> str:
    if task.operation == "download":
        return "wav" if "WAV" in task.word or task.body.get("format") == "wav" else "mp3"
    return {"video": "mp4", "upload": "mp3"}.get(task.operation, "m4a")


def _words(task: VendorTask) -> str:
    return f"[Verse]\n{task.body.get('prompt')}\nSnow is falling, all around"


def _richer(task: VendorTask) -> str:
    return f"{task.body.get('tags')}, warm analog tape, intimate room, brushed drums"


def models(state: VendorState, request: Request, _: str) -> Answer:
    model = {"id": "producer_music", "object": "model", "created": 1626777600, "owned_by": "producer"}
    return json_answer({"object": "list", "data": [model]})


def subscription(state: VendorState, request: Request, _: str) -> Answer:
    limits = dict.fromkeys(("soft_limit_usd", "hard_limit_usd", "system_hard_limit_usd"), state.credits)
    known = {"object": "billing_subscription", "has_payment_method": True}
    return json_answer({**known, **limits, "access_until": 0})


def usage(state: VendorState, request: Request, _: str) -> Answer:
    mine = [charge for charge in state.paid if (charge.vendor, charge.key) == ("ccapi", request.key) and charge.credits]
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
    ("1", "2"),
)
