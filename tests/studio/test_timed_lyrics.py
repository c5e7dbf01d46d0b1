"""When a clip's words are sung: exact from a score, a guess for what a vendor sang."""

from pathlib import Path

import pytest

from ..fake_vendor import FakeVendor
from ..studio_client import call_tool, open_client, settings_for

pytestmark = pytest.mark.anyio

LYRICS = "[Verse 1]\nRain on the window pane\nWaiting for the train\n[Solo]\n[Chorus]\nTake me home"


async def test_a_clip_of_the_engine_has_the_times_of_its_notes(tmp_path: Path) -> None:
    async with open_client(settings_for(tmp_path)) as (client, studio):
        made = await call_tool(client, "create_music", sound="pop", lyrics=LYRICS)
        clip = await studio.known_clip("local", made["clips"][0]["clip_id"])
        timed = await studio.timed_lyrics(clip)
        assert timed.source == "score"
        assert [line.text for line in timed.lines[:3]] == ["Rain on the window pane", "Waiting for the train", "Take me home"]
        assert [word.text for word in timed.lines[2].words] == ["Take", "me", "home"]
        assert all(0 <= line.start < line.end <= (clip.seconds or 0) for line in timed.lines)
        gone = clip.model_copy(update={"vendor_clip_id": "0" * 32})
        assert (await studio.timed_lyrics(gone)).source == "estimate", "its recipe is gone, its lyrics are known"


async def test_a_clip_of_a_vendor_has_lines_at_guessed_times(tmp_path: Path) -> None:
    async with FakeVendor() as fake, open_client(settings_for(tmp_path, fake, "musicapi")) as (client, studio):
        made = await call_tool(client, "create_music", sound="pop", lyrics=LYRICS, vendor="musicapi")
        clip = await studio.known_clip("local", made["clips"][0]["clip_id"])
        timed = await studio.timed_lyrics(clip.model_copy(update={"lyrics": LYRICS, "seconds": 80.0}))
        assert timed.source == "estimate"
        assert [(line.text, line.section) for line in timed.lines] == [
            ("Rain on the window pane", "Verse 1"),
            ("Waiting for the train", "Verse 1"),
            ("Take me home", "Chorus"),
        ]
        starts = [line.start for line in timed.lines]
        assert starts == sorted(starts) and starts[0] > 5 and timed.lines[-1].end < 75
        assert starts[2] - timed.lines[1].end > 10, "the solo takes its time"
        assert not any(line.words for line in timed.lines)
        assert (await studio.timed_lyrics(clip.model_copy(update={"lyrics": ""}))).lines == ()
