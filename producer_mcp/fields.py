"""The types of all arguments a caller can give, each with its limits and its description, written once."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from . import spellings


class NamesClip:
    """Marks the type of an argument that names a clip in the ledger."""


def text_up_to(max_chars: int, pattern: str | None = None) -> StringConstraints:
    """Trimmed text of 1 to `max_chars` characters.

    In an `Annotated` it has to stand right behind `str`; anywhere else pydantic measures the length before it trims.
    """
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=max_chars, pattern=pattern)


ClipId = Annotated[
    str, text_up_to(2000), spellings.CLIP_ID, Field(description="Clip to work on: clip_…, or vendor:their-id."), NamesClip()
]
TaskId = Annotated[str, text_up_to(200)]
TaskIds = Annotated[
    list[TaskId], spellings.TASK_IDS, Field(description="Ids from earlier answers; none: the latest tasks.", max_length=50)
]

Sound = Annotated[str, text_up_to(1000), spellings.SOUND, Field(description="Genre, mood, tempo, instruments, voice.")]
Lyrics = Annotated[
    str,
    text_up_to(5000),
    spellings.LYRICS,
    Field(description="Words to sing, with [Verse] and [Chorus] lines; at most 5,000 characters."),
]
Idea = Annotated[str, text_up_to(1000), spellings.IDEA, Field(description="Topic, story, mood.")]
Title = Annotated[str, text_up_to(80), spellings.TITLE, Field(description="Title of the new clip.")]
Instrumental = Annotated[bool, spellings.FLAG, Field(description="true: no singing.")]
Model = Annotated[str, text_up_to(80), spellings.MODEL, Field(description="Vendor's model; see studio_status.")]
Seed = Annotated[str, text_up_to(80), spellings.SEED, Field(description="Same seed, all else the same: same music.")]

Avoid = Annotated[str, text_up_to(500), spellings.AVOID, Field(description="What must not be in it.")]
Voice = Annotated[
    str,
    text_up_to(200),
    spellings.MODEL,
    Field(description="Id of a persona kept at the vendor; describe any other voice in sound."),
]
StemDetail = Annotated[
    Literal["two", "twelve"], spellings.CHOICE, Field(description="Where the vendor has both: two stems, or twelve.")
]
AddedPart = Annotated[Literal["vocals", "band"], spellings.CHOICE, Field(description="What to add: vocals (a singer) or a band.")]
Degree = Annotated[
    float, spellings.DEGREE, Field(description="How different, where the vendor takes it: 0.2 subtle to 1 high.", ge=0.2, le=1)
]

Strength = Annotated[
    float, spellings.FRACTION, Field(description="How far from the source: 0.2 near, 1 far; 0.7 offline if unsaid.", ge=0.2, le=1)
]
LyricsStrength = Annotated[float, spellings.FRACTION, Field(description="How closely to follow the lyrics: 0 to 1.", ge=0, le=1)]
SoundStrength = Annotated[
    float, spellings.FRACTION, Field(description="How closely to follow the sound: 0.2 to 1.", ge=0.2, le=1)
]
Weirdness = Annotated[float, spellings.FRACTION, Field(description="0 conventional, 1 experimental.", ge=0, le=1)]

StartSecond = Annotated[float, spellings.START, Field(ge=0, allow_inf_nan=False)]
PieceSeconds = Annotated[
    float,
    spellings.SECONDS,
    Field(
        description="Length, 5 to 600, where the vendor takes one; else it follows the lyrics.", ge=5, le=600, allow_inf_nan=False
    ),
]
EndSecond = Annotated[float, spellings.END, Field(ge=0.1, allow_inf_nan=False)]
GoOnSecond = Annotated[float, spellings.GO_ON, Field(ge=0.1, allow_inf_nan=False)]
AddedSeconds = Annotated[float, spellings.SECONDS, Field(ge=1, le=600, allow_inf_nan=False)]

WebAddress = Annotated[str, text_up_to(2000, r"^https?://"), spellings.ADDRESS]
CoverArtUrl = Annotated[
    str, text_up_to(1000, r"^https://"), spellings.ADDRESS, Field(description="Picture for the cover, https.")
]
FilePath = Annotated[
    str, text_up_to(32_767), spellings.FILE_PATH, Field(description="Audio file on this machine, of any format; ~ is home.")
]
ExportFormat = Annotated[Literal["mp3", "wav", "flac", "midi", "lrc"], spellings.FORMAT]

Take = Annotated[int, spellings.WHOLE, Field(description="1 to 1000: 2 is another go, all else unchanged.", ge=1, le=1000)]
WaitSeconds = Annotated[
    float, spellings.WAIT, Field(description="Seconds to wait, 0 to 50; 45 if unsaid.", ge=0, le=50, allow_inf_nan=False)
]
VendorName = Annotated[str, text_up_to(40), spellings.VENDOR]
