"""The tools that only the player's page calls, declared as look-ups are: `PAGE_TOOLS` lists them.

Whoever calls one is checked as for any other tool. None of them spends anything, waits long, or reads a path from an argument.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ...fields import text_up_to
from ..player.song import song_line, song_row
from ..player.sound import MAX_PIECE_BYTES, USUAL_PIECE_BYTES, outline_row, piece_of
from ..presenter import ToolAnswer
from .json_schema import FieldKind
from .lookups import Lookup, LookupContext

OurClipId = Annotated[str, text_up_to(40, r"^clip_[2-9a-z]{12}$"), Field(description="clip_…")]
PieceKind = Literal["preview", "audio", "mp3", "wav", "flac", "midi", "lrc", "video"]
OurTaskId = Annotated[str, text_up_to(40, r"^task_[2-9a-z]{12}$"), Field(description="task_…")]


class PlayerSong(Lookup):
    """For the player's page: a clip with its words, versions, stems and family, or how a task stands; of neither, the newest."""

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


PAGE_TOOLS: tuple[type[Lookup], ...] = (PlayerSong, PlayerPeaks, PlayerPreview)
