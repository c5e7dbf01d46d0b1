"""Marks as the page and the assistant are told of them."""

from collections.abc import Sequence
from typing import Any

from ...studio.player import ToldMark
from ..presenter import ToolAnswer, known_fields

UNLESS_DONE = "If that is not done yet: "


def mark_row(told: ToldMark) -> dict[str, Any]:
    """A mark as plain values."""
    mark = told.mark
    return {"mark_id": mark.mark_id, "clip_id": mark.clip_id, "wish": mark.wish} | known_fields(
        start=mark.start, end=mark.stop, words=mark.words, call=told.call
    )


def with_marks(answer: ToolAnswer, marks: Sequence[ToldMark]) -> ToolAnswer:
    """An answer that tells the assistant what the person marked, and the call that does it, in text and structure."""
    if not marks:
        return answer
    sentences = [f"{told.sentence} {UNLESS_DONE}{told.call}" if told.call else told.sentence for told in marks]
    return answer.with_warnings(sentences, marks=[mark_row(told) for told in marks])
