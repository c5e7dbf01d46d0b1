"""Clips' files under signed addresses, with ranges, for browsers, chats and players."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from ...studio import Studio
from .signed_urls import KINDS, SignedUrls

SLOWEST = 60.0
"""Seconds a listener may take to take the next piece."""
HEADERS = {
    "access-control-allow-origin": "*",
    "cache-control": "private, max-age=900",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
GONE = "This address does not work, or no longer; get_tasks and find_clips give a fresh one.\n"


class Listener(FileResponse):
    """A file for somebody who has to go on taking it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_soon(message: Message) -> None:
            with anyio.fail_after(SLOWEST):
                await send(message)

        try:
            await super().__call__(scope, receive, send_soon)
        except TimeoutError:
            scope["state"]["why"] = "too slow a listener"


def clip_files(studio: Studio, links: SignedUrls, folders: tuple[Path, ...]) -> Callable[[Request], Awaitable[Response]]:
    """`folders`: where files of clips lie; nothing outside of them is ever sent."""

    async def clip_file(request: Request) -> Response:
        clip_id, kind = request.path_params["clip_id"], request.path_params["kind"]
        until, sign = request.query_params.get("until", ""), request.query_params.get("sign", "")
        request.scope["state"]["why"] = "not signed by us, or too long ago"
        if kind not in KINDS or not links.allows(clip_id, kind, until, sign):
            return PlainTextResponse(GONE, 403)
        request.scope["state"]["why"] = "not kept here"
        file = await studio.file(clip_id, kind)
        path = await _kept(file.path, folders) if file is not None and file.path is not None else None
        if file is None or path is None:
            return PlainTextResponse(GONE, 404)
        mime = file.mime or "application/octet-stream"
        return Listener(path, headers=HEADERS, media_type=mime, filename=path.name, content_disposition_type="inline")

    return clip_file


async def _kept(said: str, folders: tuple[Path, ...]) -> Path | None:
    def look() -> Path | None:
        path = Path(said)
        if not path.is_file():
            return None
        real = path.resolve()
        return real if any(real.is_relative_to(folder.resolve()) for folder in folders) else None

    return await anyio.to_thread.run_sync(look)
