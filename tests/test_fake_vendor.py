"""The fake vendor is what the vendors' pages print, and its count of charges is exact under every fault."""

import hashlib
import hmac
import io
import json
import wave
import zipfile
from collections.abc import AsyncIterator

import anyio
import httpx
import pytest

from tests.fake_vendor import KINDS, RETIRED, FakeVendor, Fault
from tests.fake_vendor.bare_client import SUBMITS, poll, submit
from tests.fake_vendor.documented_examples import (
    ANSWERS,
    AUDIOS,
    CREATE,
    GENERATE,
    MUSIC,
    POP,
    REQUESTS,
    SUBMIT,
    PrintedAnswer,
)
from tests.fake_vendor.suno_examples import ANSWERS as SUNO_ANSWERS, FORBIDDEN, REPLACE, REQUESTS as SUNO_REQUESTS, SONIC

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def fake() -> AsyncIterator[FakeVendor]:
    async with FakeVendor() as fake:
        yield fake


@pytest.fixture
async def client(fake: FakeVendor) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {fake.key}"}
    async with httpx.AsyncClient(base_url=fake.url, headers=headers, trust_env=False, timeout=5) as client:
        yield client


def alike(printed: object, answer: object) -> bool:
    """The same names and kinds of values all the way down; a null on either side stands for any."""
    if isinstance(printed, dict) and isinstance(answer, dict):
        return printed.keys() == answer.keys() and all(alike(printed[name], answer[name]) for name in printed)
    if isinstance(printed, list) and isinstance(answer, list):
        return len(printed) == len(answer) and all(map(alike, printed, answer))
    numbers = isinstance(printed, (int, float)) and isinstance(answer, (int, float))
    return printed is None or answer is None or numbers or type(printed) is type(answer)


@pytest.mark.parametrize("printed", [*ANSWERS, *SUNO_ANSWERS], ids=lambda printed: printed.name)
async def test_answers_as_the_page_prints(printed: PrintedAnswer, fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.generations.update(printed.generations)
    fake.polls_between_clips = 0
    answer = await client.post(printed.path, json=printed.asks)
    charge = fake.charges[-1]
    if printed.record:
        fake.polls_until_done = 2 if printed.record == "running" else 1
        unknown = ("no-such-task",) if printed.record == "batch" else ()
        answer = await poll(client, charge.vendor, charge.ticket, *unknown)
    assert alike(printed.looks, answer.json()), answer.json()


@pytest.mark.parametrize(("path", "body"), [*REQUESTS, *SUNO_REQUESTS])
async def test_takes_every_printed_request(
    path: str, body: dict[str, object], fake: FakeVendor, client: httpx.AsyncClient
) -> None:
    answer = await client.post(path, json=body)
    assert (answer.status_code, len(fake.charges), fake.undocumented) == (200, 1, [])
    assert fake.charges[0].body == body


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (CREATE, {"task_type": "create_music"}),
        (CREATE, {**MUSIC, "title": "x" * 81}),
        (CREATE, {"task_type": "swap_music_vocals", "clip_id": "a"}),
        (AUDIOS, {**GENERATE, "prompt": "x" * 201}),
        (AUDIOS, {"action": "extend", "audio_id": "a", "prompt": "", "lyric": "", "continue_at": False}),
        (AUDIOS, {**GENERATE, "model": "Suno"}),
        (SUBMIT + "VARIATION", {"clip_id": "a"}),
        (SUBMIT + "DANCE", POP),
        *FORBIDDEN,
    ],
)
async def test_refuses_what_the_documents_forbid(
    path: str, body: dict[str, object], fake: FakeVendor, client: httpx.AsyncClient
) -> None:
    assert ((await client.post(path, json=body)).status_code, fake.charges) == (400, [])


async def test_notes_words_no_document_knows(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    await submit(client, fake, "acedata", style="pop")
    await submit(client, fake, "musicapi", lyric="la")
    assert [(each.vendor, each.word) for each in fake.undocumented] == [("acedata", "style"), ("musicapi", "lyric")]


@pytest.mark.parametrize("vendor", SUBMITS)
async def test_wants_a_key_and_keeps_each_keys_tasks_apart(vendor: str, fake: FakeVendor, client: httpx.AsyncClient) -> None:
    path, body = SUBMITS[vendor]
    refused = await client.post(path, json=body, headers={"Authorization": "Bearer wrong"})
    assert (refused.status_code, fake.charges) == (401, [])
    assert "error" in refused.json()
    ticket = await submit(client, fake, vendor)
    fake.keys.add("z-second-key")
    client.headers["Authorization"] = "Bearer z-second-key"
    missing = await poll(client, vendor, ticket)
    assert (missing.status_code, missing.json() == {}) == {
        "musicapi": (404, False),
        "acedata": (200, True),
        "ccapi": (400, False),
        "musicapi-suno": (400, False),
        "acedata-suno": (200, True),
    }[vendor]


NEVER_CHARGED = {"drop_before", "status", "redirect"}
REFUNDED = {"fail", "out_of_time"}
FAULTS = {"status": Fault("status", 500), "drip": Fault("drip", seconds=0.01), "poisoned": Fault("poisoned", poison="true")}
"""Those that need to be told more than their kind."""
STRIKING = [kind for kind, (place, _) in KINDS.items() if place != "file" and kind != "slow"]


@pytest.mark.parametrize("vendor", SUBMITS)
@pytest.mark.parametrize("kind", STRIKING)
async def test_charges_are_exact_under(kind: str, vendor: str, fake: FakeVendor, client: httpx.AsyncClient) -> None:
    path, body = SUBMITS[vendor]
    fake.next(FAULTS.get(kind) or Fault(kind), on="submit")
    if kind.startswith("drop") or kind == "drip":
        with pytest.raises(httpx.TransportError):
            await client.post(path, json=body)
    else:
        await client.post(path, json=body)
    for charge in list(fake.charges):
        for _ in range(5):
            await poll(client, vendor, charge.ticket)
    assert len(fake.charges) == (kind not in NEVER_CHARGED)
    assert len(fake.paid) == (kind not in NEVER_CHARGED | REFUNDED)
    assert [request.fault.kind for request in fake.injected if request.fault] == [kind]


async def test_a_refusal_can_be_charged_and_a_web_page_can_be_free(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.next(Fault("status", 500, charged=True))
    fake.next(Fault("html", 502, charged=False))
    path, body = SUBMITS["ccapi"]
    assert [(await client.post(path, json=body)).status_code for _ in range(3)] == [500, 502, 200]
    assert len(fake.charges) == 2


@pytest.mark.parametrize("vendor", SUBMITS)
async def test_reports_differ_when_told_twice_and_are_late_when_late(
    vendor: str, fake: FakeVendor, client: httpx.AsyncClient
) -> None:
    fake.next(Fault("twice"), on="submit")
    ticket = await submit(client, fake, vendor)
    assert (await poll(client, vendor, ticket)).text != (await poll(client, vendor, ticket)).text
    fake.polls_between_clips = 0
    fake.next(Fault("late", polls=2), on=vendor)
    late = await submit(client, fake, vendor)
    seen = []
    for _ in range(3):
        await poll(client, vendor, late)
        seen.append(fake.tasks[late].status)
    assert seen == ["running", "running", "done"]


async def test_time_can_be_virtual_and_work_finished_by_hand(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.seconds_until_done = 60
    ticket = await submit(client, fake, "musicapi")
    assert (await poll(client, "musicapi", ticket)).status_code == 202
    fake.advance(61)
    assert (await poll(client, "musicapi", ticket)).status_code == 200
    fake.polls_until_done = None
    other = await submit(client, fake, "musicapi")
    assert (await poll(client, "musicapi", other)).status_code == 202
    fake.finish(other)
    assert (await poll(client, "musicapi", other)).status_code == 200


async def test_a_slow_answer_waits_for_its_release_and_is_charged_meanwhile(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.next(Fault("slow"), on="submit")
    path, body = SUBMITS["acedata"]
    async with anyio.create_task_group() as group:
        group.start_soon(lambda: client.post(path, json=body))
        await fake.wait_for_requests(1, on="submit")
        await fake.wait_until(lambda: len(fake.charges) == 1)
        fake.release()


STATES = {"musicapi-suno": lambda answer: answer["data"], "acedata-suno": lambda answer: answer["response"]["data"]}


@pytest.mark.parametrize("vendor", STATES)
async def test_of_two_songs_the_second_is_later_and_may_fail_alone(
    vendor: str, fake: FakeVendor, client: httpx.AsyncClient
) -> None:
    fake.polls_until_done = 3
    fake.next(Fault("one_fails"), on="submit")
    ticket, seen = await submit(client, fake, vendor), []
    await poll(client, vendor, ticket)
    for _ in range(3):
        songs = STATES[vendor]((await poll(client, vendor, ticket)).json())
        seen.append([(song["state"], "audiopipe" in song["audio_url"]) for song in songs])
    fails = "error" if vendor == "acedata-suno" else "failed"
    assert seen == [
        [("running", True), ("running", True)],
        [("succeeded", False), ("running", True)],
        [("succeeded", False), (fails, False)],
    ]
    assert len(fake.paid) == 1


async def test_pairs_have_their_whole_song_later(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    await client.post(f"{SONIC}replace-section", json={**REPLACE, "auto_concat": True})
    wholes = []
    for _ in range(3):
        answer = await poll(client, "musicapi-suno", fake.charges[-1].ticket)
        wholes.append([pair["full"] and pair["full"]["state"] for pair in answer.json()["data"]])
    assert wholes == [[None, None], [None, None], ["succeeded", "succeeded"]]


async def test_a_song_that_is_pushed_in_stages_succeeds_in_all_of_them(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.finish(await submit(client, fake, "acedata-suno", callback_url=f"{fake.url}/hook"))
    bodies = [json.loads(delivery.body) for delivery in await fake.wait_for_callbacks(3)]
    assert [(body["success"], body["data"][0]["state"]) for body in bodies] == [
        (True, "pending"),
        (True, "running"),
        (True, "succeeded"),
    ]


async def test_a_song_of_yesterday_may_be_refused(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    clip_id = fake.tasks[await submit(client, fake, "musicapi-suno")].clip.clip_id
    fake.advance(86_500)
    body = {"task_type": "remaster", "continue_clip_id": clip_id, "mv": "sonic-v6", "use_suno_cdn": False}
    assert (await client.post(f"{SONIC}create", json=body)).status_code == 400
    assert (await client.post(f"{SONIC}download", json={"clip_id": clip_id, "formats": ["wav"]})).status_code == 404


async def test_a_file_that_is_being_made_is_free_until_it_is_there(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.asks_until_made = 1
    statuses = [(await client.post(f"{SONIC}download", json={"clip_id": "a", "formats": ["wav"]})).status_code for _ in range(2)]
    assert (statuses, len(fake.charges)) == ([202, 200], 1)


async def test_retired_words_are_gone(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.retired |= RETIRED["2a"]
    answer = await client.post(CREATE, json={"task_type": "music_variation", "clip_id": "a"})
    assert (answer.status_code, fake.charges) == (410, [])


async def test_files_are_real_and_come_in_ranges(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    answer = await client.get("/files/any.wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getnframes()) == (44_100, 2, 88_200)
    part = await client.get("/files/any.wav", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, answer.content[10:20])
    assert (await client.get("/files/any.m4a")).content[4:8] == b"ftyp"
    stems = zipfile.ZipFile(io.BytesIO((await client.get("/files/any.zip")).content))
    assert stems.namelist() == ["vocals.wav", "drums.wav", "bass.wav", "other.wav"]


async def test_files_can_be_spoilt(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.always("file", Fault("zip_slip"))
    assert "../../escaped.wav" in zipfile.ZipFile(io.BytesIO((await client.get("/files/any.zip")).content)).namelist()
    fake.rules.clear()
    for kind in ("drop_midway", "not_audio", "redirect", "status"):
        fake.next(Fault(kind, 403 if kind == "status" else None), on="file")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/files/any.m4a")
    assert (await client.get("/files/any.m4a")).content.startswith(b"\x89PNG")
    assert [(await client.get("/files/any.m4a")).status_code for _ in range(3)] == [302, 403, 200]
    fake.next(Fault("endless"))
    async with client.stream("GET", "/files/any.m4a") as endless:
        sizes = endless.aiter_raw()
        assert sum([len(await anext(sizes)) for _ in range(20)]) > 40_000


@pytest.mark.parametrize("generation", ["1", "2"])
async def test_calls_back_signed_in_either_generation(generation: str, fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.generations["webhook"] = generation
    ticket = await submit(client, fake, "musicapi", webhook_url=f"{fake.url}/hook", webhook_secret="s")
    fake.finish(ticket)
    (delivery,) = await fake.wait_for_callbacks(1)
    stamp = delivery.headers.get("X-Webhook-Timestamp")
    signature = hmac.new(b"s", (f"{stamp}.".encode() if stamp else b"") + delivery.body, hashlib.sha256).hexdigest()
    headers = delivery.headers
    header = headers["X-Signature"] if generation == "1" else headers["X-Webhook-Signature"].removeprefix("sha256=")
    assert (header, json.loads(delivery.body)["data"][0]["state"]) == (signature, "succeeded")


async def test_acedata_calls_back_unsigned_and_twice_when_told(fake: FakeVendor, client: httpx.AsyncClient) -> None:
    fake.next(Fault("twice"), on="submit")
    ticket = await submit(client, fake, "acedata", callback_url=f"{fake.url}/hook")
    fake.finish(ticket)
    first, second = await fake.wait_for_callbacks(2)
    assert (first.body, json.loads(first.body)["task_id"]) == (second.body, ticket)
    assert not any(name.startswith("X-") for name in first.headers)
