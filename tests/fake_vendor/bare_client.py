"""Requests to each vendor's API over plain httpx, for the fake's own tests, without any code under test."""

from collections.abc import Mapping

import httpx

from .documented_examples import AUDIOS, CREATE, GENERATE, MUSIC, POP, SUBMIT
from .server import FakeVendor
from .suno_examples import SONIC, SONIC_SONG, SUNO, SUNO_SONG

SUBMITS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "musicapi": (CREATE, MUSIC),
    "acedata": (AUDIOS, {**GENERATE, "async": True}),
    "ccapi": (SUBMIT + "MUSIC", POP),
    "musicapi-suno": (SONIC + "create", SONIC_SONG),
    "acedata-suno": (SUNO + "audios", SUNO_SONG),
}
"""A submit at each vendor that is answered with a ticket."""

RECORDS = {"acedata": "/producer/tasks", "acedata-suno": "/suno/tasks"}


async def poll(client: httpx.AsyncClient, vendor: str, *tickets: str) -> httpx.Response:
    """One poll of one ticket, or of several by the vendor's batch request."""
    one = len(tickets) == 1
    match vendor:
        case "musicapi":
            return await client.get(f"/api/v1/producer/task/{tickets[0]}")
        case "ccapi" if one:
            return await client.get(f"/producer/fetch/{tickets[0]}")
        case "musicapi-suno":
            return await client.get(f"{SONIC}task/{tickets[0]}")
        case "ccapi":
            return await client.post("/producer/fetch", json={"ids": tickets})
        case _ if one:
            return await client.post(RECORDS[vendor], json={"action": "retrieve", "id": tickets[0]})
    return await client.post(RECORDS[vendor], json={"action": "retrieve_batch", "ids": tickets})


async def submit(client: httpx.AsyncClient, fake: FakeVendor, vendor: str, **words: object) -> str:
    path, body = SUBMITS[vendor]
    await client.post(path, json={**body, **words})
    return fake.charges[-1].ticket
