"""Tasks of several paid steps: where one stands, what it costs, and what is told when a step is lost or fails."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from ..models import Clip, Cost, Failure, Status, Step, Task, total

ADDED_PART = "added part"
"""The part of a clip that a step before the last one made: of a longer song what was added to it."""
UPLOADED_COPY = "uploaded copy"
"""The part of a clip that a step before the last one made, of one that had to be uploaded first."""
RESUMABLE_PERIOD = timedelta(days=1)
"""How long a task that failed at no cost after a step that was paid for holds its key; vendors may refuse older clips."""


def has_more_steps(task: Task) -> bool:
    """Whether a step follows the present one."""
    return task.step < len(task.steps)


def standing(task: Task) -> str | None:
    """`2 of 2: joining`; None for a task of one step."""
    return f"{task.step} of {len(task.steps)}: {task.steps[task.step - 1].name}" if task.steps else None


def steps_sentence(operation: str, vendor: str, steps: Sequence[Step]) -> tuple[str, ...]:
    """What a caller is told before: that each step is a paid request, and what each costs. Nothing for one step."""
    if not steps:
        return ()
    told = ", then ".join(f"{step.name} ({_price(step.cost)})" for step in steps)
    return (f"{operation} at {vendor} is one task of {len(steps)} paid requests: {told}.",)


def cost_of(task: Task, first: int, last: int) -> Cost | None:
    """What the steps from `first` to `last` cost together."""
    return total([step.cost for step in task.steps[first - 1 : last]])


def paid_steps(task: Task) -> int:
    """How many requests of a task are paid for, from its present step on."""
    left = task.steps[task.step - 1 :]
    return sum(not step.is_free for step in left) if left else 1


def rest_of(task: Task) -> Task:
    """A resumable task as what it still asks for: the cost of the steps that are left, and a sentence on them."""
    names = " and ".join(step.name for step in task.steps[task.step - 1 :])
    told = f"What was made before is kept and paid; only {names} is asked for."
    return task.model_copy(update={"cost": cost_of(task, task.step, len(task.steps)), "warnings": (told,)})


def kept_so_far(task: Task) -> str:
    """What the steps before the present one made, as a sentence; empty at the first."""
    if task.step == 1:
        return ""
    parts = ", ".join(clip.clip_id for clip in task.clips)
    done = " and ".join(step.name for step in task.steps[: task.step - 1])
    return f" {done.capitalize()} is done and paid, and what it made is kept ({parts or 'its answer is with the task'})."


def lost_step(task: Task) -> str:
    """What to do about a lost answer of a step after the first; empty at the first."""
    if task.step == 1:
        return ""
    name, vendor = task.steps[task.step - 1].name, task.vendor
    return (
        f"{kept_so_far(task)} If your {vendor} account shows the result of {name}, its id brings it in: "
        f'get_tasks(task_ids=["{vendor}:its-task-id"]).'
    )


def failed_later(task: Task, failure: Failure, now: datetime, *, is_free: bool) -> dict[str, Any]:
    """The fields of a task that failed at a step after the first.

    `is_free`: that step cost nothing, and can be asked for again.
    """
    again = f" {task.steps[task.step - 1].name.capitalize()} alone is asked for by the same call again." if is_free else ""
    message = f"{failure.message.rstrip()}{kept_so_far(task)}{again}"
    return {
        "status": Status.FAILED,
        "progress": None,
        "error": failure.model_copy(update={"message": message}),
        "charged": None,
        "cost": cost_of(task, 1, task.step - is_free),
        "resumable": is_free,
        "finished_at": now,
        "held_until": now + RESUMABLE_PERIOD,
    }


def parts_of(clips: Sequence[Clip]) -> list[Clip]:
    """The clips that steps before the last one made, in their order."""
    return [clip for clip in clips if _is_added(clip)]


def is_stem(clip: Clip) -> bool:
    """Whether a clip is one of the parts that sound together; what was added to a song is none, nor a copy of it."""
    return bool(clip.part) and not _is_added(clip)


def part_name(position: int, *, uploaded: bool = False) -> str:
    """`added part`, `added part 2` …: the name of what a step before the last one made, counted from 0."""
    name = UPLOADED_COPY if uploaded else ADDED_PART
    return name if position == 0 else f"{name} {position + 1}"


def _is_added(clip: Clip) -> bool:
    return (clip.part or "").startswith((ADDED_PART, UPLOADED_COPY))


def _price(cost: Cost | None) -> str:
    return "a price it does not publish" if cost is None else str(cost)
