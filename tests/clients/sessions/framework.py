"""The session that every agent framework plays, without a model: what a model would do with nothing but the texts it gets.

A framework's page makes a `Framework` of its own tools. Every argument a tool has is filled in, as strict function calling makes
a model do, so that what is not meant is sent empty.
"""

import json
import os
import re
import urllib.request
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

SESSION = json.loads(os.environ["SESSION"])
SERVER = {word: SESSION["server"][word] for word in ("command", "args", "env")}
SOUND = "warm lofi with rhodes, brushed drums and a sleepy bass"
EMPTY: Mapping[str, Any] = {"string": "", "number": 0, "integer": 0, "boolean": False, "array": []}
MEANT_AS_ZERO = ("wait_seconds", "weirdness", "lyrics_strength", "start")
"""Arguments whose range has a 0: a model that must fill them in sends null."""


class TimedOut(Exception):
    """The framework gave up on a call: the model is told only that."""


@dataclass(frozen=True)
class Framework:
    """Schemas by tool, and how the framework calls one: the text that a model would read, or `TimedOut`."""

    schemas: Mapping[str, Mapping[str, Any]]
    call: Callable[[str, dict[str, Any]], Awaitable[str]]

    async def ask(self, tool: str, **meant: Any) -> str:
        """Call a tool with every argument it has; raises `TimedOut` when the framework gives up."""
        properties = self.schemas[tool]["properties"]
        filled = {name: None if name in MEANT_AS_ZERO else EMPTY[_kind(schema)] for name, schema in properties.items()}
        return await self.call(tool, filled | meant)


async def play(framework: Framework) -> None:
    """From the list of tools to a song that took longer than the framework waits."""
    assert len(framework.schemas) >= 12, list(framework.schemas)
    shown("list")

    made = await framework.ask("create_music", sound=SOUND, title="Window")
    clip_id = named("clip", made)
    assert "done" in made and "Window" in made, made
    shown("create")

    refused = await framework.ask("extend_music", clip_id="clip_nobodyknows", at=1, sound=SOUND)
    assert re.search("clip_nobodyknows.*find_clips", refused, re.DOTALL), refused
    shown("errors with their sentences")

    tell("_control", {"next": [{"kind": "pending_forever", "on": "submit"}]})
    task_id = await begun(framework)
    shown("a song that takes longer than the client waits")

    works = tell("_works")["works"]
    tell("_control", {"finish": [work["ticket"] for work in works if work["status"] == "running"]})
    late = await followed(framework, task_id)
    assert "Patience" in late and named("clip", late) != clip_id, late
    shown("picked up")

    longer = await framework.ask("extend_music", clip_id=clip_id, at=1, sound=SOUND)
    assert named("clip", longer) != clip_id and "done" in longer, longer
    shown("extend")


async def begun(framework: Framework) -> str:
    """The id of a task that does not end: of the answer, or, when the framework gave up on that, as a model finds it."""
    try:
        return named("task", await framework.ask("create_music", sound=SOUND, title="Patience"))
    except TimedOut:
        listed = await framework.ask("get_tasks", task_ids=[])
        assert "create_music" in listed and "running" in listed, listed
        task_id = named("task", listed)
    again = await framework.ask("create_music", sound=SOUND, title="Patience")  # in time, now that its patience is known
    assert named("task", again) == task_id, (again, task_id)
    return task_id


async def followed(framework: Framework, task_id: str) -> str:
    """What `get_tasks` says when the task is done."""
    for _ in range(5):
        seen = await framework.ask("get_tasks", task_ids=[task_id])
        if re.search(r"\bdone\b", seen):
            return seen
    raise AssertionError(seen)


def named(kind: str, text: str) -> str:
    """The first id of that kind in an answer."""
    found = re.search(rf"\b{kind}_[2-9a-z]{{12}}\b", text)
    assert found, text
    return found[0]


def _kind(schema: Mapping[str, Any]) -> str:
    """The JSON type of an argument, which a framework may have made nullable."""
    kinds = schema.get("type") or next(one["type"] for one in schema["anyOf"] if one["type"] != "null")
    kind = kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")
    return str(kind)


def tell(path: str, orders: Any = None) -> Any:
    """Ask the fake vendor, or tell it what to do."""
    body = None if orders is None else json.dumps(orders).encode()
    request = urllib.request.Request(f"{SESSION['vendor']['url']}/{path}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def shown(step: str) -> None:
    print(f"shown: {step}", flush=True)
