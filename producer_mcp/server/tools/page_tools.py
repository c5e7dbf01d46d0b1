"""The tools that only the player's page calls, declared as look-ups are: `PAGE_TOOLS` lists them.

Whoever calls one is checked as for any other tool. None of them spends anything, waits long, or reads a path from an argument.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ... import spellings
from ...fields import EndSecond, StartSecond, text_up_to
from ..player.marks import mark_row
from ..player.song import song_line, song_row
from ..player.sound import MAX_PIECE_BYTES, USUAL_PIECE_BYTES, outline_row, piece_of
from ..presenter import ToolAnswer
from .json_schema import FieldKind
from .lookups import FindClipsLookup, Lookup, LookupContext

OurClipId = Annotated[str, text_up_to(40, r"^clip_[2-9a-z]{12}$"), Field(description="clip_…")]
MAX_WORDS_CHARS = 500
PieceKind = Literal["preview", "audio", "mp3", "wav", "flac", "midi", "lrc", "video"]
OurTaskId = Annotated[str, text_up_to(40, r"^task_[2-9a-z]{12}$"), Field(description="task_…")]


class PlayerSong(Lookup):
    """For the player's page: a clip with its words, versions, stems and family, or how a task stands; without id the newest."""

    name = "player_song"
    heading = "Song in the player"
    gives: ClassVar[Mapping[str, FieldKind]] = {"kind": "text"}

    clip_id: OurClipId | None = None
    task_id: OurTaskId | None = None

    @model_validator(mode="after")
    def _names_one(self) -> "PlayerSong":
        if self.clip_id is not None and self.task_id is not None:
            raise ValueError("say one of clip_id and task_id")
        return self

    async def run(self, context: LookupContext) -> ToolAnswer:
        """The song as it is now."""
        player = context.studio.player
        songs = player.songs
        if self.clip_id is not None:
            song = await songs.of_clip(context.owner, self.clip_id)
        elif self.task_id is not None:
            song = await songs.of_task(context.owner, self.task_id)
        elif (newest := await songs.newest(context.owner)) is not None:
            song = newest
        else:
            return ToolAnswer({"kind": "nothing"}, "nothing was made yet")
        if song.clip is not None:
            player.previews.expect(song.clip)
        elif song.answer is not None and not song.answer.task.status.is_final:
            player.follow(context.owner, song.answer.task.task_id)
        return ToolAnswer(await song_row(song, context.studio, context.presenter), song_line(song))


class PlayerPeaks(Lookup):
    """For the player's page: the outline of a clip's sound, how loud it is, and how large its preview."""

    name = "player_peaks"
    heading = "Outline in the player"
    gives: ClassVar[Mapping[str, FieldKind]] = {"peaks": "text"}

    clip_id: OurClipId

    async def run(self, context: LookupContext) -> ToolAnswer:
        """The outline, made at the first call."""
        row = await outline_row(context.studio, context.owner, self.clip_id)
        return ToolAnswer(row, f"the outline of {self.clip_id}")


class PlayerPreview(Lookup):
    """For the player's page: a piece of a clip's preview, a small mp3, or of a kept file of it."""

    name = "player_preview"
    heading = "Sound in the player"
    gives: ClassVar[Mapping[str, FieldKind]] = {"base64": "text"}

    clip_id: OurClipId
    start: Annotated[int, Field(description="First byte.", ge=0)] = 0
    bytes: Annotated[int, Field(description="How many.", ge=1, le=MAX_PIECE_BYTES)] = USUAL_PIECE_BYTES
    kind: Annotated[PieceKind, Field(description="Of which file.")] = "preview"

    async def run(self, context: LookupContext) -> ToolAnswer:
        """The piece; what follows the end is empty."""
        piece = await piece_of(context.studio, context.owner, self.clip_id, self.kind, self.start, self.bytes)
        row = {"clip_id": self.clip_id, "start": self.start, "total": piece.size, "mime": piece.mime}
        base64 = b64encode(piece.content).decode()
        return ToolAnswer(row | {"base64": base64}, f"{len(piece.content)} bytes of {self.clip_id} from {self.start}")


class PlayerFind(FindClipsLookup):
    """For the player's page: what find_clips finds; the person's marks are kept for the assistant."""

    name = "player_find"
    heading = "Clips in the player"


class PlayerMark(Lookup):
    """For the player's page: keeps what the person wishes for a stretch of a clip, for the assistant to be told once."""

    name = "player_mark"
    heading = "Mark in the player"
    gives: ClassVar[Mapping[str, FieldKind]] = {"mark_id": "text", "sentence": "text", "call": "text"}
    only_looks = False

    clip_id: OurClipId
    start: StartSecond
    end: EndSecond
    wish: Annotated[Literal["replace", "sound", "words", "voice", "extend", "other"], Field(description="What is wished.")]
    words: Annotated[str, text_up_to(MAX_WORDS_CHARS), Field(description="The person's own.")] | None = None

    async def run(self, context: LookupContext) -> ToolAnswer:
        """The mark, with the sentence and the call that ask for it."""
        marking = context.studio.player.marking
        told = await marking.mark(context.owner, self.clip_id, self.wish, self.start, self.end, self.words or "")
        return ToolAnswer(mark_row(told) | {"sentence": told.sentence}, told.sentence)


class PlayerUnmark(Lookup):
    """For the player's page: takes a mark back."""

    name = "player_unmark"
    heading = "Unmark in the player"
    gives: ClassVar[Mapping[str, FieldKind]] = {"mark_id": "text"}
    only_looks = False

    mark_id: Annotated[str, text_up_to(40, r"^mark_[2-9a-z]{12}$"), Field(description="mark_…")]

    async def run(self, context: LookupContext) -> ToolAnswer:
        """Nothing is left of it."""
        await context.studio.player.marking.remove(context.owner, self.mark_id)
        return ToolAnswer({"mark_id": self.mark_id}, f"{self.mark_id} is taken back")


class PlayerKeep(Lookup):
    """For the player's page: notes that the person continues with this clip, not with its other versions."""

    name = "player_keep"
    heading = "Keep in the player"
    gives: ClassVar[Mapping[str, FieldKind]] = {"clip_id": "text"}
    only_looks = False

    clip_id: OurClipId
    kept: Annotated[bool, spellings.FLAG, Field(description="false takes it back.")] = True

    async def run(self, context: LookupContext) -> ToolAnswer:
        """Which clip is kept now."""
        player = context.studio.player
        if not self.kept:
            await player.marking.unkeep(context.owner, self.clip_id)
            return ToolAnswer({"clip_id": self.clip_id, "kept": False}, f"{self.clip_id} is not the chosen one")
        song = await player.songs.of_clip(context.owner, self.clip_id)
        kin = {clip.clip_id for clip in (*song.family, *(version.clip for version in song.versions))}
        told = await player.marking.keep(context.owner, self.clip_id, sorted(kin))
        return ToolAnswer({"clip_id": self.clip_id, "kept": True, "sentence": told.sentence}, told.sentence)


PAGE_TOOLS: tuple[type[Lookup], ...] = (
    PlayerSong,
    PlayerPeaks,
    PlayerPreview,
    PlayerFind,
    PlayerMark,
    PlayerUnmark,
    PlayerKeep,
)
