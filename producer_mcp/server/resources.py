"""What can be read: clips with their lyrics, audio and cover, tasks, vendors, and two guides for writing."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

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
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from ..errors import InvalidArguments, NotFound, StorageFailed
from ..models import Clip, FileKind, Task
from ..safe_text import MAX_SHEET_CHARS, MAX_TITLE_CHARS, line, lines
from ..studio import Studio
from ..studio.waiting import MissingTask
from .presenter import Presenter, clip_origin
from .prompts import shelf
from .request import Request, owner_of
from .uris import ResourceUri

JSON, TEXT, MARKDOWN = "application/json", "text/plain", "text/markdown"
MOST_BYTES = 4_000_000
PAGE = 50
HOUR = 3_600_000
PARTS: Mapping[str, FileKind] = {"audio": "audio", "cover": "cover"}
GUIDES = {
    "sound": ("Describing a sound", "How to say what music should sound like, so that the models do it."),
    "lyrics": ("Writing lyrics", "How to write words that sing well with these models."),
}

TEMPLATES = [
    ResourceTemplate(uri_template=uri, name=name, title=title, description=what, mime_type=mime)
    for uri, name, title, what, mime in (
        ("producer://clips/{clip_id}", "clip", "Clip", "A clip: title, length, sound, where it came from, where it is.", JSON),
        ("producer://clips/{clip_id}/lyrics", "lyrics", "Lyrics of a clip", "What is sung in it.", TEXT),
        ("producer://clips/{clip_id}/audio", "audio", "Audio of a clip", "Its sound file, up to 4 MB.", None),
        ("producer://clips/{clip_id}/cover", "cover", "Cover of a clip", "Its picture.", None),
        ("producer://tasks/{task_id}", "task", "Task", "How a task stands, and what was asked.", JSON),
    )
]


@dataclass(frozen=True, slots=True)
class ResourceReader:
    """Lists and reads what an owner can read."""

    studio: Studio
    presenter: Presenter

    async def list(self, request: Request, page: PaginatedRequestParams | None) -> ListResourcesResult:
        """First what is always there; then clips, then tasks, newest first."""
        owner, cursor = owner_of(request), page.cursor if page else None
        kind, _, place = (cursor or "clips:").partition(":")
        match kind:
            case "clips":
                found = await self.studio.find(owner, limit=PAGE, cursor=place or None)
                always = [] if cursor else list(_always())
                after = f"clips:{found.cursor}" if found.cursor else "tasks:"
                return ListResourcesResult(resources=always + [_listed_clip(clip) for clip in found.clips], next_cursor=after)
            case "tasks":
                tasks = await self.studio.recent(owner, PAGE, place or None)
                after_tasks = f"tasks:{tasks[-1].task_id}" if len(tasks) == PAGE else None
                return ListResourcesResult(resources=[_listed_task(task) for task in tasks], next_cursor=after_tasks)
            case _:
                raise InvalidArguments(f"cursor {line(cursor or '', 60)!r} is none of ours; begin again without one.")

    async def templates(self, request: Request, page: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        return ListResourceTemplatesResult(resource_templates=TEMPLATES)

    async def read(self, request: Request, params: ReadResourceRequestParams) -> ReadResourceResult:
        owner, place = owner_of(request), ResourceUri.of(params.uri)
        if place is None:
            told = f"nothing is at {line(params.uri, 200)!r}; resources/list and resources/templates/list show what there is."
            raise MCPError(INVALID_PARAMS, told, {"uri": params.uri})
        try:
            return await self._read(owner, params.uri, place)
        except NotFound as error:
            raise MCPError(INVALID_PARAMS, self.presenter.sentence(str(error)), {"uri": params.uri}) from None

    async def _read(self, owner: str, uri: str, place: ResourceUri) -> ReadResourceResult:
        match place:
            case ResourceUri("guide", name) if name in GUIDES:
                return _text(uri, MARKDOWN, guide(name), ttl_ms=HOUR, cache_scope="public")
            case ResourceUri("vendors"):
                return _text(uri, JSON, _json(self.presenter.status(await self.studio.status(owner)).structured))
            case ResourceUri("tasks", task_id):
                return _text(uri, JSON, _json(await self._task(owner, task_id)))
            case ResourceUri("clips", clip_id, ""):
                return _text(uri, JSON, _json(self._clip(await self.studio.known_clip(owner, clip_id))))
            case ResourceUri("clips", clip_id, "lyrics"):
                clip = await self.studio.known_clip(owner, clip_id)
                return _text(uri, TEXT, lines(clip.lyrics, MAX_SHEET_CHARS) or "(no lyrics are known)")
            case ResourceUri("clips", clip_id, part):
                return await self._file(uri, await self.studio.known_clip(owner, clip_id), PARTS[part])
        raise NotFound(f"no guide is called {line(place.id, 60)!r}; there are {', '.join(GUIDES)}.")

    async def _task(self, owner: str, task_id: str) -> dict[str, Any]:
        task = await self.studio.task(owner, task_id)
        [answer] = await self.studio.tasks(owner, [task.task_id], 0)
        result = {} if isinstance(answer, MissingTask) else self.presenter.task(answer).structured
        asked = {"arguments": self.presenter.arguments(task), "take": task.take}
        return result | asked | {"created_at": task.created_at.isoformat(timespec="seconds")}

    def _clip(self, clip: Clip) -> dict[str, Any]:
        said = {"sound": clip.sound, "model": clip.model, "seed": clip.seed, "task_id": clip.task_id}
        result = self.presenter.clip(clip) | clip_origin(clip)
        return result | {word: line(value, 1_000) for word, value in said.items() if value}

    async def _file(self, uri: str, clip: Clip, kind: FileKind) -> ReadResourceResult:
        file = clip.files.get(kind)
        address = self.presenter.url(clip, kind)
        elsewhere = f"it is at {address}" if address else "get_tasks shows whether it is still being fetched"
        if file is None or file.path is None:
            raise NotFound(f"the {kind} of {clip.clip_id} is not kept here; {elsewhere}.")
        here = f"it is the file {file.path}" if self.presenter.shows_paths else elsewhere
        path = anyio.Path(file.path)
        try:
            if (size := (await path.stat()).st_size) > MOST_BYTES:
                raise InvalidArguments(f"the {kind} has {size / 1e6:.1f} MB, more than a resource carries; {here}.")
            blob = b64encode(await path.read_bytes()).decode()
        except OSError as error:
            raise StorageFailed(f"the {kind} of {clip.clip_id} cannot be read ({error.strerror}); {elsewhere}.") from error
        return ReadResourceResult(contents=[BlobResourceContents(uri=uri, mime_type=file.mime or None, blob=blob)], ttl_ms=HOUR)


@cache
def guide(name: str) -> str:
    return (shelf() / "guides" / f"{name}.md").read_text("utf-8")


def _always() -> list[Resource]:
    guides = [
        Resource(uri=str(ResourceUri("guide", name)), name=f"guide-{name}", title=title, description=what, mime_type=MARKDOWN)
        for name, (title, what) in GUIDES.items()
    ]
    vendors = "What each vendor offers, models, prices, credits left."
    return [
        *guides,
        Resource(uri=str(ResourceUri("vendors")), name="vendors", title="Vendors", description=vendors, mime_type=JSON),
    ]


def _listed_clip(clip: Clip) -> Resource:
    known = (clip.operation, clip.vendor, clip.part, f"{clip.seconds:.0f} s" if clip.seconds else "")
    title, what = line(clip.title, MAX_TITLE_CHARS) or clip.clip_id, ", ".join(filter(None, known))
    return Resource(uri=str(ResourceUri("clips", clip.clip_id)), name=clip.clip_id, title=title, description=what, mime_type=JSON)


def _listed_task(task: Task) -> Resource:
    what = f"{task.operation} ({task.vendor}) {task.status.value}"
    return Resource(uri=str(ResourceUri("tasks", task.task_id)), name=task.task_id, title=what, mime_type=JSON)


def _text(uri: str, mime: str, text: str, **cache_words: Any) -> ReadResourceResult:
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=mime, text=text)], **cache_words)


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)
