"""The seconds of a clip that an edit names, checked against the clip before anything is paid."""

from collections.abc import Mapping

from ..errors import InvalidArguments
from ..models import Clip
from ..operations import ExtendMusic, Operation, ReplaceSection

END_REACH_SECONDS = 0.5
"""How far past a clip's end a second may be and still mean the end: answers round, and so do people."""

MIN_SECTION_SECONDS = 0.1
"""The shortest part of a clip that can be replaced."""


def completed(operation: Operation, clips: Mapping[str, Clip]) -> Operation:
    """The operation with our ids of its clips; an extension without a moment goes on from the clip's end.

    Raises `InvalidArguments` for a second past the clip's end, and for an unsaid one where the length is not known.
    """
    ours = operation.model_copy(update={name: clip.clip_id for name, clip in clips.items()})
    length = clips["clip_id"].seconds if "clip_id" in clips else None
    match ours:
        case ExtendMusic(at=None) if length is None:
            raise InvalidArguments("at: this clip's length is not known; say at=…, the second to go on from.")
        case ExtendMusic(at=None):
            return ours.model_copy(update={"at": length})
        case ExtendMusic(at=float(at)) if length is not None:
            return ours.model_copy(update={"at": _within("at", at, length, "leave at out to go on from its end")})
        case ReplaceSection(start=start, end=end) if length is not None:
            if start >= length:
                where = "past" if start > length else "at"
                raise InvalidArguments(f"start: {start:g} is {where} the clip's end; {_long(length)}: extend_music adds to it.")
            if min(length, length if end is None else end) - start < MIN_SECTION_SECONDS:
                raise InvalidArguments(f"start and end: a part is at least {MIN_SECTION_SECONDS:g} seconds long.")
            if end is not None:  # an end just behind the clip's stays as it was said, since it is part of the request's key
                _within("end", end, length, "leave end out to go to its end")
    return ours


def _within(name: str, moment: float, length: float, remedy: str) -> float:
    """The moment, or the clip's end for one just behind it; raises `InvalidArguments` for one further out."""
    if moment > length + END_REACH_SECONDS:
        raise InvalidArguments(f"{name}: {moment:g} is past the clip's end; {_long(length)}: {remedy}.")
    return min(moment, length)


def _long(length: float) -> str:
    return f"it is {length:.1f} seconds long"
