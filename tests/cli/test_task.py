"""The command `task`, in a process of its own, beside a server or without one."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from producer_mcp.ledger.sqlite import open_ledger
from producer_mcp.models import Status
from producer_mcp.settings import Settings
from producer_mcp.studio.webhooks import address_token

from ..fake_vendor import KEY, FakeVendor, Fault
from ..ledger.examples import NOON, a_task
from ..studio_client import call_tool, environment_of, open_client, settings_for

pytestmark = pytest.mark.anyio

VERSION_1 = Path(__file__).parents[1] / "ledger" / "version_1.sql"
SONG = {"sound": "warm lofi with rhodes and brushed drums", "title": "Window"}
WEBHOOK_SECRET = "the-secret-of-a-webhook"


async def printed(settings: Settings, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `producer-mcp task …`; the key is in neither."""
    env = {"PATH": "", "HOME": str(settings.ledger.parent.parent)} | environment_of(settings)
    command = [sys.executable, "-m", "producer_mcp", "task", *arguments]
    done = await anyio.run_process(command, env=env, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert KEY not in out + err and WEBHOOK_SECRET not in out + err
    return done.returncode, out, err


async def as_json(settings: Settings, task_id: str) -> dict[str, Any]:
    code, out, err = await printed(settings, task_id, "--json")
    assert code == 0, err
    history: dict[str, Any] = json.loads(out)
    return history


def section(out: str, title: str) -> str:
    return next(part for part in out.split("\n\n") if part.startswith(title))


async def test_a_done_task_is_told_from_the_asking_to_its_files(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        async with open_client(settings) as (client, studio):
            task_id = (await call_tool(client, "create_music", **SONG))["task_id"]
            code, out, _ = await printed(settings, task_id)
            history = await as_json(settings, task_id)
            holder = studio.process.holder
        [posted] = [request for request in fake.requests if request.purpose == "submit"]
    assert code == 0 and out.startswith(f"{task_id}: create_music at musicapi, done\n")
    events = section(out, "Events").splitlines()[1:]
    assert events[0].split()[-1] == "queued" and events[-1].split()[-1] == "done"
    assert any(row.endswith("submitted") for row in events)
    assert SONG["sound"] in section(out, "Asked for: create_music")
    sent = section(out, "Sent to musicapi").splitlines()
    assert sent[1].strip() == f"POST {posted.path}" and json.loads("".join(sent[2:])) == posted.body
    assert history["request"] == {"path": posted.path, "body": posted.body}
    assert "Charged: 10 credits" in section(out, "Cost")
    files = section(out, "Clips and files")
    assert "Window" in files and str(tmp_path / "music") in files
    assert f"{holder}, which is alive" in section(out, "Process")
    assert section(out, "Last answer of musicapi").count("\n") > 3
    assert history["status"] == "done" and history["arguments"] == SONG and history["holder"] == holder
    assert isinstance(history["vendor_answer"], dict | list) and history["clips"][0]["files"]["audio"]["path"]
    assert not {"callback", "key"} & history.keys()


async def test_a_running_task_and_after_its_server_was_stopped(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        fake.seconds_until_done = 3_600
        async with open_client(settings) as (client, _):
            task_id = (await call_tool(client, "create_music", **SONG, wait_seconds=0))["task_id"]
            await fake.wait_for_requests(1, "poll")
            code, out, _ = await printed(settings, task_id)
            assert code == 0 and ", running" in out and "Not known yet: the vendor works on it (price: 10 credits)" in out
        asked = len(fake.requests)
        folder = {path: path.read_bytes() for path in settings.data.iterdir()}
        history = await as_json(settings, task_id)
        assert not history["is_holder_alive"] and history["poller"] is None
        assert len(fake.requests) == asked, "nobody is asked"
        assert {path: path.read_bytes() for path in settings.data.iterdir()} == folder


@pytest.mark.parametrize(
    ("fault", "on", "status", "charge"),
    [
        (Fault("status", 402), "submit", "failed", "Nothing was charged: the vendor did not accept it."),
        (Fault("fail"), "submit", "failed", None),
        (Fault("drop_after"), "submit", "unknown", "Not known: the vendor may have done it, and charged 10 credits"),
    ],
    ids=["refused", "failed", "lost"],
)
async def test_why_a_task_came_to_nothing(tmp_path: Path, fault: Fault, on: str, status: str, charge: str | None) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi")
        fake.next(fault, on=on)
        async with open_client(settings) as (client, studio):
            await client.call_tool("create_music", SONG)
            [task] = await studio.ledger.tasks.recent("local", 1)
            code, out, _ = await printed(settings, task.task_id)
    assert code == 0 and out.startswith(f"{task.task_id}: create_music at musicapi, {status}\n")
    assert task.error is not None and task.error.code in section(out, "Error")
    known = (
        "Nothing was charged: the vendor accepted it, and documents" if task.charged is False else "Not known: the vendor took it"
    )
    assert (charge or known) in section(out, "Cost")


async def test_a_file_that_stayed_with_the_engine_has_no_size(tmp_path: Path) -> None:
    settings = settings_for(tmp_path).model_copy(update={"save": False})
    async with open_client(settings) as (client, _):
        made = await call_tool(client, "create_music", sound="short lofi with rhodes")
    files = section((await printed(settings, made["task_id"]))[1], "Clips and files")
    assert "0 bytes" not in files and ".flac (where the engine made it" in files


async def test_what_an_unknown_task_says(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with open_ledger(settings.ledger, lambda: NOON):
        pass
    code, out, err = await printed(settings, "task_nobody\u202e")
    assert (code, out) == (1, "") and err.startswith(f"there is no task 'task_nobody' in the ledger {settings.ledger}; ")
    assert "`producer-mcp task` lists the newest" in err and err.count("\n") == 1


async def test_the_newest_tasks_are_listed_and_found_by_what_was_asked(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with open_ledger(settings.ledger, lambda: NOON) as ledger:
        for number in range(25):
            sound = f"Brass fanfare {number} in a hall, " + "very " * 20 if number in (3, 7) else "lofi"
            asked = {"sound": sound, "title": "Königin"} if number == 7 else {"sound": sound}
            owner, made = ("her" if number % 2 else "local"), NOON + timedelta(minutes=number)
            task = a_task(f"{number:02}", arguments=asked, owner=owner, created_at=made)
            await ledger.tasks.claim(task, holder="h", paid=False, limit=0)
    before = settings.ledger.read_bytes()
    code, out, err = await printed(settings)
    rows = out.splitlines()
    assert (code, err) == (0, "") and [row.split()[2] for row in rows] == [f"task_{number:02}" for number in range(24, 4, -1)]
    assert rows[0].split() == ["2026-11-21", "12:24:00", "task_24", "queued", "create_music", "ccapi", "sound=lofi"]
    found = rows[-3].split("ccapi")[1].strip()
    assert found.startswith("sound=Brass fanfare 7 in a hall") and len(found) == 60
    _, out, _ = await printed(settings, "brass", "FANFARE")
    assert [row.split()[2] for row in out.splitlines()] == ["task_07", "task_03"]
    _, out, _ = await printed(settings, "königin fanfare", "--json")
    assert json.loads(out) == {
        "tasks": [
            {
                "task_id": "task_07",
                "owner": "her",
                "vendor": "ccapi",
                "operation": "create_music",
                "arguments": {"sound": "Brass fanfare 7 in a hall, " + "very " * 20, "title": "Königin"},
                "status": "queued",
                "created_at": "2026-11-21T12:07:00Z",
            }
        ]
    }
    assert len(json.loads((await printed(settings, "--json"))[1])["tasks"]) == 20
    code, out, err = await printed(settings, "kazoo")
    assert (code, out) == (1, "") and err.startswith("there is no task whose arguments contain 'kazoo'")
    assert settings.ledger.read_bytes() == before


async def test_a_refusal_a_repeat_and_an_unsaved_file_do_not_contradict_themselves(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "musicapi").model_copy(update={"save": False})
        fake.next(Fault("status", 402), on="submit")
        async with open_client(settings) as (client, studio):
            await client.call_tool("create_music", SONG)
            made = await call_tool(client, "create_music", **SONG)
            refused = next(task for task in await studio.ledger.tasks.recent("local", 2) if task.task_id != made["task_id"])
        _, failed, _ = await printed(settings, refused.task_id)
        _, done, _ = await printed(settings, made["task_id"])
    times = section(failed, "Times")
    assert "is a new task: the key is free again" in times and "with its answer to the request, below" in times
    assert "never" not in times and "none is kept" not in section(failed, "Last answer of musicapi")
    assert "has ended (as it does after every `producer-mcp call`)" in section(failed, "Process")
    assert "is this task until" in section(done, "Times") and "with its answer" not in section(done, "Times")
    files = section(done, "Clips and files")
    assert "files were not saved when it was made (PRODUCER_SAVE=0); it is at http" in files and "0 failed" not in files


@pytest.mark.parametrize("levels", [101, 950, 100_000])
async def test_an_answer_nested_without_end_is_printed_as_it_came(tmp_path: Path, levels: int) -> None:
    settings, nested = settings_for(tmp_path), "[" * levels + "]" * levels
    async with open_ledger(settings.ledger, lambda: NOON) as ledger:
        task = await ledger.tasks.claim(a_task("1"), holder="h", paid=False, limit=0)
        await ledger.tasks.save(task, raw=nested)
    code, out, _ = await printed(settings, task.task_id)
    assert code == 0 and nested in out
    assert (await as_json(settings, task.task_id))["vendor_answer"] == nested


async def test_where_there_is_no_ledger_none_is_made(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    code, out, err = await printed(settings, "task_1")
    assert (code, out) == (1, "") and err.startswith(f"there is no ledger at {settings.ledger};") and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_no_ledger_is_a_sentence_and_stays(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.ledger.parent.mkdir()
    settings.ledger.write_bytes(b"dear diary " * 100)
    code, out, err = await printed(settings, "task_1")
    assert code == 1 and out == "" and str(settings.ledger) in err and "Traceback" not in err
    assert settings.ledger.read_bytes() == b"dear diary " * 100


async def test_no_secret_and_no_control_character_is_printed(tmp_path: Path) -> None:
    async with FakeVendor() as fake:
        settings = settings_for(tmp_path, fake, "ccapi")
        task = a_task(callback=WEBHOOK_SECRET)
        token = address_token(task.task_id, WEBHOOK_SECRET)
        address = f"https://me.example/webhooks/ccapi/{token}"
        answer = {"key": KEY, "callback": address, "message": "\x1b[2Jhi\u202e", "secret": WEBHOOK_SECRET}
        async with open_ledger(settings.ledger, lambda: NOON) as ledger:
            await ledger.tasks.claim(task, holder="h", paid=False, limit=0)
            await ledger.tasks.save(task.model_copy(update={"status": Status.RUNNING, "ticket": "t"}), raw=json.dumps(answer))
        _, out, _ = await printed(settings, task.task_id)
        history = json.dumps(await as_json(settings, task.task_id))
    for text in (out, history):
        assert "[key]" in text and token not in text and "me.example" in text
        assert "\x1b" not in text and "\u202e" not in text


async def test_an_answer_that_is_no_json_is_shown_as_it_is(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with open_ledger(settings.ledger, lambda: NOON) as ledger:
        await ledger.tasks.claim(a_task(), holder="h", paid=False, limit=0)
        await ledger.tasks.save(a_task(status=Status.RUNNING, ticket="t"), raw="<html>\n  busy\n</html>")
    assert section((await printed(settings, "task_1"))[1], "Last answer of ccapi").splitlines()[1:] == [
        "  <html>",
        "    busy",
        "  </html>",
    ]


async def test_an_old_ledger_is_read_and_not_carried_forward(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.ledger.parent.mkdir()
    with closing(sqlite3.connect(settings.ledger)) as old:
        old.executescript(VERSION_1.read_text("utf-8"))
    before = settings.ledger.read_bytes()
    code, out, err = await printed(settings, "task_1")
    assert code == 0 and out.startswith("task_1: "), err
    assert settings.ledger.read_bytes() == before


def test_the_help_names_it() -> None:
    helped = subprocess.run([sys.executable, "-m", "producer_mcp", "--help"], capture_output=True, text=True, check=True)
    assert "task " in helped.stdout and "Print the life of one task" in helped.stdout
