"""How fast the engine is: for every style a two-minute song, cold, on one core.

    python -m tests.bench.engine [style ...]

Prints seconds of processor time to render to stems and to keep the mix as FLAC, how many times faster that is than
it plays, the peak of memory, and beside it what an mp3 and a film take.
"""  # fmt: skip

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from producer_mcp.engine.styles import STYLES

LYRICS = """[Verse 1]
The river takes the evening light
And carries it away from me
[Chorus]
Sing it loud, sing it out
Everything we leave will be
[Verse 2]
The houses sleep along the shore
The boats are turning with the tide
[Chorus]
Sing it loud, sing it out
Everything we leave will be"""


def one(style: str) -> None:
    """In a process of its own: a line of figures."""
    import resource

    from producer_mcp.engine import Engine
    from producer_mcp.engine.brief import Brief

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with TemporaryDirectory() as folder:
        engine = Engine(Path(folder))
        start = time.process_time()
        made = engine.compose(Brief(sound=style, lyrics=LYRICS, seconds=120, seed="bench"))
        song = time.process_time() - start
        start = time.process_time()
        engine.export(made.ticket, "mp3")
        mp3 = time.process_time() - start
        start = time.process_time()
        engine.film(made.ticket, "Bench")
        film = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{style:18} {made.seconds:6.1f} s  song {song:5.2f} s {made.seconds / song:5.1f}x  "
        f"mp3 {made.seconds / mp3:5.1f}x  film {made.seconds / film:5.1f}x  peak {peak:4.0f} MB",
        flush=True,
    )


def long() -> None:
    """Ten minutes, for the memory they take."""
    import resource

    from producer_mcp.engine import Engine
    from producer_mcp.engine.brief import Brief

    with TemporaryDirectory() as folder:
        start = time.process_time()
        made = Engine(Path(folder)).compose(Brief(sound="cinematic, choir", lyrics=LYRICS, seconds=600, seed="bench"))
        spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'ten minutes':18} {made.seconds:6.1f} s  song {spent:5.2f} s {made.seconds / spent:5.1f}x  peak {peak:4.0f} MB")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--one", "ten minutes"]:
            long()
        case ["--one", style]:
            one(style)
        case asked:
            for style in asked or [*STYLES, "ten minutes"]:
                subprocess.run([sys.executable, "-m", "tests.bench.engine", "--one", style], check=True)
