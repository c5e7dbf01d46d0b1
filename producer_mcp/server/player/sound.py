"""The sound of a clip as the page asks for it: its outline, and pieces of its files."""

from base64 import b64encode
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from anyio.to_thread import run_sync

from ...errors import InvalidArguments, NotFound
from ...models import FileKind
from ...studio import Studio
from ...studio.player import read_piece
from ..presenter import known_fields

USUAL_PIECE_BYTES = 96_000
"""131,000 characters in base64, which every known host lets through."""
MAX_PIECE_BYTES = 1_000_000

PreviewKind: TypeAlias = Literal["preview"]


class FilePiece(NamedTuple):
    """A piece of a file, with the MIME type and the size of the whole; of one that still grows about what it will have."""

    mime: str
    size: int
    content: bytes


async def outline_row(studio: Studio, owner: str, clip_id: str) -> dict[str, Any]:
    """The answer of `player_peaks`; raises `NotFound` while there is nothing to hear."""
    clip = await studio.known_clip(owner, clip_id)
    preview = await studio.player.previews.outline(clip)
    row: dict[str, Any] = {"clip_id": clip.clip_id, "mime": preview.mime, "bytes": preview.size}
    if (survey := preview.survey) is None:
        return row | known_fields(seconds=clip.seconds)
    peaks = b64encode(survey.peaks).decode()
    row |= {"seconds": round(survey.seconds, 3), "count": len(survey.peaks) // 2, "peaks": peaks}
    return row | known_fields(loudness=survey.loudness)


async def piece_of(studio: Studio, owner: str, clip_id: str, kind: FileKind | PreviewKind, start: int, count: int) -> FilePiece:
    """Up to `count` bytes from `start` of a clip's preview or of a kept file of it, fewer only at its end."""
    if not 1 <= count <= MAX_PIECE_BYTES or start < 0:
        raise InvalidArguments(f"bytes goes from 1 to {MAX_PIECE_BYTES}, start from 0; ask again with such numbers.")
    clip = await studio.known_clip(owner, clip_id)
    if kind == "preview":
        preview, content = await studio.player.previews.piece(clip, start, count)
        return FilePiece(preview.mime, preview.size, content)
    file = clip.files.get(kind)
    if file is None or file.path is None:
        raise NotFound(f"the {kind} of {clip_id} is not kept here; download_music makes one.")
    return FilePiece(file.mime, file.size, await run_sync(read_piece, Path(file.path), start, count))
