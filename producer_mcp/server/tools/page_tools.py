"""The tools that only the player's page calls, declared as look-ups are: `PAGE_TOOLS` lists them.

Whoever calls one is checked as for any other tool. None of them spends anything, waits long, or reads a path from an argument.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from ...fields import text_up_to
from ..player.song import song_line, song_row
from ..presenter import ToolAnswer
from .json_schema import FieldKind
from .lookups import Lookup, LookupContext

OurClipId = Annotated[str, text_up_to(40, r"^clip_[2-9a-z]{12}$"), Field(description="clip_…")]
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
        songs = context.studio.player.songs
        if self.clip_id is not None:
            song = await songs.of_clip(context.owner, self.clip_id)
        elif self.task_id is not None:
            song = await songs.of_task(context.owner, self.task_id)
        elif (newest := await songs.newest(context.owner)) is not None:
            song = newest
        else:
            return ToolAnswer({"kind": "nothing"}, "nothing was made yet")
        return ToolAnswer(song_row(song, context.presenter), song_line(song))


PAGE_TOOLS: tuple[type[Lookup], ...] = (PlayerSong,)
