"""What a caller is told besides the answer: the sensible next call, and what is likely to waste money."""

import json
import re

from ..models import Status, Task
from ..operations import EnrichSound, Operation, operation_called

PLACEHOLDERS = {"music", "song", "test", "testing", "sound", "lyrics", "placeholder", "la la la", "lorem ipsum", "test lyrics"}
FEW_WORDS = 5


def doubts(operation: Operation) -> tuple[str, ...]:
    """What vendors warn wastes credits: placeholders, and hardly anything to go by (contracts 9)."""
    said = {word: str(text).strip() for word, text in operation.arguments().items() if word in ("sound", "lyrics")}
    hollow = tuple(
        f"{word} looks like a placeholder ({text[:40]!r}); vendors warn that such material wastes credits."
        for word, text in said.items()
        if re.sub(r"[^a-z ]", "", text.lower()).strip() in PLACEHOLDERS
    )
    if hollow or "lyrics" in said or "sound" not in said or isinstance(operation, EnrichSound):
        return hollow
    words = len(said["sound"].split())
    thin = f"sound is only {words} word{'s' * (words != 1)}; vendors advise {FEW_WORDS} or more (genre, mood, instruments)."
    return (thin,) if words < FEW_WORDS else ()


def spelled(tool: str, **arguments: object) -> str:
    """A call as a model would write it."""
    return f"{tool}({', '.join(f'{word}={json.dumps(value, ensure_ascii=False)}' for word, value in arguments.items())})"


def next_call(task: Task, wait_seconds: float = 45) -> str | None:
    """The one sensible next call."""
    match task.status:
        case Status.QUEUED | Status.RUNNING:
            return spelled("get_tasks", task_ids=[task.task_id], wait_seconds=wait_seconds)
        case Status.DONE:
            return _after_done(task)
        case Status.UNKNOWN if task.ticket is not None:
            return spelled("get_tasks", task_ids=[task.task_id])
        case Status.UNKNOWN:
            again = f"{task.operation}(…, take={task.take + 1})"
            return f"look at your {task.vendor} account first; to ask again, and perhaps pay twice: {again}"
        case _:
            freed = task.charged is False
            return f"{task.operation}(…{'' if freed else f', take={task.take + 1}'}) asks again, once the cause is mended"


def _after_done(task: Task) -> str | None:
    follow_up = operation_called(task.operation).follow_up
    if not follow_up or ("{clip_id}" in follow_up and not task.clips):
        return None
    return follow_up.replace("{clip_id}", json.dumps(task.clips[0].clip_id)) if task.clips else follow_up
