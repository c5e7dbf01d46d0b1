"""The form of a score as its listeners hear it: where its sections and bars begin."""

from collections.abc import Iterator

from ..clip import ClipForm, FormSection
from ..score import Score

TOLERANCE_SECONDS = 1e-6


def form_of(score: Score) -> ClipForm:
    """Sections and bars in seconds from the beginning; a bar that a splice cut begins where the cut is."""
    sections = tuple(
        FormSection(section.name, round(section.at, 3), round(section.at + section.seconds, 3)) for section in score.sections
    )
    return ClipForm(sections, score.bpm, score.beats_per_bar, tuple(_bars(score)))


def _bars(score: Score) -> Iterator[float]:
    for section in score.sections:
        bar = score.beats_per_bar * 60.0 / (section.bpm or score.bpm)
        at, end = section.at - section.into, section.at + section.seconds - TOLERANCE_SECONDS
        while at < end:
            yield round(max(at, section.at), 3)
            at += bar
