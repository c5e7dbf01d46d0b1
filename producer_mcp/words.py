"""The vocabulary: every word a caller can say, described once."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints


class NamesClip:
    """Marks a word that names a clip in the ledger."""


def _as_text(said: Any) -> Any:
    """A number said for a string is taken as meant."""
    return str(said) if isinstance(said, int | float) and not isinstance(said, bool) else said


def _as_list(said: Any) -> Any:
    """One thing said for a list is taken as meant."""
    return [said] if isinstance(said, str) else said


Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(strip_whitespace=True, min_length=1)]

ClipId = Annotated[Text, Field(description="Clip to work on: clip_…, or vendor:their-id.", max_length=200), NamesClip()]
TaskId = Annotated[Text, Field(max_length=200)]
TaskIds = Annotated[list[TaskId], BeforeValidator(_as_list), Field(description="Task ids.", min_length=1, max_length=50)]

Sound = Annotated[Text, Field(description="Genre, mood, tempo, instruments, voice.", max_length=1000)]
Lyrics = Annotated[Text, Field(description="Words to sing, with [Verse] and [Chorus] lines.", max_length=5000)]
Idea = Annotated[Text, Field(description="What the song is about, and its mood.", max_length=1000)]
Title = Annotated[Text, Field(description="Title of the new clip.", max_length=80)]
Instrumental = Annotated[bool, Field(description="true: no singing.")]
Model = Annotated[Text, Field(description="Vendor's model; see studio_status.", max_length=80)]
Seed = Annotated[Text, Field(description="Same seed, same music.", max_length=80)]

Strength = Annotated[float, Field(description="How far from the source: 0.2 near, 1 far.", ge=0.2, le=1)]
LyricsStrength = Annotated[float, Field(description="How closely to follow the lyrics.", ge=0, le=1)]
SoundStrength = Annotated[float, Field(description="How closely to follow the sound.", ge=0.2, le=1)]
Weirdness = Annotated[float, Field(description="0 conventional, 1 experimental.", ge=0, le=1)]

Moment = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)]

WebAddress = Annotated[Text, Field(pattern=r"^https?://", max_length=2000)]
CoverArtUrl = Annotated[Text, Field(description="Picture for the cover, https.", pattern=r"^https://", max_length=1000)]
FilePath = Annotated[Text, Field(description="Audio file on this machine.", max_length=2000)]
AudioFormat = Literal["mp3", "wav"]

Take = Annotated[int, Field(description="Same request again: 2, 3 …", ge=1, le=1000)]
WaitSeconds = Annotated[float, Field(description="0 answers at once; 45 if unsaid.", ge=0, le=50, allow_inf_nan=False)]
VendorName = Annotated[Text, Field(max_length=40)]
