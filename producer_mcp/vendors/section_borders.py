"""Seconds of an edit that lie beside a border of the clip's sections, moved onto it.

Answers tell where sections begin to a tenth, and people say whole seconds: an edit that missed the border by a little would
leave a sliver of the section, and cut a line that is sung across it.
"""

from collections.abc import Mapping, Sequence

BORDER_REACH_SECONDS = 0.5
"""How far from a border a second may be and still mean it."""
TOLD_SECONDS = 0.06
"""A move by more than this is told; answers show tenths, so a smaller one changes nothing that was said."""
MIN_SECTION_SECONDS = 1.0
"""A section that would be shorter than this after the move stays where it was said."""


def on_borders(
    moments: Mapping[str, float], sections: Sequence[tuple[str, float]], end: float | None
) -> tuple[dict[str, float], tuple[str, ...]]:
    """The moments of an edit (seconds, by the names of their arguments), each on the border it is near, and remarks on moves.

    `sections`: name and start (seconds) of each; without any, nothing is moved. `end`: the clip's, where it is known.
    """
    moved = {name: _nearest(name, moment, sections, end) for name, moment in moments.items()} if sections else {}
    if {"start", "end"} <= moved.keys() and moved["end"][0] - moved["start"][0] < MIN_SECTION_SECONDS:
        moved = {}
    remarks = tuple(
        f"{name} {moments[name]:g} was taken as {border:.1f}, {place}."
        for name, (border, place) in moved.items()
        if abs(border - moments[name]) > TOLD_SECONDS
    )
    return {**moments, **{name: border for name, (border, _) in moved.items()}}, remarks


def _nearest(name: str, moment: float, sections: Sequence[tuple[str, float]], end: float | None) -> tuple[float, str]:
    """The border that the moment is near, and what is there; else the moment itself."""
    borders = [(at, f"where {section} begins") for section, at in sections if at > 0 or name == "start"]
    if end is not None and name != "start":
        borders.append((end, "where the clip ends"))
    near = [border for border in borders if abs(border[0] - moment) <= BORDER_REACH_SECONDS]
    return min(near, key=lambda border: abs(border[0] - moment), default=(moment, ""))
