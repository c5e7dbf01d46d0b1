"""What the player's page weighs, how soon it sounds, and what it holds in memory; three minutes of song, the browser on one core.

    python -m tests.bench.player

The page is shown in a host of the published AppBridge, in headless Chromium (`tests/player`).
Seconds are from the tool's answer to the first signal, with a tap as soon as there is a button. Memory is what the browser's
own dump says of its process: array buffers, which are sound above all, and all that is its own. Needs npm and Chromium.
"""  # fmt: skip

import gzip
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from producer_mcp.server.player import page_html

from ..player.bench import stand

SONG = {
    "sound": "folk ballad, acoustic guitar, female vocal, 96 bpm",
    "title": "Three minutes",
    "seconds": 180,
    "vendor": "offline",
}
MOST_SECONDS = 900
SUNG = {"lyrics": "[Verse]\nThe harbour light is turning low\nI count the boats before they go"}


def main() -> None:
    page = page_html().encode()
    outside = page_html({"bridge.js": "web_bridge.js"}).encode()
    print(f"page            {len(page) / 1000:7.1f} kB, {len(gzip.compress(page)) / 1000:.1f} kB as gzip")
    print(f"outside a chat  {len(outside) / 1000:7.1f} kB, {len(gzip.compress(outside)) / 1000:.1f} kB as gzip")
    with TemporaryDirectory() as folder, stand(Path(folder)) as running:
        if hasattr(os, "sched_setaffinity"):  # of this thread and the browser it starts; the server has its own
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        for figure in map(json.loads, running.run("figures.mjs", {"song": SONG | SUNG}, within=MOST_SECONDS).splitlines()):
            if "seconds" in figure:
                print(f"first sound     {figure['seconds']:7.2f} s   {figure['what']}")
            else:
                print(f"memory          {figure['buffers']:7.1f} MB of sound, {figure['whole']:.0f} MB in all   {figure['what']}")


if __name__ == "__main__":
    main()
