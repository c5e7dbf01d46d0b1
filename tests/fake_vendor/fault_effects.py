"""How each fault changes an answer before it is sent."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from .faults import Fault
from .messages import Answer
from .pictures import gzip_bomb, png, zip_bomb, zip_slip

REQUIRED = frozenset({"task_id", "taskId", "id", "clip_id", "audio_id", "status", "state", "code", "success", "type", "items"})
REQUIRED |= {
    "audio_url",
    "audioUrl",
    "file_url",
    "stems_url",
    "video_url",
    "videoUrl",
    "result_url",
    "text",
    "lyrics",
    "tags",
    "url",
    "midi_url",
    "vocal_audio_url",
    "persona_id",
    "upsampled_tags",
}
HUGE_BYTES = 12 << 20
HTML_PAGE = "<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>"

Refuse = Callable[[int, str], Answer]
Change = Callable[[Fault, Answer, Refuse], Answer]


def apply_fault(fault: Fault | None, answer: Answer, refuse: Refuse) -> Answer:
    """The answer as changed by the fault; faults of the task itself leave the answer unchanged."""
    change = CHANGES.get(fault.kind) if fault else None
    if fault is None or change is None:
        return answer
    outcome = change(fault, answer, refuse)
    return replace(outcome, headers={**outcome.headers, **{name.lower(): value for name, value in fault.headers.items()}})


def without_optional_values(value: object) -> object:
    """The same JSON with null for every value that is not `REQUIRED`."""
    if isinstance(value, list):
        return [without_optional_values(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: without_optional_values(inner)
        if isinstance(inner, (dict, list)) or name in REQUIRED or _is_ticket(name, inner)
        else None
        for name, inner in value.items()
    }


def _is_ticket(name: str, inner: object) -> bool:
    return name == "data" and isinstance(inner, str)


def _status(fault: Fault, answer: Answer, refuse: Refuse) -> Answer:
    code = fault.code or 500
    return refuse(code, "") if fault.body is None else Answer(code, fault.body.encode(), {"content-type": "application/json"})


def _nulls(fault: Fault, answer: Answer, refuse: Refuse) -> Answer:
    try:
        payload = json.loads(answer.body)
    except ValueError:
        return answer
    return replace(answer, body=json.dumps(without_optional_values(payload)).encode())


def _no_address(fault: Fault, answer: Answer, refuse: Refuse) -> Answer:
    return replace(answer, body=re.sub(rb'"https?://[^"]*"', b"null", answer.body))


def _html(fault: Fault, answer: Answer, refuse: Refuse) -> Answer:
    return Answer(fault.code or 200, (fault.body or HTML_PAGE).encode(), {"content-type": "text/html; charset=utf-8"})


def _content(content: Callable[[], bytes], **headers: str) -> Change:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda fault, answer, refuse: Answer(200, content(), {**answer.headers, **named})


CHANGES: Mapping[str, Change] = {
    "drop_before": lambda fault, answer, refuse: replace(answer, delivery="none"),
    "drop_after": lambda fault, answer, refuse: replace(answer, delivery="none"),
    "drop_midway": lambda fault, answer, refuse: replace(answer, delivery="half"),
    "status": _status,
    "malformed": lambda fault, answer, refuse: replace(answer, body=answer.body[: len(answer.body) * 2 // 3] + b'"\xff'),
    "nulls": _nulls,
    "html": _html,
    "no_address": _no_address,
    "empty": lambda fault, answer, refuse: replace(answer, body=b""),
    "wrong_type": lambda fault, answer, refuse: replace(answer, headers={**answer.headers, "content-type": "text/plain"}),
    "drip": lambda fault, answer, refuse: replace(answer, delivery="drip", seconds=fault.seconds),
    "huge": lambda fault, answer, refuse: replace(answer, body=b'{"data": ["' + b"x" * HUGE_BYTES + b'"]}'),
    "redirect": lambda fault, answer, refuse: Answer(fault.code or 302, b"", {"location": fault.location}),
    "unsized_half": lambda fault, answer, refuse: replace(answer, delivery="unsized_half"),
    "endless": lambda fault, answer, refuse: replace(answer, delivery="endless"),
    "not_audio": _content(png),
    "gzip_bomb": _content(gzip_bomb, content_encoding="gzip"),
    "zip_bomb": _content(zip_bomb, content_type="application/zip"),
    "zip_slip": _content(zip_slip, content_type="application/zip"),
}
