"""Seconds beside a border of a section mean the border, and a move that can be seen is told."""

from collections.abc import Mapping

import pytest

from producer_mcp.vendors.section_borders import on_borders

SECTIONS = (("Intro", 0.0), ("Verse", 11.21), ("Bridge", 60.4138), ("Outro", 70.02))
END = 80.3


@pytest.mark.parametrize(
    ("moments", "moved", "told"),
    [
        ({"start": 51, "end": 60}, {"start": 51, "end": 60.4138}, ("end 60 was taken as 60.4, where Bridge begins.",)),
        ({"start": 60.4, "end": 70}, {"start": 60.4138, "end": 70.02}, ()),
        ({"start": 0.3, "end": 80}, {"start": 0.0, "end": END}, ("start 0.3 was taken as 0.0, where Intro begins.",
                                                                   "end 80 was taken as 80.3, where the clip ends.")),
        ({"start": 60, "end": 61}, {"start": 60, "end": 61}, ()),
        ({"start": 20, "end": 30}, {"start": 20, "end": 30}, ()),
        ({"start": 80}, {"start": 80}, ()),
        ({"at": 60.9}, {"at": 60.4138}, ("at 60.9 was taken as 60.4, where Bridge begins.",)),
        ({"at": 0.4}, {"at": 0.4}, ()),
        ({"at": 80.30}, {"at": END}, ()),
    ],
)  # fmt: skip
def test_a_second_within_half_a_second_of_a_border_means_it(
    moments: Mapping[str, float], moved: Mapping[str, float], told: tuple[str, ...]
) -> None:
    assert on_borders(moments, SECTIONS, END) == (moved, told)


def test_nothing_is_moved_where_no_sections_are_known() -> None:
    assert on_borders({"at": 79.9}, (), END) == ({"at": 79.9}, ())
