"""langchain-mcp-adapters, on the 1.x Python SDK: our tools, prompts and resources as LangChain has them."""

import asyncio
import json
import os
import re
import urllib.request
from typing import Any

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.prompts import load_mcp_prompt
from langchain_mcp_adapters.resources import load_mcp_resources
from langchain_mcp_adapters.tools import load_mcp_tools

SESSION = json.loads(os.environ["SESSION"])
SOUND = "warm lofi with rhodes, brushed drums and a sleepy bass"
LAST = {"sound": SOUND, "title": "Patience", "wait_seconds": 30}


async def main() -> None:
    server = {word: SESSION["server"][word] for word in ("command", "args", "env")}
    place = {"transport": "streamable_http", "url": SESSION["url"]} if SESSION["url"] else {"transport": "stdio", **server}
    client = MultiServerMCPClient({"producer": place})
    async with client.session("producer") as session:
        tools = {tool.name: tool for tool in await load_mcp_tools(session)}
        assert len(tools) >= 12, list(tools)
        shown("list")

        async def ask(name: str, **given: Any) -> Any:
            return await tools[name].ainvoke({"type": "tool_call", "id": "1", "name": name, "args": given})

        async def call(name: str, **given: Any) -> Any:
            said = await ask(name, **given)
            assert said.status == "success" and said.content, said
            return said.artifact["structured_content"]

        clip_id = clip_of(await call("create_music", sound=SOUND, title="Window"))
        shown("create")

        is_refusal(await ask("extend_music", clip_id="clip_nobodyknows", at=1, sound=SOUND), "clip_nobodyknows.*find_clips")
        is_refusal(await ask("create_music", sonud=SOUND), "sonud.*sound")
        shown("errors with their sentences")

        await tell("_control", {"next": [{"kind": "pending_forever", "on": "submit"}]})
        try:
            await asyncio.wait_for(call("create_music", **LAST), 1.5)
            raise AssertionError("it did not time out")
        except TimeoutError:
            shown("time out")

        again = await call("create_music", **LAST | {"wait_seconds": 0})
        assert again["existing"] is True, again
        works = (await tell("_works"))["works"]
        await tell("_control", {"finish": [work["ticket"] for work in works if work["status"] == "running"]})
        [late] = (await call("get_tasks", task_ids=[again["task_id"]], wait_seconds=45))["tasks"]
        clip_of(late)
        shown("pick up")

        assert clip_of(await call("extend_music", clip_id=clip_id, at=1, sound=SOUND)) != clip_id
        shown("extend")

        [blob] = await load_mcp_resources(session, uris=f"producer://clips/{clip_id}")
        assert json.loads(blob.as_string())["clip_id"] == clip_id
        shown("read a resource")

        [opener] = await load_mcp_prompt(session, "write_a_song", arguments={"idea": "a window at night"})
        assert "a window at night" in opener.content and "create_music" in opener.content
        shown("get a prompt")


def clip_of(task: dict[str, Any]) -> str:
    assert task["status"] == "done", task
    clip_id: str = task["clips"][0]["clip_id"]
    return clip_id


def is_refusal(said: Any, words: str) -> None:
    assert said.status == "error" and re.search(words, str(said.content), re.DOTALL), said


async def tell(door: str, said: object = None) -> Any:
    """What the fake vendor says, and does, when it is told that."""
    body = None if said is None else json.dumps(said).encode()
    request = urllib.request.Request(f"{SESSION['vendor']['url']}/{door}", data=body)
    with await asyncio.to_thread(urllib.request.urlopen, request, timeout=10) as answer:
        return json.load(answer)


def shown(step: str) -> None:
    print(f"shown: {step}")


asyncio.run(main())
