"""The wheel, alone in an empty environment: it starts, lists its tools, says what it lacks, and with the extra makes music."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SESSION = """
import sys, anyio
from mcp import Client, StdioServerParameters
from producer_mcp.operations import OPERATIONS
from producer_mcp.server.tools.lookups import LOOKUPS

async def main(command, has_extra):
    async with Client(StdioServerParameters(command=command, env=None)) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        assert tools == [one.name for one in (*OPERATIONS, *LOOKUPS)], tools
        prompts = (await client.list_prompts()).prompts
        assert prompts, "the prompts are not in the wheel"
        result = await client.call_tool("create_music", {"sound": "short calm piano piece, 80 bpm", "instrumental": True})
        text = result.content[0].text
        if not has_extra:
            assert result.is_error and "producer-mcp[studio]" in text, text
            return
        task = result.structured_content
        while task["status"] in ("queued", "running"):
            seen = await client.call_tool("get_tasks", {"task_ids": [task["task_id"]], "wait_seconds": 45})
            [task] = seen.structured_content["tasks"]
        assert task["status"] == "done", task
        print("made", task["clips"][0]["seconds"], "seconds")

anyio.run(main, sys.argv[1], sys.argv[2] == "studio")
"""


def run(*command: str | Path, **more: object) -> None:
    print("$", *(Path(part).name if isinstance(part, Path) else part.splitlines()[0] for part in command if part), flush=True)
    subprocess.run(list(map(str, command)), check=True, **more)  # type: ignore[call-overload]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        away = Path(folder)
        run("uv", "build", "--wheel", "--quiet", "--out-dir", away / "wheel", HERE)
        [wheel] = (away / "wheel").glob("*.whl")
        run("uv", "venv", "--quiet", "--python", sys.executable, away / "empty")
        scripts = away / "empty" / ("Scripts" if os.name == "nt" else "bin")
        home = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PRODUCER_")},
            "HOME": folder,
            "VIRTUAL_ENV": str(away / "empty"),
        }
        for extra in ("", "[studio]"):
            run("uv", "pip", "install", "--quiet", f"{wheel}{extra}", env=home)
            run(scripts / "python", "-c", SESSION, str(scripts / "producer-mcp"), extra.strip("[]"), env=home, cwd=folder)
    print("the wheel works alone")


if __name__ == "__main__":
    main()
