"""Seconds of a clip that an edit names, checked before anything is paid."""

import pytest

from producer_mcp.errors import InvalidArguments
from producer_mcp.operations import ReplaceSection
from producer_mcp.studio.clip_seconds import completed
from tests.vendors.mock_wire import clip


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (1.95, 2.0, "a part is at least 0.1 seconds long"),
        (19.95, None, "a part is at least 0.1 seconds long"),
        (19.95, 20.4, "a part is at least 0.1 seconds long"),
        (20.0, None, "start: 20 is at the clip's end; it is 20.0 seconds long: extend_music"),
        (5.0, 30.0, "end: 30 is past the clip's end"),
    ],
)
def test_a_part_that_is_none_is_refused(start: float, end: float | None, sentence: str) -> None:
    with pytest.raises(InvalidArguments, match=sentence):
        completed(ReplaceSection(clip_id="c", start=start, end=end), {"clip_id": clip("musicapi", seconds=20.0)})


def test_a_short_part_is_a_part() -> None:
    completed(ReplaceSection(clip_id="c", start=1.8, end=2), {"clip_id": clip("musicapi", seconds=20.0)})
