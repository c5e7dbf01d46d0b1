"""The operations, each declared once, and the call that asks for one.

An operation's class is the whole declaration: its `name` is the tool's name, its docstring the tool's description for the model,
its fields the tool's arguments, its validators the rules between them. Tools, ledger rows and the README's tables are made from
it; a vendor only says how it spells the arguments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .fields import (
    AddedPart,
    AddedSeconds,
    Avoid,
    ClipId,
    CoverArtUrl,
    Degree,
    EndSecond,
    ExportFormat,
    FilePath,
    GoOnSecond,
    Idea,
    Instrumental,
    Lyrics,
    LyricsStrength,
    Model,
    NamesClip,
    PieceSeconds,
    Seed,
    Sound,
    SoundStrength,
    StartSecond,
    StemDetail,
    Strength,
    Title,
    Voice,
    WebAddress,
    Weirdness,
)
from .models import FileKind

HEAR = "let the user hear it: {place}"
"""What to do with finished music, before anything else is paid for."""


class Operation(BaseModel):
    """One thing a vendor can be asked to do."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    name: ClassVar[str]
    heading: ClassVar[str]
    """The tool's title for people."""
    gives: ClassVar[Literal["clips", "lyrics", "sound"]] = "clips"
    """What a finished task of it carries."""
    file_kinds: ClassVar[tuple[FileKind, ...]] = ("audio",)
    """The file of its clips that it is about. Of several kinds its argument `format` says which."""
    makes_music: ClassVar[bool] = False
    """Whether it makes clips that were not there before, of something else than the caller's own recording."""
    kept_here: ClassVar[frozenset[str]] = frozenset()
    """Arguments that no vendor is told, and that are no part of the music: the studio sees to them itself."""
    own_if_unsaid: ClassVar[tuple[str, ...]] = ()
    """Arguments that are the clip's own where the caller does not say them."""
    follow_up: ClassVar[str] = ""
    """The call to suggest once it is done, empty for none.

    `{clip_id}` stands for the id of its first clip, in quotes, `{place}` for where the caller finds its file; without a clip
    nothing is suggested. `…` is for the caller to fill in.
    """

    @classmethod
    def file_kind(cls, arguments: Mapping[str, Any]) -> FileKind:
        """The file of its clips that a call with these arguments is about."""
        return next((kind for kind in cls.file_kinds if kind == arguments.get("format")), cls.file_kinds[0])

    @classmethod
    def adds_a_file(cls) -> bool:
        """Whether it gives the clip it works on another file, and makes no new clip."""
        return cls.file_kinds != ("audio",)

    @classmethod
    def clip_fields(cls) -> list[str]:
        """The names of the arguments that name clips."""
        return [name for name, field in cls.model_fields.items() if any(isinstance(mark, NamesClip) for mark in field.metadata)]

    def arguments(self) -> dict[str, object]:
        """The arguments that were given, as JSON."""
        return self.model_dump(mode="json", exclude_none=True)

    def music_arguments(self) -> dict[str, object]:
        """Those of them that decide what is made, which make a request what it is."""
        return {name: value for name, value in self.arguments().items() if name not in self.kept_here}


TITLE = frozenset({"title"})
"""What is kept here of operations for which vendors have no word for a title."""


class Seeded(Operation):
    """An operation that takes a model and a seed, with which its result can be repeated."""

    makes_music = True

    model: Model | None = None
    seed: Seed | None = None


class Composition(Seeded):
    """An operation that makes new music, and takes what is to be kept out of it, and strengths: how closely to follow lyrics
    and sound, how experimental to be."""

    avoid: Avoid | None = None
    lyrics_strength: LyricsStrength | None = None
    sound_strength: SoundStrength | None = None
    weirdness: Weirdness | None = None


class SoundOrLyrics(Operation):
    """An operation that needs a sound, lyrics, or both."""

    sound: Sound | None = None
    lyrics: Lyrics | None = None

    @model_validator(mode="after")
    def _has_sound_or_lyrics(self) -> Self:
        if self.sound is None and self.lyrics is None:
            raise ValueError("say a sound, lyrics, or both")
        return self


class MaybeInstrumental(SoundOrLyrics):
    """An operation that can be asked for music without singing."""

    instrumental: Instrumental | None = None

    @model_validator(mode="after")
    def _sings_or_not(self) -> Self:
        if self.instrumental and self.lyrics is not None:
            from .lyric_sheets import clean  # imported with the first sheet, so that the server starts faster

            if clean(self.lyrics).sings:
                raise ValueError("instrumental music has no lyrics; leave out one of the two")
        return self


class CreateMusic(Composition, MaybeInstrumental):
    """Make, compose, generate or write a new song or track about anything, from pop or techno to orchestral: beat, rap,
    ballad, jingle, lullaby, background music, instrumental or with vocals; from lyrics to sing, from a described sound, or
    both. With neither lyrics nor instrumental a voice sings what it likes. To change a song that exists, take the other
    tools. Spends credits; gives a clip, at some vendors two."""

    name = "create_music"
    heading = "Create music"
    follow_up = HEAR

    title: Title | None = None
    cover_art_url: CoverArtUrl | None = None
    seconds: PieceSeconds | None = None
    voice: Voice | None = None


class WriteLyrics(Operation):
    """Lyrics only, no music yet: words for a song about any idea or topic, text, verse, chorus, rhymes, to show and change
    before create_music sings them. Cheap or free; gives sheets with title and text."""

    name = "write_lyrics"
    heading = "Write lyrics"
    gives = "lyrics"
    follow_up = "show the lyrics, then create_music(title=…, lyrics=…, sound=…)"

    idea: Idea


class ExtendMusic(Composition):
    """Extend or continue a song, make it longer: keep going from its end or any second, add a verse, solo, outro, or a proper
    ending when it stops too suddenly or is too short. What followed `at` is dropped, so it makes a song shorter, too. A part
    inside: replace_section. Spends credits; gives a new clip, from the beginning."""

    name = "extend_music"
    heading = "Extend music"
    own_if_unsaid = ("sound",)
    follow_up = HEAR

    sound: Annotated[Sound, Field(description="Sound of the added part; as the song went if unsaid.")] | None = None
    lyrics: Annotated[Lyrics, Field(description="Words of the added part; the vendor's choice if unsaid.")] | None = None
    clip_id: ClipId
    at: Annotated[GoOnSecond | None, Field(description="Second to continue from, 0.1 or later; its end if unsaid.")] = None
    seconds: Annotated[AddedSeconds | None, Field(description="How many seconds to add at once, 1 to 600.")] = None
    title: Title | None = None


class CoverMusic(Composition, MaybeInstrumental):
    """Make a cover or remake of the whole song: turn it into another, different style or genre, to sound like jazz, metal,
    reggae, acoustic, slower; tune and words stay. Only the singer: swap_vocals; only the band: swap_sound. Spends credits;
    gives a new clip."""

    name = "cover_music"
    heading = "Cover music"
    follow_up = HEAR

    sound: Annotated[Sound, Field(description="The new style: genre, mood, tempo, instruments, voice.")] | None = None
    lyrics: Annotated[Lyrics, Field(description="Other words; its own if unsaid.")] | None = None
    clip_id: ClipId
    title: Title | None = None
    strength: Strength | None = None
    cover_art_url: CoverArtUrl | None = None


class VaryMusic(Seeded):
    """Another version, variation or alternative take of a song: similar, different, one more to choose from. Another genre:
    cover_music. Spends credits; gives a new clip."""

    name = "vary_music"
    heading = "Vary music"
    kept_here = TITLE
    follow_up = HEAR

    clip_id: ClipId
    sound: Annotated[Sound, Field(description="How it should differ.")] | None = None
    strength: Degree | None = None
    lyrics: Annotated[Lyrics, Field(description="Other words; its own if unsaid.")] | None = None
    title: Title | None = None


class ReplaceSection(Composition):
    """Redo, fix, rewrite or change one part of a song between two seconds: intro, verse, bridge, chorus, middle, solo, line,
    bad spot (heavier, calmer, other words); all around it and the length stay. Spends credits; gives a new clip."""

    name = "replace_section"
    heading = "Replace a section"
    own_if_unsaid = ("sound",)
    kept_here = TITLE
    follow_up = HEAR

    sound: Annotated[Sound, Field(description="Sound of this part; its own if unsaid.")] | None = None
    lyrics: Annotated[Lyrics, Field(description="Words of this part only; its own if unsaid.")] | None = None
    clip_id: ClipId
    start: Annotated[StartSecond, Field(description="Second where the part begins, 0 or later.")]
    end: Annotated[EndSecond | None, Field(description="Second where it ends, after start; the clip's end if unsaid.")] = None
    title: Title | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"end ({self.end:g}) has to be later than start ({self.start:g}), in seconds; or leave end out")
        return self


class SwapVocals(Composition, SoundOrLyrics):
    """Let someone else sing the same song: swap or change the singer, the voice (woman, female, man, male, child, choir), the
    words; the band stays. Spends credits; gives a new clip."""

    name = "swap_vocals"
    heading = "Swap the vocals"
    kept_here = TITLE
    follow_up = HEAR

    sound: Annotated[Sound, Field(description="The new voice: low, raspy, soft, young.")] | None = None
    lyrics: Annotated[Lyrics, Field(description="Other words for it to sing.")] | None = None
    clip_id: ClipId
    strength: Strength | None = None
    title: Title | None = None


class SwapSound(Composition, SoundOrLyrics):
    """Swap or change the band, beat, instruments, instrumental or backing track behind the same singer (piano, acoustic
    guitar, strings, real drums); vocals and singing stay. Whole song: cover_music. Spends credits; gives a new clip."""

    name = "swap_sound"
    heading = "Swap the sound"
    kept_here = TITLE
    follow_up = HEAR

    sound: Annotated[Sound, Field(description="The new band: instruments, genre, tempo.")] | None = None
    lyrics: Annotated[Lyrics, Field(description="Words, if they change too.")] | None = None
    clip_id: ClipId
    strength: Strength | None = None
    title: Title | None = None


class AddPart(Operation):
    """Add what is missing: vocals, a singer with words, on an instrumental or beat; or a band, accompaniment, backing under a
    bare voice (a cappella, humming). What is there stays. If somebody sings already: swap_vocals; if a band plays: swap_sound.
    Spends credits, twice where the clip is uploaded first; gives a new clip."""

    name = "add_part"
    heading = "Add a part"
    makes_music = True
    follow_up = HEAR

    clip_id: ClipId
    part: AddedPart
    sound: Annotated[Sound, Field(description="The voice, or the band: genre, instruments. A band needs it.")] | None = None
    lyrics: Annotated[Lyrics, Field(description="Words for the singer, who needs them.")] | None = None
    title: Title | None = None
    model: Model | None = None
    avoid: Avoid | None = None

    @model_validator(mode="after")
    def _knows_what_to_add(self) -> Self:
        if self.part == "vocals" and self.lyrics is None:
            raise ValueError("a singer needs lyrics: say them, or have write_lyrics write some first")
        if self.part == "band" and self.sound is None:
            raise ValueError("a band needs a sound: say its genre and instruments")
        if self.part == "band" and self.lyrics is not None:
            raise ValueError('a band sings no lyrics; leave them out, or say part="vocals"')
        return self


class SplitStems(Operation):
    """Split a song into stems: separate tracks of vocals (acapella), drums, bass, other instruments, each alone; to remove or
    isolate the vocals (for karaoke play the others together), to mix it anew with a part louder or softer, or for a DAW.
    May spend credits; gives a clip for each."""

    name = "split_stems"
    heading = "Split into stems"
    makes_music = True
    kept_here = TITLE

    clip_id: ClipId
    detail: StemDetail | None = None
    title: Title | None = None


class DownloadMusic(Operation):
    """Download, export, convert or save a song: a file, mp3, wav or flac (high quality), MIDI notes, timed lyrics (lrc), to
    send, share or open elsewhere. Free for what is kept here; only a vendor's own may spend credits. Gives its path or link."""

    name = "download_music"
    heading = "Download music"
    file_kinds = ("mp3", "wav", "flac", "midi", "lrc")

    clip_id: ClipId
    format: Annotated[ExportFormat, Field(description="mp3 to share; wav, flac, midi for a DAW.")] = "mp3"


class UploadMusic(Operation):
    """Upload or import audio from outside to work on: the user's own recording, voice memo, demo, track or file, from disk or
    a link. May spend credits; gives a clip."""

    name = "upload_music"
    heading = "Upload music"
    follow_up = "extend_music(clip_id={clip_id}, sound=…)"

    url: Annotated[WebAddress | None, Field(description="Public address of the audio.")] = None
    path: FilePath | None = None
    title: Title | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("say exactly one of url and path")
        return self


class MakeVideo(Operation):
    """Make a music video (mp4, visualizer) of a song, to post on YouTube, TikTok or Instagram. May spend credits; gives the
    film."""

    name = "make_video"
    heading = "Make a video"
    file_kinds = ("video",)

    clip_id: ClipId


class EnrichSound(Operation):
    """Improve a sound's description: a richer, better, more detailed style prompt or tags, for create_music. Text only. Free,
    or cheap."""

    name = "enrich_sound"
    heading = "Enrich a sound"
    gives = "sound"
    follow_up = "create_music(sound=…)"

    sound: Annotated[Sound, Field(description="The description to improve.")]


OPERATIONS: tuple[type[Operation], ...] = (
    CreateMusic,
    WriteLyrics,
    ExtendMusic,
    CoverMusic,
    VaryMusic,
    ReplaceSection,
    SwapVocals,
    SwapSound,
    AddPart,
    SplitStems,
    DownloadMusic,
    UploadMusic,
    MakeVideo,
    EnrichSound,
)
OPERATIONS_BY_NAME: dict[str, type[Operation]] = {operation.name: operation for operation in OPERATIONS}


def operation_called(name: str) -> type[Operation]:
    """The operation of that name; `Operation` itself, with its defaults, for one that only a newer version knows."""
    return OPERATIONS_BY_NAME.get(name, Operation)


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a caller. A vendor is given the operation and, in case it would repeat its result, the take."""

    operation: Operation
    take: int = 1
    """Which go at the same request this is: 1, 2, 3 …"""
    wait_seconds: float | None = None
    """How long to wait for the result; None is the server's default."""
    vendor: str | None = None
    """Who shall do it; None leaves the choice to the studio."""
    owner: str = "local"
    """Whose request it is: `local` over stdio, the token's subject over HTTP."""
    patience: float | None = None
    """Within how many seconds the caller has to be answered, where that is known; no wait is longer."""
