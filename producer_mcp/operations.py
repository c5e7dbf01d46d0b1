"""What a vendor can be asked to do, each declared once.

The class is the whole declaration: its name is the tool's name, its docstring the tool's description, its fields
the tool's arguments, its validators the rules a caller can break. Vendors say how they spell it; nothing else repeats it.
"""

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .words import (
    AudioFormat,
    ClipId,
    CoverArtUrl,
    FilePath,
    Idea,
    Instrumental,
    Length,
    Lyrics,
    LyricsStrength,
    Model,
    Moment,
    NamesClip,
    Seed,
    Sound,
    SoundStrength,
    Strength,
    Title,
    WebAddress,
    Weirdness,
)


class Operation(BaseModel):
    """One thing a vendor can be asked to do."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: ClassVar[str]
    heading: ClassVar[str]
    """The tool's title, for people."""

    @classmethod
    def clip_words(cls) -> list[str]:
        """The arguments that name clips."""
        return [word for word, field in cls.model_fields.items() if any(isinstance(mark, NamesClip) for mark in field.metadata)]

    @classmethod
    def starts_from_nothing(cls) -> bool:
        """Whether it needs no clip, so that the caller may choose the vendor."""
        return not cls.clip_words()

    def said(self) -> dict[str, object]:
        """The arguments that were said, as JSON."""
        return self.model_dump(mode="json", exclude_none=True)


class Seeded(Operation):
    """An operation whose chance can be repeated."""

    model: Model | None = None
    seed: Seed | None = None


class Composition(Seeded):
    """An operation that makes new music, and so takes the controls of making."""

    lyrics_strength: LyricsStrength | None = None
    sound_strength: SoundStrength | None = None
    weirdness: Weirdness | None = None


class Material(Operation):
    """An operation that needs to be told how the new music sounds, what it sings, or both."""

    sound: Sound | None = None
    lyrics: Lyrics | None = None

    @model_validator(mode="after")
    def _has_material(self) -> Self:
        if self.sound is None and self.lyrics is None:
            raise ValueError("say a sound, lyrics, or both")
        return self


class Instrumentable(Material):
    """An operation that can be asked for music nobody sings on."""

    instrumental: Instrumental | None = None

    @model_validator(mode="after")
    def _sings_or_not(self) -> Self:
        if self.instrumental and self.lyrics is not None:
            raise ValueError("instrumental music has no lyrics; leave out one of the two")
        return self


class CreateMusic(Composition, Instrumentable):
    """Compose a new song or instrumental from a sound, lyrics, or both; write_lyrics first if words are wanted.
    Spends credits; gives clips."""

    name = "create_music"
    heading = "Create music"

    title: Title | None = None
    cover_art_url: CoverArtUrl | None = None


class WriteLyrics(Operation):
    """Write song lyrics from an idea, as sheets with title and text, to show and then sing with create_music. Cheap or free."""

    name = "write_lyrics"
    heading = "Write lyrics"

    idea: Idea


class ExtendMusic(Composition, Material):
    """Make a clip longer or give it an ending: new music from a moment on. Spends credits; gives a new clip."""

    name = "extend_music"
    heading = "Extend music"

    clip_id: ClipId
    at: Annotated[Moment | None, Field(description="Go on from this second; its end if unsaid.")] = None
    seconds: Annotated[Length | None, Field(description="How many seconds to add.")] = None
    title: Title | None = None


class CoverMusic(Composition, Instrumentable):
    """Play the same song in another style: tune and words stay, sound changes. Spends credits; gives a new clip."""

    name = "cover_music"
    heading = "Cover music"

    clip_id: ClipId
    title: Title | None = None
    strength: Strength | None = None
    cover_art_url: CoverArtUrl | None = None


class VaryMusic(Seeded):
    """Make another version of a clip, alike but not the same; nothing else need be said. Spends credits; gives a new clip."""

    name = "vary_music"
    heading = "Vary music"

    clip_id: ClipId
    sound: Sound | None = None
    lyrics: Lyrics | None = None


class ReplaceSection(Composition, Material):
    """Redo one part of a clip (a bridge, a line, a bad spot) between two moments; the rest stays.
    Spends credits; gives a new clip."""

    name = "replace_section"
    heading = "Replace a section"

    clip_id: ClipId
    start: Annotated[Moment, Field(description="Second where the part begins.")]
    end: Annotated[Moment | None, Field(description="Second where it ends; the clip's end if unsaid.")] = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"end ({self.end:g}) comes after start ({self.start:g}), in seconds; or leave end out")
        return self


class SwapVocals(Composition, Material):
    """Change the singer of a clip (a woman, a choir, other words); the band stays. Spends credits; gives a new clip."""

    name = "swap_vocals"
    heading = "Swap the vocals"

    clip_id: ClipId
    strength: Strength | None = None


class SwapSound(Composition, Material):
    """Change the band behind the singer of a clip (other instruments); the vocals stay. Spends credits; gives a new clip."""

    name = "swap_sound"
    heading = "Swap the sound"

    clip_id: ClipId
    strength: Strength | None = None


class SplitStems(Operation):
    """Take a clip apart: vocals, drums, bass and other, each alone as a clip. May spend credits."""

    name = "split_stems"
    heading = "Split into stems"

    clip_id: ClipId


class DownloadMusic(Operation):
    """Export a clip as an mp3 or wav file. May spend credits."""

    name = "download_music"
    heading = "Download music"

    clip_id: ClipId
    format: Annotated[AudioFormat, Field(description="wav for a studio, mp3 to share.")] = "mp3"


class UploadMusic(Operation):
    """Bring in a recording of the user's own, to extend, cover or edit it. May spend credits; gives a clip."""

    name = "upload_music"
    heading = "Upload music"

    url: Annotated[WebAddress | None, Field(description="Public address of the audio.")] = None
    path: FilePath | None = None
    title: Title | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("say exactly one of url and path")
        return self


class MakeVideo(Operation):
    """Make a music video (mp4) of a clip, to post. May spend credits."""

    name = "make_video"
    heading = "Make a video"

    clip_id: ClipId


class EnrichSound(Operation):
    """Turn a short description of a sound into a richer one, for create_music. Free."""

    name = "enrich_sound"
    heading = "Enrich a sound"

    sound: Sound


OPERATIONS: tuple[type[Operation], ...] = (
    CreateMusic, WriteLyrics, ExtendMusic, CoverMusic, VaryMusic, ReplaceSection, SwapVocals, SwapSound,
    SplitStems, DownloadMusic, UploadMusic, MakeVideo, EnrichSound,
)
OPERATION: dict[str, type[Operation]] = {operation.name: operation for operation in OPERATIONS}
