"""What find_clips finds, and what it says when it finds nothing."""

from pathlib import Path

import pytest

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for, text_of

pytestmark = pytest.mark.anyio


async def test_versions_are_found_by_the_words_of_their_family_and_songs_come_first(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "acedata")) as (client, _):
        [song] = (await call_tool(client, "create_music", sound="warm lofi", lyrics="Rain on the pane", title="Window"))["clips"]
        [varied] = (await call_tool(client, "vary_music", clip_id=song["clip_id"], title="Second"))["clips"]
        stems = (await call_tool(client, "split_stems", clip_id=varied["clip_id"]))["clips"]
        found = await client.call_tool("find_clips", {"query": "window lofi"})
        assert found.structured_content is not None
        clips = found.structured_content["clips"]
        assert [clip["clip_id"] for clip in clips[:2]] == [varied["clip_id"], song["clip_id"]]
        assert {clip["clip_id"] for clip in clips[2:]} == {stem["clip_id"] for stem in stems}
        assert clips[1]["sound"] == "warm lofi" and "sound: warm lofi" in text_of(found)


async def test_what_matches_nothing_says_which_word_did(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        await call_tool(client, "create_music", sound="warm lofi", title="Rain")
        await call_tool(client, "create_music", sound="loud metal", title="Sun")
        text = text_of(await client.call_tool("find_clips", {"query": "rain metal kazoo"}))
        assert "all words must be" in text and "'rain' in 1, 'metal' in 1, 'kazoo' in none" in text


async def test_drafts_are_found_where_the_operation_is_one_that_writes(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "ccapi")) as (client, _):
        written = await call_tool(client, "write_lyrics", idea="rain on a window")
        await call_tool(client, "write_lyrics", idea="the sea at night")
        found = await client.call_tool("find_clips", {"operation": "write_lyrics", "query": "rain"})
        assert found.structured_content is not None
        [draft] = found.structured_content["drafts"]
        assert draft["task_id"] == written["task_id"] and draft["text"] == written["lyrics"][0]["text"]
        assert draft["text"] in text_of(found)
        both = await call_tool(client, "find_clips", operation="write_lyrics", limit=1)
        assert len(both["drafts"]) == 1 and both["cursor"]
        older = await call_tool(client, "find_clips", operation="write_lyrics", limit=1, cursor=both["cursor"])
        assert older["drafts"][0]["task_id"] == written["task_id"] and "cursor" not in older
        enriched = await call_tool(client, "enrich_sound", sound="lofi")
        [sound] = (await call_tool(client, "find_clips", operation="enrich_sound"))["drafts"]
        assert sound["sound"] == enriched["sound"] and sound["task_id"] == enriched["task_id"]


async def test_a_task_and_a_clip_are_found_by_their_ids(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        made = await call_tool(client, "create_music", sound="warm lofi")
        await call_tool(client, "create_music", sound="loud metal")
        for query in (made["task_id"], made["clips"][0]["clip_id"]):
            [found] = (await call_tool(client, "find_clips", query=query))["clips"]
            assert found["clip_id"] == made["clips"][0]["clip_id"]
