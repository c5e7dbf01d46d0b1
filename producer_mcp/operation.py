"""What an operation is, and what several of them share."""

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from .fields import Instrumental, Lyrics, LyricsStrength, Model, NamesClip, Seed, Sound, SoundStrength, Weirdness


class Operation(BaseModel):
    """One thing a vendor can be asked to do."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

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
