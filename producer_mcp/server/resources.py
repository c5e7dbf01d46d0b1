"""The resources: clips with their lyrics, audio and cover, tasks, guides for writing, and the vendors.

`RESOURCES` has one row for each kind of resource: its address, how it is listed and read, and what subscribers are told of.
"""

import json
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import anyio
from mcp import MCPError
from mcp.types import (
    INVALID_PARAMS,
    BlobResourceContents,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource as WireResource,
    ResourceTemplate,
    TextResourceContents,
)

from ..errors import InvalidArguments, NotFound, StorageFailed
from ..models import Clip, FileKind, Task
from ..safe_text import MAX_SHEET_CHARS, MAX_TITLE_CHARS, line, lines
from ..studio import MissingTask, Studio
from .player import MIME_TYPE, PAGE_META, page_html, player_uri
from .presenter import Presenter, clip_origin
from .prompts import read_guides
from .request import Request, owner_of
from .uris import UriTemplate

JSON, TEXT, MARKDOWN = "application/json", "text/plain", "text/markdown"
MAX_FILE_BYTES = 4_000_000
"""The largest file whose bytes are given; of larger ones only the place is told."""
PIECE_TEMPLATE = "{?start,bytes}"
"""Behind an address whose content is also given by the piece (RFC 6570)."""
PAGE_ROWS = 50
"""How many clips or tasks a page of the list holds."""
UNCHANGING_TTL_MS = 3_600_000
"""How long a client may keep what does not change: guides and files."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a resource holds: text, or bytes in base64."""

    mime_type: str | None
    text: str | None = None
    base64: str | None = None
    ttl_ms: int | None = None
    cache_scope: Literal["public", "private"] | None = None
    meta: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ResourceReader:
    """Lists and reads what an owner can read."""

    studio: Studio
    presenter: Presenter

    async def list(self, request: Request, page: PaginatedRequestParams | None) -> ListResourcesResult:
        """First what is always there, then clips, then tasks, newest first."""
        owner, cursor = owner_of(request), page.cursor if page else None
        kind, _, position = (cursor or "clips:").partition(":")
        match kind:
            case "clips":
                clips = await self.studio.newest_clips(owner, PAGE_ROWS, position or None)
                always = [] if cursor else [entry for resource in RESOURCES for entry in resource.always_listed()]
                after = f"clips:{clips.cursor}" if clips.cursor else "tasks:"
                return ListResourcesResult(resources=always + [_listed_clip(clip) for clip in clips.clips], next_cursor=after)
            case "tasks":
                tasks = await self.studio.recent(owner, PAGE_ROWS, position or None)
                after_tasks = f"tasks:{tasks[-1].task_id}" if len(tasks) == PAGE_ROWS else None
                return ListResourcesResult(resources=[_listed_task(task) for task in tasks], next_cursor=after_tasks)
            case _:
                raise InvalidArguments(f"cursor {line(cursor or '', 60)!r} is none of ours; begin again without one.")

    async def templates(self, request: Request, page: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        """The addresses with a place for a name in them."""
        return ListResourceTemplatesResult(resource_templates=[kind.listed_template() for kind in RESOURCES if kind.is_template])

    async def read(self, request: Request, params: ReadResourceRequestParams) -> ReadResourceResult:
        """What is at an address; -32602 if nothing is, or it is another owner's."""
        uri = params.uri
        address, _, query = uri.partition("?")
        if (resource_and_name := resource_at(address)) is None or (query and resource_and_name[0].read_piece is None):
            message = f"nothing is at {line(uri, 200)!r}; resources/list and resources/templates/list show what there is."
            raise MCPError(INVALID_PARAMS, message, {"uri": uri})
        resource, name = resource_and_name
        try:
            if query and resource.read_piece is not None:
                content = await resource.read_piece(self, owner_of(request), name, *_piece_asked(query))
            else:
                content = await resource.read(self, owner_of(request), name)
        except NotFound as error:
            raise MCPError(INVALID_PARAMS, self.presenter.sentence(str(error)), {"uri": uri}) from None
        return _read_result(uri, content)


def task_id_at(uri: str) -> str | None:
    """The task id in the address of a task; None for any other address."""
    return TASK.template.match(uri)


ReadContent: TypeAlias = Callable[[ResourceReader, str, str], Awaitable[Content]]
"""(reader, owner, the name in the address) to the content; raises `NotFound`."""
ReadPiece: TypeAlias = Callable[[ResourceReader, str, str, int, int | None], Awaitable[Content]]
"""(reader, owner, the name in the address, the first byte, how many or None for the usual number) to a piece of the content."""
ReadState: TypeAlias = Callable[[Studio, str, str], Awaitable[object]]
"""(studio, owner, the name in the address) to a value that differs when the resource has changed."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of resource."""

    template: UriTemplate
    name: str
    title: str
    description: str
    mime_type: str | None
    read: ReadContent
    state: ReadState | None = None
    """What subscribers are told changes of; None if it never changes."""
    read_piece: ReadPiece | None = None
    """Reads a piece of it, where its address may end in `?start=0&bytes=96000`."""
    entries: Callable[[], Iterable[WireResource]] | None = None
    """All there are of it, where they are few: they are listed one by one instead of as a template."""

    @property
    def is_template(self) -> bool:
        """Whether it is listed as an address to fill in."""
        return self.entries is None and not self.template.is_fixed

    def listed_template(self) -> ResourceTemplate:
        """The row in the protocol's form, as a template."""
        return ResourceTemplate(
            uri_template=self.template.text + (PIECE_TEMPLATE if self.read_piece else ""),
            name=self.name,
            title=self.title,
            description=self.description,
            mime_type=self.mime_type,
        )

    def always_listed(self) -> Iterable[WireResource]:
        """What is listed whoever asks: the entries, or the resource itself if its address is fixed."""
        if self.entries is not None:
            return self.entries()
        return [self.listed("", self.name, self.title, self.description)] if self.template.is_fixed else []

    def listed(self, name_in_uri: str, name: str, title: str, description: str) -> WireResource:
        """One resource of this kind in the protocol's form; `name_in_uri` fills the place in its address."""
        uri = self.template.fill(name_in_uri)
        return WireResource(uri=uri, name=name, title=title, description=description, mime_type=self.mime_type)


def resource_at(uri: str) -> tuple[Resource, str] | None:
    """The row whose address `uri` is, and the name in it; None if there is none."""
    return next(((resource, name) for resource in RESOURCES if (name := resource.template.match(uri)) is not None), None)


async def _read_clip(reader: ResourceReader, owner: str, clip_id: str) -> Content:
    clip = await reader.studio.known_clip(owner, clip_id)
    more = {"sound": clip.sound, "model": clip.model, "seed": clip.seed, "task_id": clip.task_id}
    result = reader.presenter.clip(clip) | clip_origin(clip)
    return _json(result | {name: line(value, 1_000) for name, value in more.items() if value})


async def _read_lyrics(reader: ResourceReader, owner: str, clip_id: str) -> Content:
    clip = await reader.studio.known_clip(owner, clip_id)
    return Content(TEXT, lines(clip.lyrics, MAX_SHEET_CHARS) or "(no lyrics are known)")


async def _read_task(reader: ResourceReader, owner: str, task_id: str) -> Content:
    task = await reader.studio.task(owner, task_id)
    [answer] = await reader.studio.tasks(owner, [task.task_id], 0)
    result = {} if isinstance(answer, MissingTask) else reader.presenter.task(answer).structured
    asked = {"arguments": reader.presenter.arguments(task), "take": task.take}
    return _json(result | asked | {"created_at": task.created_at.isoformat(timespec="seconds")})


async def _read_guide(reader: ResourceReader, owner: str, name: str) -> Content:
    guides = read_guides()
    if name not in guides:
        raise NotFound(f"no guide is called {line(name, 60)!r}; there are {', '.join(guides)}.")
    return Content(MARKDOWN, guides[name].text, ttl_ms=UNCHANGING_TTL_MS, cache_scope="public")


async def _read_page(reader: ResourceReader, owner: str, version: str) -> Content:
    """The page as it is now, also at the address of an earlier one: a host may have kept that with an old conversation."""
    is_present = PLAYER.template.fill(version) == player_uri()
    return Content(MIME_TYPE, page_html(), ttl_ms=UNCHANGING_TTL_MS if is_present else None, meta=PAGE_META)


async def _read_vendors(reader: ResourceReader, owner: str, name: str) -> Content:
    return _json(reader.presenter.status(await reader.studio.status(owner)).structured)


def _reading_file(kind: FileKind) -> ReadContent:
    """A function that reads the file of that kind of a clip."""

    async def read(reader: ResourceReader, owner: str, clip_id: str) -> Content:
        return await _file_content(reader.presenter, await reader.studio.known_clip(owner, clip_id), kind)

    return read


async def _file_content(presenter: Presenter, clip: Clip, kind: FileKind) -> Content:
    """A kept file's bytes; where they cannot be had, the error says where the file is."""
    file, url = clip.files.get(kind), presenter.url(clip, kind)
    elsewhere = f"it is at {url}" if url else "get_tasks shows whether it is still being fetched"
    if file is None or file.path is None:
        raise NotFound(f"the {kind} of {clip.clip_id} is not kept here; {elsewhere}.")
    place = f"it is the file {file.path}" if presenter.shows_paths else elsewhere
    path = anyio.Path(file.path)
    try:
        if (size := (await path.stat()).st_size) > MAX_FILE_BYTES:
            raise InvalidArguments(f"the {kind} has {size / 1e6:.1f} MB, more than a resource carries; {place}.")
        base64 = b64encode(await path.read_bytes()).decode()
    except OSError as error:
        raise StorageFailed(f"the {kind} of {clip.clip_id} cannot be read ({error.strerror}); {elsewhere}.") from error
    return Content(file.mime or None, base64=base64, ttl_ms=UNCHANGING_TTL_MS)


async def _read_peaks(reader: ResourceReader, owner: str, clip_id: str) -> Content:
    from .player.sound import outline_row  # imported when somebody listens, so that the server starts faster

    return _json(await outline_row(reader.studio, owner, clip_id))


def _reading_piece(kind: Literal["preview", "audio"]) -> ReadPiece:
    """A function that reads a piece of a clip's preview or of its own file."""

    async def read(reader: ResourceReader, owner: str, clip_id: str, start: int, count: int | None) -> Content:
        from .player.sound import USUAL_PIECE_BYTES, piece_of  # as above

        piece = await piece_of(reader.studio, owner, clip_id, kind, start, USUAL_PIECE_BYTES if count is None else count)
        return Content(piece.mime, base64=b64encode(piece.content).decode())

    return read


async def _read_preview(reader: ResourceReader, owner: str, clip_id: str) -> Content:
    return await _reading_piece("preview")(reader, owner, clip_id, 0, None)


def _piece_asked(query: str) -> tuple[int, int | None]:
    """The first byte and how many are asked for by `start=0&bytes=96000`, of which either may be left out."""
    asked = dict(part.partition("=")[::2] for part in query.split("&"))
    if not asked.keys() <= {"start", "bytes"} or not all(re.fullmatch(r"[0-9]{1,12}", number) for number in asked.values()):
        raise InvalidArguments(f"{line(query, 60)!r} asks for no piece; ?start=0&bytes=96000 would.")
    return int(asked.get("start", 0)), int(asked["bytes"]) if "bytes" in asked else None


async def _clip_state(studio: Studio, owner: str, clip_id: str) -> object:
    try:
        return await studio.known_clip(owner, clip_id)
    except NotFound:
        return None


async def _task_state(studio: Studio, owner: str, task_id: str) -> object:
    task = (await studio.known_tasks(owner, [task_id])).get(task_id)
    return None if task is None else task_state(task)


def task_state(task: Task) -> Task:
    """The task without the time its vendor was last heard: that alone is no change to tell of."""
    return task.model_copy(update={"heard_at": None})


def _listed_guides() -> Iterable[WireResource]:
    for guide in read_guides().values():
        yield GUIDE.listed(guide.name, f"guide-{guide.name}", guide.title, guide.description)


def _listed_page() -> Iterable[WireResource]:
    yield WireResource(
        uri=player_uri(),
        name=PLAYER.name,
        title=PLAYER.title,
        description=PLAYER.description,
        mime_type=MIME_TYPE,
        _meta=dict(PAGE_META),
    )


def _listed_clip(clip: Clip) -> WireResource:
    known = (clip.operation, clip.vendor, clip.part, f"{clip.seconds:.0f} s" if clip.seconds else "")
    title, description = line(clip.title, MAX_TITLE_CHARS) or clip.clip_id, line(", ".join(filter(None, known)))
    return CLIP.listed(clip.clip_id, clip.clip_id, title, description)


def _listed_task(task: Task) -> WireResource:
    title = f"{task.operation} ({task.vendor}) {task.status.value}"
    return WireResource(uri=TASK.template.fill(task.task_id), name=task.task_id, title=title, mime_type=JSON)


def _json(value: object) -> Content:
    return Content(JSON, json.dumps(value, ensure_ascii=False, indent=1))


def _read_result(uri: str, content: Content) -> ReadResourceResult:
    cache: dict[str, Any] = {"ttl_ms": content.ttl_ms, "cache_scope": content.cache_scope}
    named: dict[str, Any] = {"uri": uri, "mime_type": content.mime_type, "_meta": content.meta and dict(content.meta)}
    held = (
        TextResourceContents(text=content.text, **named)
        if content.text is not None
        else BlobResourceContents(blob=content.base64 or "", **named)
    )
    return ReadResourceResult(contents=[held], **{name: value for name, value in cache.items() if value is not None})


CLIP_TEXT = "A clip: title, length, sound, where it came from, where it is."
VENDORS_TEXT = "What each vendor offers, models, prices, credits left."
CLIP = Resource(UriTemplate("producer://clips/{clip_id}"), "clip", "Clip", CLIP_TEXT, JSON, _read_clip, _clip_state)
TASK = Resource(
    UriTemplate("producer://tasks/{task_id}"),
    "task",
    "Task",
    "How a task stands, and what was asked.",
    JSON,
    _read_task,
    _task_state,
)
GUIDE = Resource(
    UriTemplate("producer://guide/{name}"), "guide", "Guide", "How to write.", MARKDOWN, _read_guide, entries=_listed_guides
)
PLAYER = Resource(
    UriTemplate("ui://producer/player-{version}.html"),
    "player",
    "Player",
    "Songs to hear, compare and mark.",
    MIME_TYPE,
    _read_page,
    entries=_listed_page,
)

RESOURCES: tuple[Resource, ...] = (
    CLIP,
    Resource(
        UriTemplate("producer://clips/{clip_id}/lyrics"),
        "lyrics",
        "Lyrics of a clip",
        "What is sung in it.",
        TEXT,
        _read_lyrics,
        _clip_state,
    ),
    Resource(
        UriTemplate("producer://clips/{clip_id}/audio"),
        "audio",
        "Audio of a clip",
        "Its sound file, up to 4 MB.",
        None,
        _reading_file("audio"),
        _clip_state,
        read_piece=_reading_piece("audio"),
    ),
    Resource(
        UriTemplate("producer://clips/{clip_id}/peaks"),
        "peaks",
        "Outline of a clip",
        "Its lowest and highest samples, to draw it by.",
        JSON,
        _read_peaks,
        _clip_state,
    ),
    Resource(
        UriTemplate("producer://clips/{clip_id}/preview"),
        "preview",
        "Preview of a clip",
        "A small mp3 of it, by the piece.",
        "audio/mpeg",
        _read_preview,
        _clip_state,
        read_piece=_reading_piece("preview"),
    ),
    Resource(
        UriTemplate("producer://clips/{clip_id}/cover"),
        "cover",
        "Cover of a clip",
        "Its picture.",
        None,
        _reading_file("cover"),
        _clip_state,
    ),
    TASK,
    GUIDE,
    Resource(UriTemplate("producer://vendors"), "vendors", "Vendors", VENDORS_TEXT, JSON, _read_vendors),
    PLAYER,
)
