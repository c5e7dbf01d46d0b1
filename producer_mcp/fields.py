"""The types of all arguments a caller can give, each with its limits and its description, written once."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints


class NamesClip:
    """Marks the type of an argument that names a clip in the ledger."""


def _as_text(value: Any) -> Any:
    """A number in place of a string becomes its text; halves of characters, which no text can hold, become `\ufffd`."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_list(value: Any) -> Any:
    """A string in place of a list becomes the ids in it, however they are separated."""
    return re.findall(r"[^\s,'\"\[\]]+", value) if isinstance(value, str) else value


def text_up_to(max_chars: int, pattern: str | None = None) -> StringConstraints:
    """Trimmed text of 1 to `max_chars` characters.

    In an `Annotated` it has to stand right behind `str`; anywhere else pydantic measures the length before it trims.
    """
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=max_chars, pattern=pattern)


AS_TEXT = BeforeValidator(_as_text)

ClipId = Annotated[str, text_up_to(200), AS_TEXT, Field(description="Clip to work on: clip_…, or vendor:their-id."), NamesClip()]
TaskId = Annotated[str, text_up_to(200), AS_TEXT]
TaskIds = Annotated[
    list[TaskId], BeforeValidator(_as_list), Field(description="Ids from earlier answers; none: the latest tasks.", max_length=50)
]

Sound = Annotated[str, text_up_to(1000), AS_TEXT, Field(description="Genre, mood, tempo, instruments, voice.")]
Lyrics = Annotated[
    str, text_up_to(5000), AS_TEXT, Field(description="Words to sing, with [Verse] and [Chorus] lines; at most 5,000 characters.")
]
Idea = Annotated[str, text_up_to(1000), AS_TEXT, Field(description="Topic, story, mood.")]
Title = Annotated[str, text_up_to(80), AS_TEXT, Field(description="Title of the new clip.")]
Instrumental = Annotated[bool, Field(description="true: no singing.")]
Model = Annotated[str, text_up_to(80), AS_TEXT, Field(description="Vendor's model; see studio_status.")]
Seed = Annotated[str, text_up_to(80), AS_TEXT, Field(description="Same seed, same music.")]

Strength = Annotated[float, Field(description="How far from the source: 0.2 near, 1 far.", ge=0.2, le=1)]
LyricsStrength = Annotated[float, Field(description="How closely to follow the lyrics: 0 to 1.", ge=0, le=1)]
SoundStrength = Annotated[float, Field(description="How closely to follow the sound: 0.2 to 1.", ge=0.2, le=1)]
Weirdness = Annotated[float, Field(description="0 conventional, 1 experimental.", ge=0, le=1)]

ClipSecond = Annotated[float, Field(ge=0, allow_inf_nan=False)]
PieceSeconds = Annotated[float, Field(description="Length, 5 to 600.", ge=5, le=600, allow_inf_nan=False)]
GoOnSecond = Annotated[float, Field(ge=0.1, allow_inf_nan=False)]
AddedSeconds = Annotated[float, Field(ge=1, le=600, allow_inf_nan=False)]

WebAddress = Annotated[str, text_up_to(2000, r"^https?://"), AS_TEXT]
CoverArtUrl = Annotated[str, text_up_to(1000, r"^https://"), AS_TEXT, Field(description="Picture for the cover, https.")]
FilePath = Annotated[str, text_up_to(32_767), AS_TEXT, Field(description="Audio file on this machine.")]
AudioFormat = Literal["mp3", "wav"]

Take = Annotated[int, Field(description="Another go at the same request: 1 to 1000.", ge=1, le=1000)]
WaitSeconds = Annotated[float, Field(description="Seconds to wait, 0 to 50; 45 if unsaid.", ge=0, le=50, allow_inf_nan=False)]
VendorName = Annotated[str, text_up_to(40), AS_TEXT]
