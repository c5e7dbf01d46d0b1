"""Serves the files of clips under signed addresses, with byte ranges."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from ...models import FILE_KINDS
from ...studio import Studio
from .signed_urls import SignedUrls

SEND_TIMEOUT_SECONDS = 60.0
"""How long a client may take to accept the next piece of a file."""
FILE_HEADERS = {
    "access-control-allow-origin": "*",
    "cache-control": "private, max-age=900",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
INVALID_ADDRESS_TEXT = "This address does not work, or no longer; get_tasks and find_clips give a fresh one.\n"


class TimedFileResponse(FileResponse):
    """A file response that ends when the client stops reading."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI request."""

        async def send_in_time(message: Message) -> None:
            with anyio.fail_after(SEND_TIMEOUT_SECONDS):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except TimeoutError:
            scope["state"]["why"] = "too slow a listener"


def clip_files(studio: Studio, urls: SignedUrls, folders: tuple[Path, ...]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/clips/{clip_id}/{kind}`. Only files that really lie in one of `folders` are sent."""

    async def clip_file(request: Request) -> Response:
        clip_id, kind = request.path_params["clip_id"], request.path_params["kind"]
        until, sign = request.query_params.get("until", ""), request.query_params.get("sign", "")
        request.scope["state"]["why"] = "not signed by us, or too long ago"
        if kind not in FILE_KINDS or not urls.allows(clip_id, kind, until, sign):
            return PlainTextResponse(INVALID_ADDRESS_TEXT, 403)
        request.scope["state"]["why"] = "not kept here"
        file = await studio.file(clip_id, kind)
        path = await file_in(file.path, folders) if file is not None and file.path is not None else None
        if file is None or path is None:
            return PlainTextResponse(INVALID_ADDRESS_TEXT, 404)
        mime = file.mime or "application/octet-stream"
        return TimedFileResponse(
            path, headers=FILE_HEADERS, media_type=mime, filename=path.name, content_disposition_type="inline"
        )

    return clip_file


async def file_in(kept: str, folders: tuple[Path, ...]) -> Path | None:
    """The real path of a kept file; None if it is gone, or lies outside of `folders`."""

    def look() -> Path | None:
        path = Path(kept)
        if not path.is_file():
            return None
        real = path.resolve()
        return real if any(real.is_relative_to(folder.resolve()) for folder in folders) else None

    return await anyio.to_thread.run_sync(look)
