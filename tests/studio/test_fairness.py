"""Work that does not end keeps nobody from hearing of work that has."""

from pathlib import Path

import pytest

from ..fake_vendor import FakeVendor, Fault
from ..opening import a_studio, settings_for, told

pytestmark = pytest.mark.anyio


async def test_a_song_behind_two_that_never_end_is_looked_at_too(tmp_path: Path) -> None:
    async with FakeVendor() as fake, a_studio(settings_for(tmp_path, fake, "musicapi")) as (client, _):
        for take in (1, 2):
            fake.next(Fault("pending_forever"), on="submit")
            await told(client, "create_music", sound="endless drone", take=take, wait_seconds=0)
        made = await told(client, "create_music", sound="lofi", wait_seconds=10)
        assert made["status"] == "done"
