"""The vocabulary: every word a caller can say, described once."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints


class NamesClip:
    """Marks a word that names a clip in the ledger."""


def _as_text(said: Any) -> Any:
    """A number said for a string is taken as meant."""
    return str(said) if isinstance(said, int | float) and not isinstance(said, bool) else said


def _as_list(said: Any) -> Any:
    """One thing said for a list, or a list written as text, is taken as meant."""
    return re.findall(r"[^\s,'\"\[\]]+", said) if isinstance(said, str) else said


def up_to(most: int, pattern: str | None = None) -> StringConstraints:
    """Text that says something, in so many characters.

    Stands right beside `str`: further out, pydantic measures before it trims.
    """
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most, pattern=pattern)


AS_TEXT = BeforeValidator(_as_text)

ClipId = Annotated[str, up_to(200), AS_TEXT, Field(description="Clip to work on: clip_…, or vendor:their-id."), NamesClip()]
TaskId = Annotated[str, up_to(200), AS_TEXT]
TaskIds = Annotated[
    list[TaskId], BeforeValidator(_as_list), Field(description="Ids of tasks from earlier answers.", min_length=1, max_length=50)
]

Sound = Annotated[str, up_to(1000), AS_TEXT, Field(description="Genre, mood, tempo, instruments, voice.")]
Lyrics = Annotated[
    str, up_to(5000), AS_TEXT, Field(description="Words to sing, with [Verse] and [Chorus] lines; at most 5,000 characters.")
]
Idea = Annotated[str, up_to(1000), AS_TEXT, Field(description="Topic, story, mood.")]
Title = Annotated[str, up_to(80), AS_TEXT, Field(description="Title of the new clip.")]
Instrumental = Annotated[bool, Field(description="true: no singing.")]
Model = Annotated[str, up_to(80), AS_TEXT, Field(description="Vendor's model; see studio_status.")]
Seed = Annotated[str, up_to(80), AS_TEXT, Field(description="Same seed, same music.")]

Strength = Annotated[float, Field(description="How far from the source: 0.2 near, 1 far.", ge=0.2, le=1)]
LyricsStrength = Annotated[float, Field(description="How closely to follow the lyrics.", ge=0, le=1)]
SoundStrength = Annotated[float, Field(description="How closely to follow the sound.", ge=0.2, le=1)]
Weirdness = Annotated[float, Field(description="0 conventional, 1 experimental.", ge=0, le=1)]

Moment = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)]

WebAddress = Annotated[str, up_to(2000, r"^https?://"), AS_TEXT]
CoverArtUrl = Annotated[str, up_to(1000, r"^https://"), AS_TEXT, Field(description="Picture for the cover, https.")]
FilePath = Annotated[str, up_to(2000), AS_TEXT, Field(description="Audio file on this machine.")]
AudioFormat = Literal["mp3", "wav"]

Take = Annotated[int, Field(description="Another go at the same request: 2, 3, 4 ...", ge=1, le=1000)]
WaitSeconds = Annotated[
    float, Field(description="Seconds to wait: 0 answers at once; 45 if unsaid.", ge=0, le=50, allow_inf_nan=False)
]
VendorName = Annotated[str, up_to(40), AS_TEXT]
