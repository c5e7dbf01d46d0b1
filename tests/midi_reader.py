"""MIDI files read by another library (symusic) than writes them."""

from typing import Any, cast

import symusic


def read_midi(content: bytes) -> Any:
    """The file, with its times in ticks; `.to("second")` has them in seconds by its own tempo map."""
    return cast(Any, symusic.Score).from_midi(content)
